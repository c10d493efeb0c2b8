"""Pages for what went wrong: a status, a sentence, and a way on."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

SENTENCES = {
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
STALE_FORM = (
    "The form had no valid seal. The page may be too old, or your browser did not keep our cookie. "
    "Nothing was changed. Open the page again and send it from there."
)
NOT_OUR_NAME = "The site is not set up for the address that you used. Its setting ALLOWED_HOSTS can allow it."
NOT_TYPED = {"csrfmiddlewaretoken", "nonce", "exposure", "item", "on", "page", "back", "do", "version", "told", "undo"}
NOT_SHOWN = {"password", "password1", "oldpassword", "code", "credential", "login", "email"}


def error_page(request: HttpRequest, status: int, sentence: str = "", typed: Sequence[str] = ()) -> HttpResponse:
    title, standard = SENTENCES.get(status, SENTENCES[400])
    context = {"status": status, "title": title, "sentence": sentence or standard, "typed": typed}
    return render(request, "shell/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, DisallowedHost):
        return error_page(request, 400, NOT_OUR_NAME)
    too_big = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    return error_page(request, 413 if too_big else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without a request context: whatever failed may fail again."""
    return HttpResponseServerError(render_to_string("shell/500.html"))


def database_away(request: HttpRequest) -> HttpResponse:
    """The database was locked for too long, or could not be reached. What was typed is given back."""
    request.user = AnonymousUser()  # the header must not ask the database who is signed in, nor what is new
    request.is_database_away = True  # type: ignore[attr-defined]
    response = error_page(request, 503, typed=_typed(request))
    response.headers["Retry-After"] = "5"
    return response


def too_often(request: HttpRequest, sentence: str = "", wait: int = 60) -> HttpResponse:
    """A limit was met. What was typed is given back."""
    response = error_page(request, 429, sentence, _typed(request))
    response.headers["Retry-After"] = str(wait)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid seal. What was typed into it is given back: a reloaded form would be empty."""
    return error_page(request, 403, STALE_FORM, _typed(request))


def _typed(request: HttpRequest) -> list[str]:
    return [str(text) for name, text in request.POST.items() if name not in NOT_TYPED | NOT_SHOWN and str(text).strip()]
