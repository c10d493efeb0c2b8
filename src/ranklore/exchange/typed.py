"""What stood in the fields of the preview when a button was pressed, and putting it into the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from ranklore.exchange.rules import settle_names
from ranklore.lists.categories import category_named
from ranklore.lists.rules import UNTITLED, Pasted, PastedItem, clean_line, clean_text
from ranklore.lists.rules.checks import (
    checked_credits,
    checked_name,
    checked_prompt,
    checked_title,
    typed_credits,
)
from ranklore.lists.rules.tags import checked_tags, typed_tags
from ranklore.shell.refused import Refused

T = TypeVar("T")


class Mistakes(Refused):
    """Fields that cannot be taken as they are: `by_field` has a sentence for each."""

    def __init__(self, by_field: Mapping[str, str]) -> None:
        super().__init__(" ".join(by_field.values()))
        self.by_field = by_field


@dataclass(frozen=True, slots=True)
class Typed:
    """Items by index. What is missing was not on the page and stays as it is."""

    title: str | None = None
    prompt: str | None = None
    category: str | None = None
    tags: str | None = None
    names: Mapping[int, str] = field(default_factory=dict)
    credits: Mapping[int, str] = field(default_factory=dict)
    places: Mapping[int, str] = field(default_factory=dict)  # where to move an item to, from 1


def shown_name(item: PastedItem) -> str:
    """An item without a name has an empty field, ready to be filled."""
    return "" if item.name == UNTITLED else item.name


def shown_credits(item: PastedItem) -> str:
    return ", ".join(item.credits)


def shown_tags(pasted: Pasted) -> str:
    return ", ".join(pasted.tags)


def put_in(pasted: Pasted, typed: Typed) -> Pasted:
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

    def retyped(n: int, item: PastedItem) -> PastedItem:
        name = checked(f"name-{n + 1}", _name, typed.names.get(n), shown_name(item), item.name)
        shown = shown_credits(item)
        credits = checked(f"credits-{n + 1}", _credits, typed.credits.get(n), shown, item.credits)
        return replace(item, name=name, credits=credits)

    title = checked("title", _title, typed.title, pasted.title, pasted.title)
    prompt = checked("prompt", checked_prompt, typed.prompt, pasted.prompt, pasted.prompt)
    category = checked("category", _category, typed.category, pasted.category, pasted.category)
    tags = checked("tags", _tags, typed.tags, shown_tags(pasted), pasted.tags)
    items = tuple(retyped(n, item) for n, item in enumerate(pasted.items))
    if wrong:
        raise Mistakes(wrong)
    questions = tuple(each for each in pasted.questions if not title or each.kind != "no_title")
    head = replace(pasted, title=title, prompt=prompt, category=category, tags=tags)
    return settle_names(replace(head, items=items, questions=questions))


def unsaved(pasted: Pasted, typed: Typed) -> tuple[str, ...]:
    """What was typed into a stale form and is nowhere on the page as it is now."""
    kept = {clean_line(pasted.title), clean_text(pasted.prompt), ""}
    for item in pasted.items:
        kept |= {clean_line(item.name), clean_line(shown_credits(item))}
    kept |= {clean_line(shown_tags(pasted))}
    lines = (typed.title or "", typed.tags or "", *typed.names.values(), *typed.credits.values())
    texts = [*(clean_line(line) for line in lines), clean_text(typed.prompt or "")]
    return tuple(text for text in dict.fromkeys(texts) if text not in kept)


def _title(text: str) -> str:
    """A draft may be without a title; a list may not, and publishing says so."""
    return checked_title(text) if clean_line(text) else ""


def _category(text: str) -> str:
    found = category_named(text)
    if text and found is None:
        raise Refused("Choose one of the categories, or none.", "category")
    return found.key if found else ""


def _tags(text: str) -> tuple[str, ...]:
    return tuple(tag.name for tag in checked_tags(typed_tags(text)))


def _name(text: str) -> str:
    return checked_name(text) if clean_line(text) else UNTITLED


def _credits(text: str) -> tuple[str, ...]:
    return checked_credits(typed_credits(text))
