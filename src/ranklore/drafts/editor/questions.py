"""The parser's questions as rows of the preview: each with its item and the buttons that answer it."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from ranklore.drafts.editor.credit_questions import rejoin_name, split_credits_off
from ranklore.drafts.editor.edits import item_indexes_by_line, question_key, untitled_items_by_question
from ranklore.parsing.result import UNTITLED, ParsedItem, ParsedPage, Question
from ranklore.text.bidi import isolated
from ranklore.text.clean import name_key

QUOTE_CHARS_MAX = 150
TITLE_QUESTION_KINDS = ("no_title", "maybe_page_title")


@dataclass(frozen=True, slots=True)
class QuestionButton:
    command: str
    label: str


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """`item` is the number of the item it is about, None when it is about the title of the page."""

    key: str
    line: int
    text: str
    item: int | None
    name: str
    is_on_page: bool  # its item is on this page of the preview
    quote: str  # how the line begins, when the question does not say it itself
    buttons: tuple[QuestionButton, ...]
    leave_label: str  # of the button that closes the question and changes nothing; "" when another button does that
    asks_name: bool  # it has a field for the name of the item
    answer: str  # what was typed into that field
    error: str


@dataclass(frozen=True, slots=True)
class _QuestionContext:
    """A question with what its answers depend on. `item` is an index."""

    parsed: ParsedPage
    question: Question
    item: int
    first_by_name: Mapping[str, int]

    @property
    def found(self) -> ParsedItem:
        return self.parsed.items[self.item]

    @property
    def is_first_line(self) -> bool:
        return self.found.line == self.question.line


def question_rows(
    parsed: ParsedPage, on_page: range, answers: Mapping[str, str], errors: Mapping[str, str]
) -> tuple[QuestionRow, ...]:
    """All questions of the page. `answers` are what was typed into their fields, by key."""
    by_line = item_indexes_by_line(parsed)
    lines = sorted(by_line)
    first_by_name = _first_index_by_name(parsed) if any(q.kind == "duplicate" for q in parsed.questions) else {}
    untitled = untitled_items_by_question(parsed)
    rows = []
    for question in parsed.questions:
        key, item = question_key(question), _item_index_for(question, by_line, lines)
        buttons, leave_label = _buttons_for(parsed, question, item, first_by_name)
        rows.append(
            QuestionRow(
                key=key,
                line=question.line,
                text=question.text,
                item=None if item is None else item + 1,
                name="" if item is None else parsed.items[item].name,
                is_on_page=item is not None and item in on_page,
                quote="" if item is None else _comment_quote(parsed.items[item], question),
                buttons=buttons,
                leave_label=leave_label,
                asks_name=key in untitled,
                answer=answers.get(key, ""),
                error=errors.get(f"answer-{key}", ""),
            )
        )
    return tuple(rows)


def _item_index_for(question: Question, by_line: dict[int, int], lines: list[int]) -> int | None:
    """The item that the line belongs to, else the one above it."""
    if question.kind in TITLE_QUESTION_KINDS or not lines:
        return None
    above = bisect_right(lines, question.line)
    return by_line[lines[max(above - 1, 0)]]


def truncate_quote(text: str) -> str:
    return text if len(text) <= QUOTE_CHARS_MAX else f"{text[:QUOTE_CHARS_MAX].rstrip()}…"


def _comment_quote(item: ParsedItem, question: Question) -> str:
    """The comment at the place where a name seems to be missing."""
    if question.kind not in ("untitled", "maybe_untitled"):
        return ""
    texts = (comment.text for comment in item.comments if comment.line == question.line)
    return truncate_quote(next(texts, ""))


def _buttons_for(
    parsed: ParsedPage, question: Question, item: int | None, first_by_name: Mapping[str, int]
) -> tuple[tuple[QuestionButton, ...], str]:
    """The buttons that answer the question, and the label of the one that leaves everything as it is."""
    leave_label = _("Leave it as it is")
    if question.kind == "maybe_page_title" and parsed.title:
        return (QuestionButton("title-item", _("It is the first item")),), leave_label
    if item is None:
        return (), leave_label
    context = _QuestionContext(parsed, question, item, first_by_name)
    if question.kind == "maybe_credit":
        return _credit_buttons(context)
    suggestions = {
        "maybe_title": (_comment_button, _split_button),
        "maybe_untitled": (_split_button,),
        "untitled": (_merge_up_button,),
        "duplicate": (_merge_button,),
    }.get(question.kind, ())
    buttons = filter(None, (suggestion(context) for suggestion in suggestions))
    return tuple(buttons)[:1], leave_label


def _credit_buttons(context: _QuestionContext) -> tuple[tuple[QuestionButton, ...], str]:
    key = question_key(context.question)
    split = split_credits_off(context.found, context.question)
    if split:
        return (QuestionButton(f"accept-credits:{key}", _made_by_label(split)),), _("No")
    if rejoin_name(context.found, context.question):
        accept = QuestionButton(f"dismiss:{key}", _made_by_label(context.found))
        return (accept, QuestionButton(f"reject-credits:{key}", _("No, it is part of the name"))), ""
    return (), _("Leave it as it is")


def _made_by_label(item: ParsedItem) -> str:
    return _("Yes, %(credits)s made it") % {"credits": isolated(", ".join(item.credits))}


def _comment_button(context: _QuestionContext) -> QuestionButton | None:
    if not context.is_first_line or not context.item:
        return None
    return QuestionButton(f"comment:{context.item + 1}", _("It is a comment"))


def _merge_up_button(context: _QuestionContext) -> QuestionButton | None:
    if not context.is_first_line or not context.item or context.found.name != UNTITLED:
        return None
    label = _("It belongs to item %(number)s") % {"number": intcomma(context.item)}
    return QuestionButton(f"merge-up:{context.item + 1}", label)


def _split_button(context: _QuestionContext) -> QuestionButton | None:
    for number, comment in enumerate(context.found.comments, start=1):
        if comment.line == context.question.line:
            return QuestionButton(f"split:{context.item + 1}:{number}", _("An item begins here"))
    return None


def _merge_button(context: _QuestionContext) -> QuestionButton | None:
    first = context.first_by_name.get(name_key(context.found.name), context.item)
    if first == context.item:
        return None
    return QuestionButton(f"merge:{context.item + 1}:{first + 1}", _("Merge the two items"))


def _first_index_by_name(parsed: ParsedPage) -> dict[str, int]:
    first: dict[str, int] = {}
    for n, item in enumerate(parsed.items):
        first.setdefault(name_key(item.name), n)
    return first
