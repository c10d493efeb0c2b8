import gc
import os
from collections.abc import Iterable
from email.message import EmailMessage
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ranklore.site.settings")


def with_plain_content_type(site: WSGIApplication) -> WSGIApplication:
    """Let Django see only content types that it can read: what another charset names is read as UTF-8, as forms are.

    Django looks the charset up before any of its middleware runs, and some names ("hex", "punycode") make it fail.
    """

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if given := environ.get("CONTENT_TYPE"):
            environ["CONTENT_TYPE"] = _plain_content_type(given)
        return site(environ, start_response)

    return application


def _plain_content_type(given: str) -> str:
    """The type and the boundary of a content type, without its other parameters."""
    message = EmailMessage()
    try:
        message["Content-Type"] = given
        kind, boundary = message.get_content_type(), message.get_param("boundary")
    except (ValueError, TypeError, LookupError, AttributeError):  # whatever the parser of e-mail headers stumbles over
        return "application/octet-stream"
    return f'{kind}; boundary="{boundary}"' if isinstance(boundary, str) and '"' not in boundary else kind


def _load_site() -> WSGIApplication:
    """The site with all of its modules. They stay for ever, so garbage is not looked for among them again: that would
    hold up a page now and then for longer than it takes."""
    site = get_wsgi_application()
    _ = get_resolver().url_patterns  # imports the views, which the first request would
    gc.collect()
    gc.freeze()
    return site


application = with_plain_content_type(_load_site())
