"""What the preview shows of a draft: its rows and questions, with what was typed and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ranklore.discussion.fold import without_cut_mark
from ranklore.discussion.render import Words, render_words
from ranklore.exchange.forms import HeadForm
from ranklore.exchange.questions import QuestionRow, question_rows, shortened
from ranklore.exchange.rules import count_comments
from ranklore.exchange.typed import Typed, shown_credits, shown_name, shown_tags
from ranklore.lists.categories import category_named
from ranklore.lists.rules import UNTITLED, Pasted, PastedItem, clean_line
from ranklore.shell.pages import Pages, page_holding, pages_of

ITEMS_ON_PAGE = 50
COMMENTS_SHOWN = 100  # of one item
COMMENTS_ON_PAGE = 1_500  # a page with more shows fewer of each item
FEW_COMMENTS = 30
OPENING = 280  # characters of a comment before the fold
QUESTIONS_SHOWN = 6  # the rest open on demand
FOCUS_IDS = {"title": "id_title", "questions": "questions", "items": "items"}


@dataclass(frozen=True, slots=True)
class CommentRow:
    number: int
    words: Words
    is_cut: bool


@dataclass(frozen=True, slots=True)
class ItemRow:
    """`line`, where the item began on the pasted page, tells items apart while their numbers change."""

    number: int
    line: int
    name: str
    credits: str
    to: str
    errors: Mapping[str, str]  # of name, credits, to
    is_untitled: bool
    begins: str  # of an item without a name: what its first comment says, to know it by
    is_last: bool
    above: str  # the name of the one above, "" for the first
    comments: tuple[CommentRow, ...]
    comment_count: int
    is_open: bool
    is_changed: bool  # by the last button
    asks: tuple[str, ...]

    @property
    def comments_kept(self) -> int:
        return self.comment_count - len(self.comments)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A sentence about a field, and the id of the field to go to."""

    sentence: str
    field_id: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the preview is asked to show: a page or an item (by number) and the part of it that takes the focus."""

    page: str = ""
    at: int | None = None
    focus: str = ""
    typed: Typed = field(default_factory=Typed)
    errors: Mapping[str, str] = field(default_factory=dict)
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    head: HeadForm
    items: int
    comments: int
    question_count: int
    untitled: int
    first_untitled: int | None
    questions: tuple[QuestionRow, ...]
    more_questions: tuple[QuestionRow, ...]
    rows: tuple[ItemRow, ...]
    pages: Pages
    wrong: tuple[Wrong, ...]
    lost: tuple[str, ...]
    focus_id: str


def preview_of(pasted: Pasted, shown: Shown) -> Preview:
    at = shown.at - 1 if shown.at and shown.at <= len(pasted.items) else None
    asked = str(page_holding(at, ITEMS_ON_PAGE)) if at is not None else shown.page
    pages = pages_of(len(pasted.items), ITEMS_ON_PAGE, asked)
    on_page = range(pages.start, pages.last_on)
    questions = question_rows(pasted, on_page)
    untitled = _untitled(pasted, shown.typed)
    return Preview(
        head=_head(pasted, shown),
        items=len(pasted.items),
        comments=count_comments(pasted),
        question_count=len(questions),
        untitled=len(untitled),
        first_untitled=untitled[0] + 1 if untitled else None,
        questions=questions[:QUESTIONS_SHOWN],
        more_questions=questions[QUESTIONS_SHOWN:],
        rows=_rows(pasted, on_page, shown, at, questions),
        pages=pages,
        wrong=tuple(Wrong(sentence, _field_id(name, untitled)) for name, sentence in shown.errors.items()),
        lost=shown.lost,
        focus_id=_focus_id(shown, at, len(pasted.items)),
    )


def _head(pasted: Pasted, shown: Shown) -> HeadForm:
    typed = shown.typed
    shown_now = {
        "title": (typed.title, pasted.title),
        "prompt": (typed.prompt, pasted.prompt),
        "tags": (typed.tags, shown_tags(pasted)),
    }
    # a category that went from the setting meanwhile is none
    shown_now["category"] = (typed.category, pasted.category if category_named(pasted.category) else "")
    form = HeadForm({name: kept if said is None else said for name, (said, kept) in shown_now.items()})
    for name in (shown_now.keys() & shown.errors.keys()) - form.errors.keys():
        form.add_error(name, shown.errors[name])
    return form


def _rows(
    pasted: Pasted, on_page: range, shown: Shown, at: int | None, questions: Sequence[QuestionRow]
) -> tuple[ItemRow, ...]:
    asks: dict[int, list[str]] = {}
    for question in questions:
        if question.item is not None:
            asks.setdefault(question.item - 1, []).append(question.text)
    many = sum(len(pasted.items[n].comments) for n in on_page) > COMMENTS_ON_PAGE
    comments_shown = FEW_COMMENTS if many else COMMENTS_SHOWN
    return tuple(
        ItemRow(
            number=n + 1,
            line=item.line,
            name=shown.typed.names.get(n, shown_name(item)),
            credits=shown.typed.credits.get(n, shown_credits(item)),
            to=shown.typed.places.get(n, ""),
            errors={part: shown.errors.get(f"{part}-{n + 1}", "") for part in ("name", "credits", "to")},
            is_untitled=not clean_line(shown.typed.names.get(n, shown_name(item))),
            begins=_begins(item, shown.typed.names.get(n, shown_name(item))),
            is_last=n == len(pasted.items) - 1,
            above=pasted.items[n - 1].name if n else "",
            comments=_comments(item, comments_shown),
            comment_count=len(item.comments),
            is_open=n == at and shown.focus == "comments",
            is_changed=n == at,
            asks=tuple(asks.get(n, ())),
        )
        for n, item in ((n, pasted.items[n]) for n in on_page)
    )


def _comments(item: PastedItem, most: int) -> tuple[CommentRow, ...]:
    rows = []
    for number, comment in enumerate(item.comments[:most], start=1):
        text = without_cut_mark(comment.text) if comment.cut else comment.text
        rows.append(CommentRow(number, render_words(text, OPENING), comment.cut))
    return tuple(rows)


def _begins(item: PastedItem, name: str) -> str:
    return shortened(item.comments[0].text) if item.comments and not clean_line(name) else ""


def _untitled(pasted: Pasted, typed: Typed) -> list[int]:
    """The items that would be published without a name, by what stands in the fields."""
    return [
        n for n, item in enumerate(pasted.items) if clean_line(typed.names.get(n, shown_name(item))) in ("", UNTITLED)
    ]


def _field_id(name: str, untitled: Sequence[int]) -> str:
    """Where to go to mend what is wrong, "" when no field can."""
    if name == "publish" and untitled:
        return f"name-{untitled[0] + 1}"
    if name in ("title", "prompt", "category", "tags"):
        return f"id_{name}"
    return name if name.startswith(("name-", "credits-", "to-")) else ""


def _focus_id(shown: Shown, at: int | None, items: int) -> str:
    """The element that takes the focus: after a button the thing it changed, which may have a new number."""
    if at is None:
        return FOCUS_IDS.get(shown.focus, "")
    if shown.focus == "up":
        return f"up-{at + 1}" if at else "down-1"
    if shown.focus == "down":
        return f"down-{at + 1}" if at < items - 1 else f"up-{at + 1}"
    part = shown.focus if shown.focus in ("name", "comments") else "item"
    return f"{part}-{at + 1}"
