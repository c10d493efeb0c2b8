"""For the header of every page."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ranklore.following.queries import count_unread
from ranklore.following.rules import capped
from ranklore.people.access import account_of, is_known, voter_of


def unread_notices(request: HttpRequest) -> dict[str, Any]:
    """`unread_notices`: how many, in words, "" for none. Asked for only where a template shows it, and never while the
    database is away."""
    return {"unread_notices": SimpleLazyObject(lambda: _unread(request))}


def _unread(request: HttpRequest) -> str:
    is_stranger = account_of(request) is None and not is_known(request)
    if getattr(request, "is_database_away", False) or is_stranger:
        return ""
    unread = count_unread(voter_of(request))
    return capped(unread) if unread else ""
