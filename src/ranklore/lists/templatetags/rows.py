"""Render the row of an item. Rows are cached, because equal rows always look the same, and so are the parts of a row
that a vote on another item does not change."""

from functools import lru_cache
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
ROW_CACHE_SIZE = 2_000
PARTS_CACHE_SIZE = 10_000
PART_FIELDS = {
    "lists/ranking/_row_name.html": ("name", "credits", "aliases"),
    "lists/ranking/_row_comment.html": ("name", "top_comment", "comments", "notes"),
    "lists/ranking/_rank_range.html": ("range_bar", "range_words", "tie"),
    "lists/ranking/_pick_button.html": ("name", "votes", "is_picked"),
    "lists/ranking/_item_menu.html": ("name", "labelled_vote", "own_vote_label", "is_mine"),
}
"""The fields of a row that each part shows."""


@register.simple_tag
def render_row(row: Any, head: Any) -> SafeString:
    """The HTML of one row of a list."""
    return _render_row(row, head.slug, head.is_pasted and not head.votes, get_language())


@register.simple_tag(takes_context=True)
def kept_part(context: Context, part: str) -> SafeString:
    """A part of a row. Needs row and slug."""
    row = context["row"]
    values = tuple(getattr(row, name) for name in PART_FIELDS[part])
    return _render_part(part, row.item_id, values, context["slug"], get_language())


@lru_cache(ROW_CACHE_SIZE)
def _render_row(row: Any, slug: str, is_in_starting_order: bool, language: str | None) -> SafeString:
    """Cached, so that after a vote only the rows that it changed are rendered. `language` is part of the cache key."""
    context = {"row": row, "slug": slug, "is_in_starting_order": is_in_starting_order}
    return render_to_string("lists/ranking/_row.html", context | _addresses(slug, row.item_id))


@lru_cache(PARTS_CACHE_SIZE)
def _render_part(part: str, item_id: int, values: tuple[Any, ...], slug: str, language: str | None) -> SafeString:
    row = {"item_id": item_id, **dict(zip(PART_FIELDS[part], values, strict=True))}
    return render_to_string(part, {"row": row, "slug": slug} | _addresses(slug, item_id))


@lru_cache(PARTS_CACHE_SIZE)
def _addresses(slug: str, item_id: int) -> dict[str, str]:
    return {"item_url": reverse("site:item", args=[slug, item_id]), "vote_url": reverse("site:vote", args=[slug])}
