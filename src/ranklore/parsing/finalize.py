"""Turns a RawPage into a ParsedPage: cleans texts, splits credits off names, enforces limits and reports
duplicates."""

from ranklore.parsing.credits.reader import CreditReader
from ranklore.parsing.limits import (
    ALIASES_MAX,
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
from ranklore.parsing.result import TRUNCATION_MARK, UNTITLED, ParsedComment, ParsedItem, ParsedPage, Question
from ranklore.parsing.structure.raw_page import Paragraph, RawItem, RawPage
from ranklore.text.clean import clean_line, clean_text, has_visible_text, name_key, strip_invisible


def finalize(draft: RawPage, invisible: int = 0) -> ParsedPage:
    """Refuses what passes a limit; everything that was guessed or left out comes back as a question."""
    _refuse_too_many_entries(draft)
    invisible += _clean_texts(draft)
    items = _split_credits(draft)
    title = clean_line(draft.title)
    refuse_over(draft.title_line, "a title", len(title), TITLE_MAX)
    prompt = _joined_prompt(draft)
    _ask_about_duplicates(draft, items)
    if draft.left_out:
        lines = sorted(set(draft.left_out))
        draft.ask(lines[0], "left_out", f"Counts, buttons and the like were left out on {_describe_lines(lines)}.")
    if invisible:
        were = "character was" if invisible == 1 else "characters were"
        draft.ask(1, "invisible", f"{invisible:,} invisible {were} taken out.")
    comments, category = tuple(map(_parsed_comment, draft.comments)), clean_line(draft.category)
    return ParsedPage(title, prompt, tuple(items), _sorted_questions(draft), comments, category, draft.tags)


def _refuse_too_many_entries(draft: RawPage) -> None:
    if not draft.items:
        raise PasteRefused("No items were found. Put each name on a line of its own.")
    refuse_too_many([item.line for item in draft.items])
    comments = len(draft.comments) + sum(len(item.comments) for item in draft.items)
    if comments > COMMENTS_MAX:
        raise PasteRefused(f"There are {comments:,} comments; a page can have at most {COMMENTS_MAX:,}.")


def _clean_texts(draft: RawPage) -> int:
    """Cleans names and comments in place; the invisible characters that entities and escapes brought in."""
    removed = 0
    for item in draft.items:
        removed += strip_invisible(item.name)[1]
        item.name = clean_line(item.name)
        if not has_visible_text(item.name):
            draft.ask(item.line, "untitled", f"The item on line {item.line} has no name. What is it called?")
            item.name, item.credits = UNTITLED, item.credits or ()
        for comment in item.comments:
            removed += strip_invisible(comment.text)[1]
            comment.text = clean_text(comment.text)
            refuse_over(comment.line, "a comment", len(comment.text), COMMENT_MAX)
        item.comments = [comment for comment in item.comments if comment.text]
    return removed


def _split_credits(draft: RawPage) -> list[ParsedItem]:
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
    if reader.is_side_guessed:
        text = "The names were read as “title - who made it”. Is it the other way round?"
        draft.ask(open_items[0].line, "maybe_credit", text)
    return [_parsed_item(item) for item in draft.items]


def _parsed_item(item: RawItem) -> ParsedItem:
    name = clean_line(item.name)
    refuse_over(item.line, "an item name", len(name), NAME_MAX)
    credits = tuple(dict.fromkeys(filter(None, map(clean_line, item.credits or ()))))
    for credit in credits:
        refuse_over(item.line, "a credit", len(credit), CREDIT_MAX)
    if len(credits) > CREDITS_MAX:
        raise PasteRefused(f"Line {item.line} has {len(credits)} credits; an item can have at most {CREDITS_MAX}.")
    return ParsedItem(
        name, credits, item.line, tuple(map(_parsed_comment, item.comments)), item.notes, _parsed_aliases(item, name)
    )


def _parsed_aliases(item: RawItem, name: str) -> tuple[str, ...]:
    """The other names, without blanks, repeats, and what reads the same as the name."""
    found = {name_key(name): ""}
    for other in filter(None, map(clean_line, item.aliases)):
        refuse_over(item.line, "another name of an item", len(other), NAME_MAX)
        found.setdefault(name_key(other), other)
    aliases = tuple(filter(None, found.values()))
    if len(aliases) > ALIASES_MAX:
        raise PasteRefused(f"Line {item.line} has {len(aliases)} other names; an item can have at most {ALIASES_MAX}.")
    return aliases


def _parsed_comment(read: Paragraph) -> ParsedComment:
    return ParsedComment(
        text=read.text,
        line=read.line,
        cut=read.text.endswith(TRUNCATION_MARK),
        author=clean_line(read.author),
        spoiler=read.spoiler,
        notes=read.notes,
        id=read.id,
        reply_to=read.reply_to,
    )


def _joined_prompt(draft: RawPage) -> str:
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


def _ask_about_long_prompt(draft: RawPage, first: Paragraph) -> None:
    last = draft.prompt[-1].line
    where = f"The text on line {first.line}" if last == first.line else f"The text from line {first.line} to {last}"
    text = f"{where} was left out, because a prompt can have at most {PROMPT_MAX:,} characters."
    draft.ask(first.line, "left_out", text)


def _ask_about_duplicates(draft: RawPage, items: list[ParsedItem]) -> None:
    seen: dict[str, ParsedItem] = {}
    for item in items:
        keys = [name_key(name) for name in (item.name, *item.aliases)]
        earlier = next((seen[key] for key in keys if key in seen), None)
        seen |= {key: item for key in keys if key not in seen}
        if earlier is not None and item.name != UNTITLED:
            text = f"“{item.name}” on line {item.line} seems to be the same as “{earlier.name}” on line {earlier.line}."
            draft.ask(item.line, "duplicate", text)


def _describe_lines(lines: list[int]) -> str:
    if len(lines) == 1:
        return f"line {lines[0]}"
    if len(lines) <= 12:
        return f"lines {', '.join(map(str, lines[:-1]))} and {lines[-1]}"
    return f"{len(lines):,} lines, from line {lines[0]} to line {lines[-1]}"


def _sorted_questions(draft: RawPage) -> tuple[Question, ...]:
    questions = sorted(dict.fromkeys(draft.questions), key=lambda question: question.line)
    more = len(questions) - QUESTIONS_MAX
    if more <= 0:
        return tuple(questions)
    last = Question(questions[QUESTIONS_MAX].line, "more_questions", f"There are {more:,} more questions like these.")
    return (*questions[:QUESTIONS_MAX], last)
