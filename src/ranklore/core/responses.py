"""Redirects after a POST, and error pages with a status, a message and what the reader had typed."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

ERROR_MESSAGES = {
    400: (
        "That did not work",
        "The site could not read what was sent. Go back, reload the page and try again.",
    ),
    403: ("Not allowed", "You may not do that here."),
    404: ("Nothing here", "There is no page at this address. It may have been moved or taken down."),
    405: ("Not this way", "This address takes a form, not a visit. Go back to the page and use its button."),
    410: ("No longer here", "This was taken off the list."),
    413: (
        "Too much at once",
        "That is more than the site takes at once. Go back: what you wrote is still there.",
    ),
    429: ("Too often", "That was too often in a short time. Wait a minute, then try again. Nothing was changed."),
    503: (
        "Busy",
        "The site could not get to its data just now. Nothing was changed. Go back and try again in a moment.",
    ),
}
MACHINE_FIELDS = {
    "csrfmiddlewaretoken",
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


class SeeOther(HttpResponseRedirect):
    """After a POST: the page to look at now. 303 always becomes a GET, so that reloading sends nothing twice."""

    status_code = 303


def see_other(address: str) -> SeeOther:
    return SeeOther(address)


def error_response(request: HttpRequest, status: int, sentence: str = "", typed: Sequence[str] = ()) -> HttpResponse:
    title, standard = ERROR_MESSAGES.get(status, ERROR_MESSAGES[400])
    context = {"status": status, "title": title, "sentence": sentence or standard, "typed": typed}
    return render(request, "core/error.html", context, status=status)


def database_unavailable_response(request: HttpRequest) -> HttpResponse:
    """The database was locked for too long, or could not be reached. What was typed is given back."""
    request.user = AnonymousUser()  # the header must not ask the database who is signed in, nor what is new
    request.is_database_unavailable = True  # type: ignore[attr-defined]
    response = error_response(request, 503, typed=submitted_texts(request))
    response.headers["Retry-After"] = "5"
    return response


def rate_limited_response(request: HttpRequest, sentence: str = "", wait: int = 60) -> HttpResponse:
    """A limit was met. What was typed is given back."""
    response = error_response(request, 429, sentence, submitted_texts(request))
    response.headers["Retry-After"] = str(wait)
    return response


def submitted_texts(request: HttpRequest) -> list[str]:
    return [
        str(text)
        for name, text in request.POST.items()
        if name not in MACHINE_FIELDS | SECRET_FIELDS and str(text).strip()
    ]
