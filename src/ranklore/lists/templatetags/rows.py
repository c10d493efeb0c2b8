"""Render the row of an item. Rows are cached, because equal rows always look the same."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
ROW_CACHE_SIZE = 2_000


@register.simple_tag
def render_row(row: Hashable, head: Any) -> SafeString:
    """The HTML of one row of a list."""
    return _render_cached(row, head.slug, head.is_pasted and not head.votes, get_language())


@lru_cache(ROW_CACHE_SIZE)
def _render_cached(row: Hashable, slug: str, is_in_starting_order: bool, language: str | None) -> SafeString:
    """Cached, so that after a vote only the rows that it changed are rendered. `language` is part of the cache key."""
    return render_to_string(
        "lists/ranking/_row.html", {"row": row, "slug": slug, "is_in_starting_order": is_in_starting_order}
    )
