"""The parser's questions as the preview shows them: each with its item, and where one press can answer it, a button."""

from bisect import bisect_right
from dataclasses import dataclass

from ranklore.exchange.rules import items_by_line
from ranklore.lists.rules import UNTITLED, Pasted, PastedItem, Question, name_key

QUOTE = 150  # characters
ABOUT_THE_TITLE = ("no_title", "maybe_page_title")


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """`item` is the number of the item it is about, None when it is about the title of the page."""

    number: int
    line: int
    text: str
    item: int | None
    name: str
    is_here: bool  # its item is on this page of the preview
    quote: str  # how the line begins, when the question does not say it itself
    button: str = ""
    button_says: str = ""


def question_rows(pasted: Pasted, on_page: range) -> tuple[QuestionRow, ...]:
    found = items_by_line(pasted)
    lines = sorted(found)
    same_names = _first_of_each_name(pasted) if any(q.kind == "duplicate" for q in pasted.questions) else {}
    rows = []
    for number, question in enumerate(pasted.questions, start=1):
        item = _item_at(question, found, lines)
        button, says = _answer(pasted, question, item, same_names)
        rows.append(
            QuestionRow(
                number=number,
                line=question.line,
                text=question.text,
                item=None if item is None else item + 1,
                name="" if item is None else pasted.items[item].name,
                is_here=item is not None and item in on_page,
                quote="" if item is None else _quote(pasted.items[item], question),
                button=button,
                button_says=says,
            )
        )
    return tuple(rows)


def _item_at(question: Question, found: dict[int, int], lines: list[int]) -> int | None:
    """The item that the line went to, else the one above it."""
    if question.kind in ABOUT_THE_TITLE or not lines:
        return None
    above = bisect_right(lines, question.line)
    return found[lines[max(above - 1, 0)]]


def shortened(text: str) -> str:
    return text if len(text) <= QUOTE else f"{text[:QUOTE].rstrip()}…"


def _quote(item: PastedItem, question: Question) -> str:
    """The comment that stands where a name seems to be lost."""
    if question.kind not in ("untitled", "maybe_untitled"):
        return ""
    said = (comment.text for comment in item.comments if comment.line == question.line)
    return shortened(next(said, ""))


def _answer(pasted: Pasted, question: Question, item: int | None, same_names: dict[str, int]) -> tuple[str, str]:
    """The button that does what the question suspects, and its words."""
    if question.kind == "maybe_page_title" and pasted.title:
        return "title-item", "It is the first item"
    if item is None:
        return "", ""
    found = pasted.items[item]
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


def _first_of_each_name(pasted: Pasted) -> dict[str, int]:
    first: dict[str, int] = {}
    for n, item in enumerate(pasted.items):
        first.setdefault(name_key(item.name), n)
    return first
