"""Redirects after a POST, and error pages with a status, a message and what the reader had typed."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ranklore.core.translation import translated

ERROR_MESSAGES: dict[int, tuple[str | Promise, str | Promise]] = {
    400: (
        _("That did not work"),
        _("The site could not read what was sent. Go back, reload the page and try again."),
    ),
    403: (_("Not allowed"), _("You can’t do that here.")),
    404: (_("Page not found"), _("There is no page at this address. It may have been moved or deleted.")),
    405: (
        _("This page can’t be opened directly"),
        _("This address only receives forms. Go back to the page and use its button."),
    ),
    410: (_("No longer here"), _("This item was taken off the list.")),
    413: (
        _("Too much at once"),
        _("That is more than the site accepts at once. Go back: your text is still there."),
    ),
    429: (
        _("Too many requests"),
        _("You did that too often in a short time. Wait a minute, then try again. Nothing was changed."),
    ),
    503: (
        _("The site is busy"),
        _("The site could not reach its data. Nothing was changed. Go back and try again in a moment."),
    ),
}
MACHINE_FIELDS = {
    "nonce",
    "exposure",
    "item",
    "on",
    "page",
    "back",
    "do",
    "version",
    "told",
    "undo",
}
SECRET_FIELDS = {"password", "password1", "oldpassword", "code", "credential", "login", "email"}


SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}


class RepeatPost(HttpResponseRedirect):
    """Asks the browser to send the same form to another address (307)."""

    status_code = 307


class SeeOther(HttpResponseRedirect):
    """The redirect after a POST. A browser always follows a 303 with a GET, so that a reload sends nothing twice."""

    status_code = 303


def see_other(address: str) -> SeeOther:
    return SeeOther(address)


def error_response(request: HttpRequest, status: int, sentence: str = "", typed: Sequence[str] = ()) -> HttpResponse:
    title, standard = ERROR_MESSAGES.get(status, ERROR_MESSAGES[400])
    context = {
        "status": status,
        "title": title,
        "sentence": translated(sentence) if sentence else standard,
        "typed": typed,
    }
    return render(request, "core/error.html", context, status=status)


def database_unavailable_response(request: HttpRequest) -> HttpResponse:
    """For a database that was locked for too long or could not be reached. The page shows what was typed."""
    request.user = AnonymousUser()  # the header must ask the database neither who is signed in nor what is new
    request.is_database_unavailable = True  # type: ignore[attr-defined]
    response = error_response(request, 503, typed=submitted_texts(request))
    response.headers["Retry-After"] = "5"
    return response


def rate_limited_response(request: HttpRequest, sentence: str = "", retry_after: int = 60) -> HttpResponse:
    """The page for a full rate limit, with what was typed."""
    response = error_response(request, 429, sentence, submitted_texts(request))
    response.headers["Retry-After"] = str(retry_after)
    return response


def submitted_texts(request: HttpRequest) -> list[str]:
    """What a person typed into the form, so that an error page can show it."""
    return [
        str(text)
        for name, text in request.POST.items()
        if name not in MACHINE_FIELDS | SECRET_FIELDS and str(text).strip()
    ]
