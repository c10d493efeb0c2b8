"""The values of the preview's form fields, and how to apply them to a parsed page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from ranklore.drafts.editor.edits import drop_answered_name_questions
from ranklore.lists.categories import get_category
from ranklore.lists.validation import split_credits, validate_credits, validate_name, validate_prompt, validate_title
from ranklore.parsing.result import UNTITLED, ParsedItem, ParsedPage
from ranklore.parsing.tags import checked_tags, typed_tags
from ranklore.text.clean import clean_line, clean_text
from ranklore.text.errors import Refused

T = TypeVar("T")


class InvalidFields(Refused):
    """Fields that cannot be taken as they are: `by_field` has a sentence for each."""

    def __init__(self, by_field: Mapping[str, str]) -> None:
        super().__init__(" ".join(by_field.values()))
        self.by_field = by_field


@dataclass(frozen=True, slots=True)
class FieldValues:
    """Items by index. What is missing was not on the page and stays as it is."""

    title: str | None = None
    prompt: str | None = None
    category: str | None = None
    tags: str | None = None
    names: Mapping[int, str] = field(default_factory=dict)
    credits: Mapping[int, str] = field(default_factory=dict)
    places: Mapping[int, str] = field(default_factory=dict)  # where to move an item to, from 1


def name_value(item: ParsedItem) -> str:
    """An item without a name has an empty field, ready to be filled."""
    return "" if item.name == UNTITLED else item.name


def credits_value(item: ParsedItem) -> str:
    return ", ".join(item.credits)


def tags_value(parsed: ParsedPage) -> str:
    return ", ".join(parsed.tags)


def apply_fields(parsed: ParsedPage, typed: FieldValues) -> ParsedPage:
    """The page with everything that was typed. Raises Mistakes, which names all the wrong fields at once."""
    wrong: dict[str, str] = {}

    def checked(name: str, check: Callable[[str], T], text: str | None, shown: str, kept: T) -> T:
        # What was not touched stays as it is: a credit that holds a comma of its own must not fall apart.
        if text is None or text.replace("\r\n", "\n") == shown:
            return kept
        try:
            return check(text)
        except Refused as refused:
            wrong[name] = str(refused)
            return kept

    def retyped(n: int, item: ParsedItem) -> ParsedItem:
        name = checked(f"name-{n + 1}", _check_name, typed.names.get(n), name_value(item), item.name)
        shown = credits_value(item)
        credits = checked(f"credits-{n + 1}", _check_credits, typed.credits.get(n), shown, item.credits)
        return replace(item, name=name, credits=credits)

    title = checked("title", _check_title, typed.title, parsed.title, parsed.title)
    prompt = checked("prompt", validate_prompt, typed.prompt, parsed.prompt, parsed.prompt)
    category = checked("category", _check_category, typed.category, parsed.category, parsed.category)
    tags = checked("tags", _check_tags, typed.tags, tags_value(parsed), parsed.tags)
    items = tuple(retyped(n, item) for n, item in enumerate(parsed.items))
    if wrong:
        raise InvalidFields(wrong)
    questions = tuple(each for each in parsed.questions if not title or each.kind != "no_title")
    head = replace(parsed, title=title, prompt=prompt, category=category, tags=tags)
    return drop_answered_name_questions(replace(head, items=items, questions=questions))


def unsaved_values(parsed: ParsedPage, typed: FieldValues) -> tuple[str, ...]:
    """What was typed into a stale form and is nowhere on the page as it is now."""
    kept = {clean_line(parsed.title), clean_text(parsed.prompt), ""}
    for item in parsed.items:
        kept |= {clean_line(item.name), clean_line(credits_value(item))}
    kept |= {clean_line(tags_value(parsed))}
    lines = (typed.title or "", typed.tags or "", *typed.names.values(), *typed.credits.values())
    texts = [*(clean_line(line) for line in lines), clean_text(typed.prompt or "")]
    return tuple(text for text in dict.fromkeys(texts) if text not in kept)


def _check_title(text: str) -> str:
    """A draft may be without a title; a list may not, and publishing says so."""
    return validate_title(text) if clean_line(text) else ""


def _check_category(text: str) -> str:
    found = get_category(text)
    if text and found is None:
        raise Refused("Choose one of the categories, or none.", "category")
    return found.key if found else ""


def _check_tags(text: str) -> tuple[str, ...]:
    return tuple(tag.name for tag in checked_tags(typed_tags(text)))


def _check_name(text: str) -> str:
    return validate_name(text) if clean_line(text) else UNTITLED


def _check_credits(text: str) -> tuple[str, ...]:
    return validate_credits(split_credits(text))


@dataclass(frozen=True, slots=True)
class PreviewState:
    """What the preview is asked to show: a page or an item (by number) and the part of it that takes the focus."""

    page: str = ""
    at: int | None = None
    focus: str = ""
    typed: FieldValues = field(default_factory=FieldValues)
    errors: Mapping[str, str] = field(default_factory=dict)
    lost: tuple[str, ...] = ()
