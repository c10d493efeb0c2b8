"""Pages for what went wrong: a status, a sentence, and a way on."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
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
}
STALE_FORM = (
    "The form had no valid seal. The page may be too old, or your browser did not keep our cookie. "
    "Go back, reload the page and try again; nothing was changed."
)


def error_page(request: HttpRequest, status: int, sentence: str = "") -> HttpResponse:
    title, standard = SENTENCES.get(status, SENTENCES[400])
    context = {"status": status, "title": title, "sentence": sentence or standard}
    return render(request, "shell/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    too_big = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    return error_page(request, 413 if too_big else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without a request context: whatever failed may fail again."""
    return HttpResponseServerError(render_to_string("shell/500.html"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(request, 403, STALE_FORM)
