"""The preview of a draft as frozen values: item rows, questions, errors and pagination."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ranklore.core.pagination import Pagination, page_number_of, paginate
from ranklore.discussion.rendering.html import RenderedText, render_text
from ranklore.discussion.rendering.truncation import strip_cut_mark
from ranklore.drafts.editor.edits import count_comments
from ranklore.drafts.editor.fields import FieldValues, PreviewState, credits_value, name_value
from ranklore.drafts.editor.questions import QuestionRow, question_rows, truncate_quote
from ranklore.drafts.queries.similar_lists import SimilarList, similar_lists_for
from ranklore.parsing.result import UNTITLED, ParsedItem, ParsedPage
from ranklore.text.clean import clean_line

ITEMS_PER_PAGE = 50
COMMENTS_PER_ITEM_MAX = 100
COMMENTS_PER_PAGE_MAX = 1_500  # a page with more shows COMMENTS_PER_ITEM_REDUCED of each item
COMMENTS_PER_ITEM_REDUCED = 30
COMMENT_OPENING_CHARS = 280  # shown before the rest is cut off
OPEN_QUESTIONS_MAX = 6  # the rest open on demand
FOCUS_ELEMENT_IDS = {"title": "id_title", "questions": "questions", "items": "items"}


@dataclass(frozen=True, slots=True)
class DraftCommentRow:
    number: int
    text: RenderedText
    is_cut: bool


@dataclass(frozen=True, slots=True)
class DraftItemRow:
    """`line`, where the item began on the page, identifies the item while its number changes."""

    number: int
    line: int
    name: str
    credits: str
    aliases: tuple[str, ...]
    target_place: str
    errors: Mapping[str, str]  # by field: name, credits, to
    is_untitled: bool
    first_comment: str  # helps to recognize an item without a name; "" for the others
    is_last: bool
    has_item_above: bool
    comments: tuple[DraftCommentRow, ...]
    comment_count: int
    is_open: bool
    is_changed: bool  # by the last command
    question_texts: tuple[str, ...]

    @property
    def hidden_comment_count(self) -> int:
        return self.comment_count - len(self.comments)


@dataclass(frozen=True, slots=True)
class FieldError:
    """A sentence about a field, and the id of the field to link to."""

    sentence: str
    field_id: str


@dataclass(frozen=True, slots=True)
class Preview:
    items: int
    comments: int
    question_count: int
    untitled: int
    first_untitled: int | None
    questions: tuple[QuestionRow, ...]
    more_questions: tuple[QuestionRow, ...]
    rows: tuple[DraftItemRow, ...]
    pages: Pagination
    errors: tuple[FieldError, ...]
    unsaved: tuple[str, ...]
    focus_id: str
    similar_lists: tuple[SimilarList, ...]

    @property
    def is_more_questions_open(self) -> bool:
        """One of the questions that are hidden at first has an error, or an answer that is not saved."""
        return any(question.error or question.answer for question in self.more_questions)


def preview_for(parsed: ParsedPage, state: PreviewState) -> Preview:
    item = state.item - 1 if state.item and state.item <= len(parsed.items) else None
    page = str(page_number_of(item, ITEMS_PER_PAGE)) if item is not None else state.page
    pages = paginate(len(parsed.items), ITEMS_PER_PAGE, page)
    on_page = range(pages.start, pages.end_index)
    questions = question_rows(parsed, on_page, state.typed.answers, state.errors)
    untitled = _untitled_indexes(parsed, state.typed)
    return Preview(
        items=len(parsed.items),
        comments=count_comments(parsed),
        question_count=len(questions),
        untitled=len(untitled),
        first_untitled=untitled[0] + 1 if untitled else None,
        questions=questions[:OPEN_QUESTIONS_MAX],
        more_questions=questions[OPEN_QUESTIONS_MAX:],
        rows=_item_rows(parsed, on_page, state, item, questions),
        pages=pages,
        errors=tuple(FieldError(sentence, _field_id(name, untitled)) for name, sentence in state.errors.items()),
        unsaved=state.unsaved,
        focus_id=_focus_element_id(state, item, len(parsed.items)),
        similar_lists=similar_lists_for(parsed.title if state.typed.title is None else state.typed.title),
    )


def _item_rows(
    parsed: ParsedPage,
    on_page: range,
    state: PreviewState,
    changed_item: int | None,
    questions: Sequence[QuestionRow],
) -> tuple[DraftItemRow, ...]:
    question_texts: dict[int, list[str]] = {}
    for question in questions:
        if question.item is not None:
            question_texts.setdefault(question.item - 1, []).append(question.text)
    has_many_comments = sum(len(parsed.items[n].comments) for n in on_page) > COMMENTS_PER_PAGE_MAX
    comments_shown = COMMENTS_PER_ITEM_REDUCED if has_many_comments else COMMENTS_PER_ITEM_MAX
    rows = []
    for n, item in ((n, parsed.items[n]) for n in on_page):
        name = state.typed.names.get(n, name_value(item))
        row = DraftItemRow(
            number=n + 1,
            line=item.line,
            name=name,
            credits=state.typed.credits.get(n, credits_value(item)),
            aliases=item.aliases,
            target_place=state.typed.places.get(n, ""),
            errors={part: state.errors.get(f"{part}-{n + 1}", "") for part in ("name", "credits", "to")},
            is_untitled=not clean_line(name),
            first_comment=_first_comment_quote(item, name),
            is_last=n == len(parsed.items) - 1,
            has_item_above=n > 0,
            comments=_comment_rows(item, comments_shown),
            comment_count=len(item.comments),
            is_open=n == changed_item and state.focus == "comments",
            is_changed=n == changed_item,
            question_texts=tuple(question_texts.get(n, ())),
        )
        rows.append(row)
    return tuple(rows)


def _comment_rows(item: ParsedItem, limit: int) -> tuple[DraftCommentRow, ...]:
    rows = []
    for number, comment in enumerate(item.comments[:limit], start=1):
        text = strip_cut_mark(comment.text) if comment.cut else comment.text
        rows.append(DraftCommentRow(number, render_text(text, COMMENT_OPENING_CHARS), comment.cut))
    return tuple(rows)


def _first_comment_quote(item: ParsedItem, name: str) -> str:
    return truncate_quote(item.comments[0].text) if item.comments and not clean_line(name) else ""


def _untitled_indexes(parsed: ParsedPage, typed: FieldValues) -> list[int]:
    """The items that would be published without a name, judging by their fields."""
    return [
        n for n, item in enumerate(parsed.items) if clean_line(typed.names.get(n, name_value(item))) in ("", UNTITLED)
    ]


def _field_id(name: str, untitled: Sequence[int]) -> str:
    """The id of the field where the error can be fixed; "" when there is none."""
    if name == "publish" and untitled:
        return f"name-{untitled[0] + 1}"
    if name in ("title", "prompt", "category", "tags"):
        return f"id_{name}"
    return name if name.startswith(("name-", "credits-", "to-", "answer-")) else ""


def _focus_element_id(state: PreviewState, item: int | None, items: int) -> str:
    """The element that takes the focus: after a command the thing it changed, which may have a new number."""
    if item is None:
        return FOCUS_ELEMENT_IDS.get(state.focus, "")
    if state.focus == "up":
        return f"up-{item + 1}" if item else "down-1"
    if state.focus == "down":
        return f"down-{item + 1}" if item < items - 1 else f"up-{item + 1}"
    part = state.focus if state.focus in ("name", "comments") else "item"
    return f"{part}-{item + 1}"
