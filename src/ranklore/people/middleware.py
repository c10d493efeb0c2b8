"""Gives a guest a key before their first write."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext_lazy as _

from ranklore.core.responses import RepeatPost, error_response, submitted_texts
from ranklore.people.access import (
    get_account,
    get_voter_key,
    has_guest_cookie,
    is_guest_key_new,
    reset_guest,
    set_guest_cookie,
)

GetResponse = Callable[[HttpRequest], HttpResponse]

FIRST_WRITE = "first"
"""The parameter of an address to which a browser sends a form again, now with its new key."""
NO_COOKIE_MESSAGE = _(
    "Your browser does not keep cookies for this site, so the site cannot know that this is yours. Nothing was "
    "changed. Allow cookies, then send the form again."
)


def give_guest_key(get_response: GetResponse) -> GetResponse:
    """Give a guest a key before their first write. Whoever only reads gets no cookie.

    The first form of a guest is not read. The answer sets the cookie and asks the browser to send the same form again
    (307). Of two quick first clicks the browser follows only the last answer, so they come from one voter. A POST
    renews the cookie, so that it lasts as long as the guest keeps coming back.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        # Lazy, because a page that asks for no voter should not read the session.
        request.has_voter_key = SimpleLazyObject(partial(_has_voter_key, request))  # type: ignore[attr-defined]
        response = get_response(request)
        is_renewed = request.method == "POST" and has_guest_cookie(request)
        if is_renewed or is_guest_key_new(request):
            set_guest_cookie(response, get_voter_key(request), secure=settings.VOTER_COOKIE_SECURE)
        return response

    def process_view(request: HttpRequest, view: Callable[..., Any], *rest: object) -> HttpResponse | None:
        is_anonymous = getattr(view, "csrf_exempt", False)  # needs no voter
        if request.method != "POST" or is_anonymous or _has_voter_key(request):
            return None
        if FIRST_WRITE in request.GET:
            return error_response(request, 403, str(NO_COOKIE_MESSAGE), submitted_texts(request))
        reset_guest(request)
        query = request.META.get("QUERY_STRING", "")
        return RepeatPost(f"{escape_leading_slashes(request.path)}?{query}{'&' if query else ''}{FIRST_WRITE}=1")

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def _has_voter_key(request: HttpRequest) -> bool:
    return has_guest_cookie(request) or get_account(request) is not None
