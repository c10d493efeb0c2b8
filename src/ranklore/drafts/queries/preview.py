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
COMMENTS_PER_ITEM_MAX = 100  # of one item
COMMENTS_PER_PAGE_MAX = 1_500  # a page with more shows fewer of each item
COMMENTS_PER_ITEM_REDUCED = 30
COMMENT_OPENING_CHARS = 280  # characters of a comment before the fold
OPEN_QUESTIONS_MAX = 6  # the rest open on demand
FOCUS_ELEMENT_IDS = {"title": "id_title", "questions": "questions", "items": "items"}


@dataclass(frozen=True, slots=True)
class DraftCommentRow:
    number: int
    words: RenderedText
    is_cut: bool


@dataclass(frozen=True, slots=True)
class DraftItemRow:
    """`line`, where the item began on the parsed page, tells items apart while their numbers change."""

    number: int
    line: int
    name: str
    credits: str
    aliases: tuple[str, ...]
    to: str
    errors: Mapping[str, str]  # of name, credits, to
    is_untitled: bool
    begins: str  # of an item without a name: what its first comment says, to know it by
    is_last: bool
    above: str  # the name of the one above, "" for the first
    comments: tuple[DraftCommentRow, ...]
    comment_count: int
    is_open: bool
    is_changed: bool  # by the last button
    asks: tuple[str, ...]

    @property
    def hidden_comment_count(self) -> int:
        return self.comment_count - len(self.comments)


@dataclass(frozen=True, slots=True)
class FieldError:
    """A sentence about a field, and the id of the field to go to."""

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
    wrong: tuple[FieldError, ...]
    lost: tuple[str, ...]
    focus_id: str
    alike: tuple[SimilarList, ...]


def preview_for(parsed: ParsedPage, shown: PreviewState) -> Preview:
    at = shown.at - 1 if shown.at and shown.at <= len(parsed.items) else None
    asked = str(page_number_of(at, ITEMS_PER_PAGE)) if at is not None else shown.page
    pages = paginate(len(parsed.items), ITEMS_PER_PAGE, asked)
    on_page = range(pages.start, pages.end_index)
    questions = question_rows(parsed, on_page)
    untitled = _untitled_indexes(parsed, shown.typed)
    return Preview(
        items=len(parsed.items),
        comments=count_comments(parsed),
        question_count=len(questions),
        untitled=len(untitled),
        first_untitled=untitled[0] + 1 if untitled else None,
        questions=questions[:OPEN_QUESTIONS_MAX],
        more_questions=questions[OPEN_QUESTIONS_MAX:],
        rows=_item_rows(parsed, on_page, shown, at, questions),
        pages=pages,
        wrong=tuple(FieldError(sentence, _field_id(name, untitled)) for name, sentence in shown.errors.items()),
        lost=shown.lost,
        focus_id=_focus_element_id(shown, at, len(parsed.items)),
        alike=similar_lists_for(parsed.title if shown.typed.title is None else shown.typed.title),
    )


def _item_rows(
    parsed: ParsedPage, on_page: range, shown: PreviewState, at: int | None, questions: Sequence[QuestionRow]
) -> tuple[DraftItemRow, ...]:
    asks: dict[int, list[str]] = {}
    for question in questions:
        if question.item is not None:
            asks.setdefault(question.item - 1, []).append(question.text)
    many = sum(len(parsed.items[n].comments) for n in on_page) > COMMENTS_PER_PAGE_MAX
    comments_shown = COMMENTS_PER_ITEM_REDUCED if many else COMMENTS_PER_ITEM_MAX
    return tuple(
        DraftItemRow(
            number=n + 1,
            line=item.line,
            name=shown.typed.names.get(n, name_value(item)),
            credits=shown.typed.credits.get(n, credits_value(item)),
            aliases=item.aliases,
            to=shown.typed.places.get(n, ""),
            errors={part: shown.errors.get(f"{part}-{n + 1}", "") for part in ("name", "credits", "to")},
            is_untitled=not clean_line(shown.typed.names.get(n, name_value(item))),
            begins=_first_comment_quote(item, shown.typed.names.get(n, name_value(item))),
            is_last=n == len(parsed.items) - 1,
            above=parsed.items[n - 1].name if n else "",
            comments=_comment_rows(item, comments_shown),
            comment_count=len(item.comments),
            is_open=n == at and shown.focus == "comments",
            is_changed=n == at,
            asks=tuple(asks.get(n, ())),
        )
        for n, item in ((n, parsed.items[n]) for n in on_page)
    )


def _comment_rows(item: ParsedItem, most: int) -> tuple[DraftCommentRow, ...]:
    rows = []
    for number, comment in enumerate(item.comments[:most], start=1):
        text = strip_cut_mark(comment.text) if comment.cut else comment.text
        rows.append(DraftCommentRow(number, render_text(text, COMMENT_OPENING_CHARS), comment.cut))
    return tuple(rows)


def _first_comment_quote(item: ParsedItem, name: str) -> str:
    return truncate_quote(item.comments[0].text) if item.comments and not clean_line(name) else ""


def _untitled_indexes(parsed: ParsedPage, typed: FieldValues) -> list[int]:
    """The items that would be published without a name, by what stands in the fields."""
    return [
        n for n, item in enumerate(parsed.items) if clean_line(typed.names.get(n, name_value(item))) in ("", UNTITLED)
    ]


def _field_id(name: str, untitled: Sequence[int]) -> str:
    """Where to go to mend what is wrong, "" when no field can."""
    if name == "publish" and untitled:
        return f"name-{untitled[0] + 1}"
    if name in ("title", "prompt", "category", "tags"):
        return f"id_{name}"
    return name if name.startswith(("name-", "credits-", "to-")) else ""


def _focus_element_id(shown: PreviewState, at: int | None, items: int) -> str:
    """The element that takes the focus: after a button the thing it changed, which may have a new number."""
    if at is None:
        return FOCUS_ELEMENT_IDS.get(shown.focus, "")
    if shown.focus == "up":
        return f"up-{at + 1}" if at else "down-1"
    if shown.focus == "down":
        return f"down-{at + 1}" if at < items - 1 else f"up-{at + 1}"
    part = shown.focus if shown.focus in ("name", "comments") else "item"
    return f"{part}-{at + 1}"
