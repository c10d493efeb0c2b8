"""The values of the preview's form fields, and how to apply them to a parsed page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.utils.translation import gettext as _

from ranklore.core.translation import translated
from ranklore.drafts.editor.edits import drop_answered_name_questions, untitled_items_by_question
from ranklore.lists.categories import get_category
from ranklore.lists.validation import split_credits, validate_credits, validate_name, validate_prompt, validate_title
from ranklore.parsing.limits import PasteRefused
from ranklore.parsing.result import UNTITLED, ParsedItem, ParsedPage
from ranklore.parsing.tags import checked_tags, typed_tags
from ranklore.text.clean import clean_line, clean_text
from ranklore.text.errors import Refused

T = TypeVar("T")


class InvalidFields(Refused):
    """Fields with values that cannot be saved. `by_field` has a sentence for each."""

    def __init__(self, by_field: Mapping[str, str]) -> None:
        super().__init__(" ".join(by_field.values()))
        self.by_field = by_field


@dataclass(frozen=True, slots=True)
class FieldValues:
    """What was typed, with items by index. A field that was not on the page is missing and keeps its saved value."""

    title: str | None = None
    prompt: str | None = None
    category: str | None = None
    tags: str | None = None
    names: Mapping[int, str] = field(default_factory=dict)
    credits: Mapping[int, str] = field(default_factory=dict)
    places: Mapping[int, str] = field(default_factory=dict)  # where to move an item to, from 1
    answers: Mapping[str, str] = field(default_factory=dict)  # names of items, by the key of the question


def error_text(error: Refused | PasteRefused) -> str:
    """The sentence of an error in the reader's language. `str(error)` would lose what a translation needs."""
    return translated(error.args[0])


def name_value(item: ParsedItem) -> str:
    """The name field of an item without a name is empty, ready to be filled in."""
    return "" if item.name == UNTITLED else item.name


def credits_value(item: ParsedItem) -> str:
    return ", ".join(item.credits)


def tags_value(parsed: ParsedPage) -> str:
    return ", ".join(parsed.tags)


def apply_fields(parsed: ParsedPage, typed: FieldValues) -> ParsedPage:
    """The page with everything that was typed. Raises InvalidFields, which names all the wrong fields at once."""
    errors: dict[str, str] = {}

    def checked(name: str, check: Callable[[str], T], text: str | None, shown: str, saved: T) -> T:
        # An unchanged field keeps its saved value: a credit that contains a comma must not fall apart.
        if text is None or text.replace("\r\n", "\n") == shown:
            return saved
        try:
            return check(text)
        except Refused as refused:
            errors[name] = error_text(refused)
            return saved

    def with_typed_fields(n: int, item: ParsedItem) -> ParsedItem:
        name = checked(f"name-{n + 1}", _check_name, typed.names.get(n), name_value(item), item.name)
        shown = credits_value(item)
        credits = checked(f"credits-{n + 1}", _check_credits, typed.credits.get(n), shown, item.credits)
        return replace(item, name=name, credits=credits)

    title = checked("title", _check_title, typed.title, parsed.title, parsed.title)
    prompt = checked("prompt", validate_prompt, typed.prompt, parsed.prompt, parsed.prompt)
    category = checked("category", _check_category, typed.category, parsed.category, parsed.category)
    tags = checked("tags", _check_tags, typed.tags, tags_value(parsed), parsed.tags)
    items = [with_typed_fields(n, item) for n, item in enumerate(parsed.items)]
    for key, n in untitled_items_by_question(parsed).items():
        answer, name = typed.answers.get(key, ""), items[n].name
        if not clean_line(answer):
            continue
        if name not in (UNTITLED, clean_line(answer)):
            errors[f"answer-{key}"] = _("You typed two different names for this item. Keep only one of them.")
        else:
            items[n] = replace(items[n], name=checked(f"answer-{key}", validate_name, answer, "", name))
    if errors:
        raise InvalidFields(errors)
    questions = tuple(each for each in parsed.questions if not title or each.kind != "no_title")
    details = replace(parsed, title=title, prompt=prompt, category=category, tags=tags)
    return drop_answered_name_questions(replace(details, items=tuple(items), questions=questions))


def unsaved_values(parsed: ParsedPage, typed: FieldValues) -> tuple[str, ...]:
    """The texts that were typed into a stale form and are not on the current page."""
    saved = {clean_line(parsed.title), clean_text(parsed.prompt), clean_line(tags_value(parsed)), ""}
    for item in parsed.items:
        saved |= {clean_line(item.name), clean_line(credits_value(item))}
    answers = typed.answers.values()
    lines = (typed.title or "", typed.tags or "", *typed.names.values(), *typed.credits.values(), *answers)
    texts = [*(clean_line(line) for line in lines), clean_text(typed.prompt or "")]
    return tuple(text for text in dict.fromkeys(texts) if text not in saved)


def _check_title(text: str) -> str:
    """A draft may have no title. A list needs one: publishing checks that."""
    return validate_title(text) if clean_line(text) else ""


def _check_category(text: str) -> str:
    category = get_category(text)
    if text and category is None:
        raise Refused(_("Choose one of the categories, or none."), "category")
    return category.key if category else ""


def _check_tags(text: str) -> tuple[str, ...]:
    return tuple(tag.name for tag in checked_tags(typed_tags(text)))


def _check_name(text: str) -> str:
    return validate_name(text) if clean_line(text) else UNTITLED


def _check_credits(text: str) -> tuple[str, ...]:
    return validate_credits(split_credits(text))


@dataclass(frozen=True, slots=True)
class PreviewState:
    """What the preview should show: a page or an item (by number), the part that takes the focus, what was typed."""

    page: str = ""
    item: int | None = None
    focus: str = ""
    typed: FieldValues = field(default_factory=FieldValues)
    errors: Mapping[str, str] = field(default_factory=dict)
    unsaved: tuple[str, ...] = ()
