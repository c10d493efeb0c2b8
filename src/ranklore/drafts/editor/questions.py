"""The parser's questions as rows of the preview: each with its item and, where one command answers it, a button."""

from bisect import bisect_right
from dataclasses import dataclass

from ranklore.drafts.editor.edits import item_indexes_by_line
from ranklore.parsing.result import UNTITLED, ParsedItem, ParsedPage, Question
from ranklore.text.clean import name_key

QUOTE_CHARS_MAX = 150  # characters
TITLE_QUESTION_KINDS = ("no_title", "maybe_page_title")


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """`item` is the number of the item it is about, None when it is about the title of the page."""

    number: int
    line: int
    text: str
    item: int | None
    name: str
    is_on_page: bool  # its item is on this page of the preview
    quote: str  # how the line begins, when the question does not say it itself
    button: str = ""
    button_label: str = ""


def question_rows(parsed: ParsedPage, on_page: range) -> tuple[QuestionRow, ...]:
    found = item_indexes_by_line(parsed)
    lines = sorted(found)
    same_names = _first_index_by_name(parsed) if any(q.kind == "duplicate" for q in parsed.questions) else {}
    rows = []
    for number, question in enumerate(parsed.questions, start=1):
        item = _item_index_for(question, found, lines)
        button, says = _suggested_command(parsed, question, item, same_names)
        rows.append(
            QuestionRow(
                number=number,
                line=question.line,
                text=question.text,
                item=None if item is None else item + 1,
                name="" if item is None else parsed.items[item].name,
                is_on_page=item is not None and item in on_page,
                quote="" if item is None else _comment_quote(parsed.items[item], question),
                button=button,
                button_label=says,
            )
        )
    return tuple(rows)


def _item_index_for(question: Question, found: dict[int, int], lines: list[int]) -> int | None:
    """The item that the line went to, else the one above it."""
    if question.kind in TITLE_QUESTION_KINDS or not lines:
        return None
    above = bisect_right(lines, question.line)
    return found[lines[max(above - 1, 0)]]


def truncate_quote(text: str) -> str:
    return text if len(text) <= QUOTE_CHARS_MAX else f"{text[:QUOTE_CHARS_MAX].rstrip()}…"


def _comment_quote(item: ParsedItem, question: Question) -> str:
    """The comment that stands where a name seems to be lost."""
    if question.kind not in ("untitled", "maybe_untitled"):
        return ""
    said = (comment.text for comment in item.comments if comment.line == question.line)
    return truncate_quote(next(said, ""))


def _suggested_command(
    parsed: ParsedPage, question: Question, item: int | None, same_names: dict[str, int]
) -> tuple[str, str]:
    """The button that does what the question suspects, and its words."""
    if question.kind == "maybe_page_title" and parsed.title:
        return "title-item", "It is the first item"
    if item is None:
        return "", ""
    found = parsed.items[item]
    is_item = found.line == question.line
    if question.kind == "maybe_title" and is_item and item:
        return f"say:{item + 1}", "It is a comment"
    if question.kind == "untitled" and is_item and item and found.name == UNTITLED:
        return f"join:{item + 1}", f"It belongs to item {item}"
    if question.kind in ("maybe_title", "maybe_untitled"):
        for comment, said in enumerate(found.comments, start=1):
            if said.line == question.line:
                return f"split:{item + 1}:{comment}", "An item begins here"
    if question.kind == "duplicate":
        first = same_names.get(name_key(found.name), item)
        if first != item:
            return f"merge:{item + 1}:{first + 1}", "Merge the two"
    return "", ""


def _first_index_by_name(parsed: ParsedPage) -> dict[str, int]:
    first: dict[str, int] = {}
    for n, item in enumerate(parsed.items):
        first.setdefault(name_key(item.name), n)
    return first
