"""The categories of this site, from its settings. A list has one or none. An unknown key counts as none."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.text import slugify

from ranklore.parsing.limits import CATEGORIES_MAX, CATEGORY_MAX


@dataclass(frozen=True, slots=True)
class Category:
    key: str
    label: str


def known_categories() -> tuple[Category, ...]:
    """In the order of the setting."""
    labels = (" ".join(label.split()) for label in settings.CATEGORIES)
    known = (Category(category_key(label), label) for label in labels)
    return tuple({each.key: each for each in known if each.key}.values())[:CATEGORIES_MAX]


def category_key(label: str) -> str:
    return slugify(label, allow_unicode=True)[:CATEGORY_MAX].strip("-")


def get_category(key: str) -> Category | None:
    """The category with this key; None for one that the site does not know, or not any more."""
    return next((each for each in known_categories() if each.key == key), None)


def search_categories(text: str) -> tuple[Category, ...]:
    """The categories that begin with a text or are one of its words."""
    key, words = category_key(text), [*map(category_key, text.split())]
    return tuple(each for each in known_categories() if each.key in words or (key and each.key.startswith(key)))


def category_choices() -> list[tuple[str, str]]:
    return [("", "None"), *((each.key, each.label) for each in known_categories())]
