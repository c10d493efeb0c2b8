"""From a draft to the answer: texts cleaned, credits split off, limits held, doubles and leftovers said."""

from ranklore.lists.rules.clean import clean_line, clean_text, is_visible, name_key, strip_invisible
from ranklore.lists.rules.credits import CreditReader
from ranklore.lists.rules.draft import Draft, DraftItem, Paragraph
from ranklore.lists.rules.limits import (
    COMMENT_MAX,
    COMMENTS_MAX,
    CREDIT_MAX,
    CREDITS_MAX,
    NAME_MAX,
    PROMPT_MAX,
    QUESTIONS_MAX,
    TITLE_MAX,
    PasteRefused,
    refuse_over,
    refuse_too_many,
)
from ranklore.lists.rules.pasted import CUT_TAIL, UNTITLED, Pasted, PastedComment, PastedItem, Question


def finish(draft: Draft, invisible: int = 0) -> Pasted:
    """Refuses what passes a limit; everything that was guessed or left out comes back as a question."""
    _hold_counts(draft)
    invisible += _clean(draft)
    items = _with_credits(draft)
    title = clean_line(draft.title)
    refuse_over(draft.title_line, "a title", len(title), TITLE_MAX)
    prompt = _prompt(draft)
    _ask_about_doubles(draft, items)
    if draft.left_out:
        lines = sorted(set(draft.left_out))
        draft.ask(lines[0], "left_out", f"Counts, buttons and the like were left out on {_listed(lines)}.")
    if invisible:
        were = "character was" if invisible == 1 else "characters were"
        draft.ask(1, "invisible", f"{invisible:,} invisible {were} taken out.")
    comments, category = tuple(map(_comment, draft.comments)), clean_line(draft.category)
    return Pasted(title, prompt, tuple(items), _questions(draft), comments, category, draft.tags)


def _hold_counts(draft: Draft) -> None:
    if not draft.items:
        raise PasteRefused("No items were found. Put each name on a line of its own.")
    refuse_too_many([item.line for item in draft.items])
    comments = len(draft.comments) + sum(len(item.comments) for item in draft.items)
    if comments > COMMENTS_MAX:
        raise PasteRefused(f"There are {comments:,} comments; a page can have at most {COMMENTS_MAX:,}.")


def _clean(draft: Draft) -> int:
    """Cleans names and comments in place; the invisible characters that entities and escapes brought in."""
    removed = 0
    for item in draft.items:
        removed += strip_invisible(item.name)[1]
        item.name = clean_line(item.name)
        if not is_visible(item.name):
            draft.ask(item.line, "untitled", f"The item on line {item.line} has no name. What is it called?")
            item.name, item.credits = UNTITLED, item.credits or ()
        for comment in item.comments:
            removed += strip_invisible(comment.text)[1]
            comment.text = clean_text(comment.text)
            refuse_over(comment.line, "a comment", len(comment.text), COMMENT_MAX)
        item.comments = [comment for comment in item.comments if comment.text]
    return removed


def _with_credits(draft: Draft) -> list[PastedItem]:
    open_items = [item for item in draft.items if item.credits is None and len(item.name) <= 2 * NAME_MAX]
    reader = CreditReader(
        [item.name for item in open_items],
        ["\n".join(comment.text for comment in item.comments) for item in open_items],
    )
    for place, item in enumerate(open_items):
        named = reader.read(place)
        item.name, item.credits = named.name, named.credits
        if named.doubt:
            draft.ask(item.line, "maybe_credit", named.doubt)
    if reader.side_is_a_guess:
        text = "The names were read as “title - who made it”. Is it the other way round?"
        draft.ask(open_items[0].line, "maybe_credit", text)
    return [_item(item) for item in draft.items]


def _item(item: DraftItem) -> PastedItem:
    name = clean_line(item.name)
    refuse_over(item.line, "an item name", len(name), NAME_MAX)
    credits = tuple(dict.fromkeys(filter(None, map(clean_line, item.credits or ()))))
    for credit in credits:
        refuse_over(item.line, "a credit", len(credit), CREDIT_MAX)
    if len(credits) > CREDITS_MAX:
        raise PasteRefused(f"Line {item.line} has {len(credits)} credits; an item can have at most {CREDITS_MAX}.")
    return PastedItem(name, credits, item.line, tuple(map(_comment, item.comments)), item.notes)


def _comment(read: Paragraph) -> PastedComment:
    return PastedComment(
        text=read.text,
        line=read.line,
        cut=read.text.endswith(CUT_TAIL),
        author=clean_line(read.author),
        spoiler=read.spoiler,
        notes=read.notes,
        id=read.id,
        reply_to=read.reply_to,
    )


def _prompt(draft: Draft) -> str:
    """The paragraphs that fit; the rest is named in a question rather than the whole page refused."""
    kept: list[str] = []
    size = 0
    for paragraph in draft.prompt:
        text = clean_text(paragraph.text)
        size += len(text) + 2
        if size - 2 > PROMPT_MAX:
            _ask_about_long_prompt(draft, paragraph)
            break
        kept.append(text)
    return "\n\n".join(filter(None, kept))


def _ask_about_long_prompt(draft: Draft, first: Paragraph) -> None:
    last = draft.prompt[-1].line
    where = f"The text on line {first.line}" if last == first.line else f"The text from line {first.line} to {last}"
    text = f"{where} was left out, because a prompt can have at most {PROMPT_MAX:,} characters."
    draft.ask(first.line, "left_out", text)


def _ask_about_doubles(draft: Draft, items: list[PastedItem]) -> None:
    seen: dict[str, PastedItem] = {}
    for item in items:
        earlier = seen.setdefault(name_key(item.name), item)
        if earlier is not item and item.name != UNTITLED:
            text = f"“{item.name}” on line {item.line} seems to be the same as “{earlier.name}” on line {earlier.line}."
            draft.ask(item.line, "duplicate", text)


def _listed(lines: list[int]) -> str:
    if len(lines) == 1:
        return f"line {lines[0]}"
    if len(lines) <= 12:
        return f"lines {', '.join(map(str, lines[:-1]))} and {lines[-1]}"
    return f"{len(lines):,} lines, from line {lines[0]} to line {lines[-1]}"


def _questions(draft: Draft) -> tuple[Question, ...]:
    questions = sorted(dict.fromkeys(draft.questions), key=lambda question: question.line)
    more = len(questions) - QUESTIONS_MAX
    if more <= 0:
        return tuple(questions)
    last = Question(questions[QUESTIONS_MAX].line, "more_questions", f"There are {more:,} more questions like these.")
    return (*questions[:QUESTIONS_MAX], last)
