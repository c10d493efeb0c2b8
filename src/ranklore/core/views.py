"""Django's error handlers."""

from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string

from ranklore.core.responses import error_response, submitted_texts

FORM_EXPIRED_MESSAGE = (
    "The form had no valid seal. The page may be too old, or your browser did not keep our cookie. "
    "Nothing was changed. Open the page again and send it from there."
)
UNKNOWN_HOST_MESSAGE = "The site is not set up for the address that you used. Its setting ALLOWED_HOSTS can allow it."


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, DisallowedHost):
        return error_response(request, 400, UNKNOWN_HOST_MESSAGE)
    too_big = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    return error_response(request, 413 if too_big else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without a request context: whatever failed may fail again."""
    return HttpResponseServerError(render_to_string("core/500.html"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid seal. What was typed into it is given back: a reloaded form would be empty."""
    return error_response(request, 403, FORM_EXPIRED_MESSAGE, submitted_texts(request))
