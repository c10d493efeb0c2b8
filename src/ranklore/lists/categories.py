"""The categories of this site, from its settings. A list has one or none; an unknown key counts as none."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ranklore.parsing.limits import CATEGORIES_MAX, CATEGORY_MAX


@dataclass(frozen=True, slots=True)
class Category:
    key: str
    label: str


def known_categories() -> tuple[Category, ...]:
    """The categories in the order of the setting."""
    labels = (" ".join(label.split()) for label in settings.CATEGORIES)
    categories = (Category(category_key(label), label) for label in labels)
    by_key = {category.key: category for category in categories if category.key}
    return tuple(by_key.values())[:CATEGORIES_MAX]


def category_key(label: str) -> str:
    return slugify(label, allow_unicode=True)[:CATEGORY_MAX].strip("-")


def get_category(key: str) -> Category | None:
    """The category with this key, or None when the setting does not have it (any more)."""
    return next((category for category in known_categories() if category.key == key), None)


def search_categories(text: str) -> tuple[Category, ...]:
    """The categories that start with a text or equal one of its words."""
    key, words = category_key(text), [*map(category_key, text.split())]
    return tuple(
        category for category in known_categories() if category.key in words or (key and category.key.startswith(key))
    )


def category_choices() -> list[tuple[str, str]]:
    return [("", _("None")), *((category.key, category.label) for category in known_categories())]
