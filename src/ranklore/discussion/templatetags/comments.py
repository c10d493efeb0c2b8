"""Render a comment with its buttons. Comments are cached, because equal comments always look the same."""

from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ranklore.core.components import render_component
from ranklore.core.page_cache.address import IS_SHARED

register = template.Library()
COMMENT_CACHE_SIZE = 2_000


@register.simple_tag(takes_context=True)
def render_comment(context: Context, comment: Any) -> SafeString:
    """The HTML of one comment. The context may have order and back: they tell the buttons which page to return to."""
    request = context.get("request")
    is_shared = request is not None and IS_SHARED in request.META
    order, back = context.get("order", ""), context.get("back", "")
    return _render_comment(comment, order, back, is_shared, timezone.localdate(), get_language())


@lru_cache(COMMENT_CACHE_SIZE)
def _render_comment(
    comment: Any, order: str, back: str, is_shared: bool, today: date, language: str | None
) -> SafeString:
    """`today` and `language` are part of the cache key: a date may be "yesterday"."""
    return render_component("discussion/comment.html", comment=comment, order=order, back=back, is_shared=is_shared)
