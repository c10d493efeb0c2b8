"""The number of unread notifications, for the header of every page."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ranklore.following.queries.events import UNREAD_COUNT_MAX, count_unread
from ranklore.people.access import get_account, get_voter, has_guest_cookie


def unread_notifications(request: HttpRequest) -> dict[str, Any]:
    """`unread_notifications`: the count as text, "" for none. It is counted only if a template shows it, and never
    while the database is unavailable."""
    return {"unread_notifications": SimpleLazyObject(lambda: unread_count_text(request))}


def unread_count_text(request: HttpRequest) -> str:
    is_new_visitor = get_account(request) is None and not has_guest_cookie(request)
    if getattr(request, "is_database_unavailable", False) or is_new_visitor:
        return ""
    unread = count_unread(get_voter(request))
    return format_unread_count(unread) if unread else ""


def format_unread_count(number: int) -> str:
    """The count as the header shows it."""
    return f"{UNREAD_COUNT_MAX - 1}+" if number >= UNREAD_COUNT_MAX else str(number)
