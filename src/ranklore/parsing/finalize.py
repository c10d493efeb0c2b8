"""Turns a RawPage into a ParsedPage: cleans texts, splits credits off names, enforces limits, reports duplicates."""

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
from ranklore.text.messages import Message

_LISTED_LINES_MAX = 12


def finalize(draft: RawPage, invisible: int = 0) -> ParsedPage:
    """The finished page. All that was guessed or left out is a question on it. Raises PasteRefused over a limit."""
    _refuse_too_many_entries(draft)
    invisible += _clean_texts(draft)
    items = _split_credits(draft)
    title = clean_line(draft.title)
    refuse_over(draft.title_line, Message("a title"), len(title), TITLE_MAX)
    prompt = _joined_prompt(draft)
    _ask_about_duplicates(draft, items)
    if draft.left_out:
        lines = sorted(set(draft.left_out))
        draft.ask(lines[0], "left_out", _left_out_message(lines))
    if invisible:
        text = Message(
            "%(count)s invisible character was removed.",
            plural="%(count)s invisible characters were removed.",
            number=invisible,
            count=f"{invisible:,}",
        )
        draft.ask(1, "invisible", text)
    comments, category = tuple(map(_parsed_comment, draft.comments)), clean_line(draft.category)
    return ParsedPage(title, prompt, tuple(items), _sorted_questions(draft), comments, category, draft.tags)


def _refuse_too_many_entries(draft: RawPage) -> None:
    if not draft.items:
        raise PasteRefused(Message("No items were found. Put each name on a line of its own."))
    refuse_too_many([item.line for item in draft.items])
    comments = len(draft.comments) + sum(len(item.comments) for item in draft.items)
    if comments > COMMENTS_MAX:
        raise PasteRefused(
            Message(
                "There are %(count)s comments; a page can have at most %(limit)s.",
                count=f"{comments:,}",
                limit=f"{COMMENTS_MAX:,}",
            )
        )


def _clean_texts(draft: RawPage) -> int:
    """Clean names and comments in place. Returns how many invisible characters were in entities and escapes."""
    removed = 0
    for item in draft.items:
        removed += strip_invisible(item.name)[1]
        item.name = clean_line(item.name)
        if not has_visible_text(item.name):
            text = Message("The item on line %(line)s has no name. What is it called?", line=item.line)
            draft.ask(item.line, "untitled", text)
            item.name, item.credits = UNTITLED, item.credits or ()
        for comment in item.comments:
            removed += strip_invisible(comment.text)[1]
            comment.text = clean_text(comment.text)
            refuse_over(comment.line, Message("a comment"), len(comment.text), COMMENT_MAX)
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
        if named.question:
            draft.ask(item.line, "maybe_credit", named.question)
    if reader.is_side_guessed:
        text = Message("The names were read as “title - who made it”. Is it the other way round?")
        draft.ask(open_items[0].line, "maybe_credit", text)
    return [_parsed_item(item) for item in draft.items]


def _parsed_item(item: RawItem) -> ParsedItem:
    name = clean_line(item.name)
    refuse_over(item.line, Message("an item name"), len(name), NAME_MAX)
    credits = tuple(dict.fromkeys(filter(None, map(clean_line, item.credits or ()))))
    for credit in credits:
        refuse_over(item.line, Message("a credit"), len(credit), CREDIT_MAX)
    if len(credits) > CREDITS_MAX:
        raise PasteRefused(
            Message(
                "Line %(line)s has %(count)s credits; an item can have at most %(limit)s.",
                line=item.line,
                count=len(credits),
                limit=CREDITS_MAX,
            )
        )
    return ParsedItem(
        name, credits, item.line, tuple(map(_parsed_comment, item.comments)), item.notes, _parsed_aliases(item, name)
    )


def _parsed_aliases(item: RawItem, name: str) -> tuple[str, ...]:
    """The other names, without blanks and repeats, and without the name itself."""
    found = {name_key(name): ""}
    for other in filter(None, map(clean_line, item.aliases)):
        refuse_over(item.line, Message("another name of an item"), len(other), NAME_MAX)
        found.setdefault(name_key(other), other)
    aliases = tuple(filter(None, found.values()))
    if len(aliases) > ALIASES_MAX:
        raise PasteRefused(
            Message(
                "Line %(line)s has %(count)s other names; an item can have at most %(limit)s.",
                line=item.line,
                count=len(aliases),
                limit=ALIASES_MAX,
            )
        )
    return aliases


def _parsed_comment(paragraph: Paragraph) -> ParsedComment:
    return ParsedComment(
        text=paragraph.text,
        line=paragraph.line,
        cut=paragraph.text.endswith(TRUNCATION_MARK),
        author=clean_line(paragraph.author),
        spoiler=paragraph.spoiler,
        notes=paragraph.notes,
        id=paragraph.id,
        reply_to=paragraph.reply_to,
    )


def _joined_prompt(draft: RawPage) -> str:
    """The paragraphs that fit. A question tells which were left out: refusing the whole page would be too hard."""
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
    limit = f"{PROMPT_MAX:,}"
    if first.line == last:
        text = Message(
            "The text on line %(line)s was left out, because a prompt can have at most %(limit)s characters.",
            line=last,
            limit=limit,
        )
    else:
        text = Message(
            "The text from line %(first)s to line %(last)s was left out, because a prompt can have at most %(limit)s"
            " characters.",
            first=first.line,
            last=last,
            limit=limit,
        )
    draft.ask(first.line, "left_out", text)


def _ask_about_duplicates(draft: RawPage, items: list[ParsedItem]) -> None:
    seen: dict[str, ParsedItem] = {}
    for item in items:
        keys = [name_key(name) for name in (item.name, *item.aliases)]
        earlier = next((seen[key] for key in keys if key in seen), None)
        seen |= {key: item for key in keys if key not in seen}
        if earlier is not None and item.name != UNTITLED:
            text = Message(
                "“%(name)s” on line %(line)s seems to be the same as “%(earlier)s” on line %(earlier_line)s.",
                name=item.name,
                line=item.line,
                earlier=earlier.name,
                earlier_line=earlier.line,
            )
            draft.ask(item.line, "duplicate", text)


def _left_out_message(lines: list[int]) -> Message:
    if len(lines) > _LISTED_LINES_MAX:
        return Message(
            "%(count)s lines from line %(first)s to line %(last)s were left out, because they seem to be vote counts,"
            " buttons, headings or dividers.",
            count=f"{len(lines):,}",
            first=lines[0],
            last=lines[-1],
        )
    if len(lines) > 1:
        return Message(
            "Lines %(lines)s and %(last)s were left out, because they seem to be vote counts, buttons, headings or"
            " dividers.",
            lines=", ".join(map(str, lines[:-1])),
            last=lines[-1],
        )
    return Message(
        "Line %(line)s was left out, because it seems to be a vote count, a button, a heading or a divider.",
        line=lines[0],
    )


def _sorted_questions(draft: RawPage) -> tuple[Question, ...]:
    questions = sorted(dict.fromkeys(draft.questions), key=lambda question: question.line)
    more = len(questions) - QUESTIONS_MAX
    if more <= 0:
        return tuple(questions)
    text = Message(
        "There is %(count)s more question like these.",
        plural="There are %(count)s more questions like these.",
        number=more,
        count=f"{more:,}",
    )
    return (*questions[:QUESTIONS_MAX], Question(questions[QUESTIONS_MAX].line, "more_questions", text))
