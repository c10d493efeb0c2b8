"""The WSGI application."""

import gc
import os
from collections.abc import Iterable
from email.message import EmailMessage
from functools import lru_cache
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from whitenoise import WhiteNoise

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


def with_static_files(site: WSGIApplication) -> WSGIApplication:
    """Serve static files, compressed beforehand, before Django runs. Their names change with their content."""
    root = settings.STATIC_ROOT if settings.STATIC_ROOT.is_dir() else None  # none before `collectstatic`
    application: WSGIApplication = WhiteNoise(
        site, root=root, prefix=settings.STATIC_URL, immutable_file_test=HASHED_NAME
    )
    return application


CONTENT_TYPES_MAX = 100
"""How many a process keeps. Most browsers send one and the same."""
HASHED_NAME = r"^.+\.[0-9a-f]{12}\..+$"


@lru_cache(CONTENT_TYPES_MAX)
def _plain_content_type(given: str) -> str:
    """A content type with only its boundary parameter."""
    message = EmailMessage()
    try:
        message["Content-Type"] = given
        kind, boundary = message.get_content_type(), message.get_param("boundary")
    except (ValueError, TypeError, LookupError, AttributeError):  # the e-mail header parser raises all of these
        return "application/octet-stream"
    return f'{kind}; boundary="{boundary}"' if isinstance(boundary, str) and '"' not in boundary else kind


def _load_site() -> WSGIHandler:
    """Load the site with all its modules, and exclude them from garbage collection. They are never freed, and scanning
    them would delay a page now and then by more than it takes to serve."""
    site = get_wsgi_application()
    _ = get_resolver().url_patterns  # imports the views now, not with the first request
    gc.collect()
    gc.freeze()
    return site


def _make_application() -> WSGIApplication:
    site = _load_site()
    # Models can be imported only now.
    from django.contrib.messages.storage.cookie import CookieStorage

    from ranklore.core.page_cache.wsgi import with_page_cache
    from ranklore.core.request_gate import few_at_once
    from ranklore.people.access import GUEST_COOKIE

    our_cookies = (GUEST_COOKIE, settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)
    return with_static_files(
        with_page_cache(few_at_once(with_plain_content_type(site), settings.REQUESTS_AT_ONCE), site, our_cookies)
    )


application = _make_application()
