"""Django's error handlers."""

from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from ranklore.core.responses import error_response

UNKNOWN_HOST_MESSAGE = _(
    "The site is not set up for this address. If you run the site, add the address to its setting ALLOWED_HOSTS."
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, DisallowedHost):
        return error_response(request, 400, str(UNKNOWN_HOST_MESSAGE))
    too_big = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    return error_response(request, 413 if too_big else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without a request context, since whatever failed may fail again."""
    return HttpResponseServerError(render_to_string("core/500.html"))
