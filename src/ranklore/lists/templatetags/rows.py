"""Render the row of an item, and keep it: a row is a value that always looks the same."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()
ROW_CACHE_SIZE = 2_000


@register.simple_tag
def render_row(row: Hashable, head: Any) -> SafeString:
    """A row of a list as markup."""
    return _render_cached(row, head.slug, head.is_pasted and not head.votes)


@lru_cache(ROW_CACHE_SIZE)
def _render_cached(row: Hashable, slug: str, is_in_starting_order: bool) -> SafeString:
    """A row is a value and always looks the same, so of a page after a vote only what the vote changed is made anew."""
    return render_to_string(
        "lists/ranking/_row.html", {"row": row, "slug": slug, "is_in_starting_order": is_in_starting_order}
    )
