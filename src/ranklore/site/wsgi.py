"""The WSGI application."""

import gc
import os
from collections.abc import Iterable
from email.message import EmailMessage
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ranklore.site.settings")


def with_plain_content_type(site: WSGIApplication) -> WSGIApplication:
    """Remove the charset from content types, so that Django reads every form as UTF-8.

    Django looks up the charset before any middleware runs, and some names ("hex", "punycode") make it fail.
    """

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if given := environ.get("CONTENT_TYPE"):
            environ["CONTENT_TYPE"] = _plain_content_type(given)
        return site(environ, start_response)

    return application


def _plain_content_type(given: str) -> str:
    """A content type with only its boundary parameter."""
    message = EmailMessage()
    try:
        message["Content-Type"] = given
        kind, boundary = message.get_content_type(), message.get_param("boundary")
    except (ValueError, TypeError, LookupError, AttributeError):  # the e-mail header parser raises all of these
        return "application/octet-stream"
    return f'{kind}; boundary="{boundary}"' if isinstance(boundary, str) and '"' not in boundary else kind


def _load_site() -> WSGIApplication:
    """Load the site with all its modules, and exclude them from garbage collection. They are never freed, and scanning
    them would delay a page now and then by more than it takes to serve."""
    site = get_wsgi_application()
    _ = get_resolver().url_patterns  # imports the views now, not with the first request
    gc.collect()
    gc.freeze()
    return site


application = with_plain_content_type(_load_site())
