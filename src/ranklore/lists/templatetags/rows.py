"""Render the row of an item. Rows are cached, because equal rows always look the same."""

from functools import lru_cache
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ranklore.core.components import render_component
from ranklore.core.page_paths import path_of_page

register = template.Library()
ROW_CACHE_SIZE = 5_000


@register.simple_tag
def render_row(row: Any, head: Any) -> SafeString:
    """The HTML of one row of a list."""
    return _render_row(row, head.slug, head.is_pasted and not head.votes, get_language())


@lru_cache(ROW_CACHE_SIZE)
def _render_row(row: Any, slug: str, is_in_starting_order: bool, language: str | None) -> SafeString:
    """Cached, so that after a vote only the rows that it changed are rendered. `language` is part of the cache key."""
    return render_component(
        "lists/row.html",
        row=row,
        slug=slug,
        item_url=path_of_page("site:item", slug, row.item_id),
        vote_url=path_of_page("site:vote", slug),
        is_in_starting_order=is_in_starting_order,
    )
