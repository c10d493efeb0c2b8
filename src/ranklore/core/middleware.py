"""Security headers, size limits, and error pages for requests that no view answers."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from ranklore.core.compression import COMPRESSED_MIN, COMPRESSIBLE_TYPES, accepted_encoding, compressed
from ranklore.core.rate_limit.limiter import RateLimitExceeded
from ranklore.core.responses import database_unavailable_response, error_response, rate_limited_response

log = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]

# Nothing from anywhere else, no inline script or style, no framing.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


def add_security_headers(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()"
        )
        return response

    return middleware


def compress_pages(get_response: Handler) -> Handler:
    """Compress what is made for one visitor: quickly, because it is sent once. No page has a secret beside what others
    can put there (BREACH): forms have no tokens."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        patch_vary_headers(response, ("Accept-Encoding",))
        response.headers.setdefault("Cache-Control", "private, no-cache")
        is_text = response.headers.get("Content-Type", "").startswith(COMPRESSIBLE_TYPES)
        if response.streaming or not is_text or response.has_header("Content-Encoding"):
            return response
        if len(response.content) < COMPRESSED_MIN:
            return response
        if encoding := accepted_encoding(request.headers.get("Accept-Encoding", "")):
            response.content = compressed(response.content, encoding, is_kept=False)
            response.headers["Content-Encoding"] = encoding
            response.headers["Content-Length"] = str(len(response.content))
        return response

    return middleware


def refuse_large_bodies(get_response: Handler) -> Handler:
    """Refuse a far too long body before any of it is read: Django would write uploads to the disk first."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.headers.get("Content-Length", "")
        if length.isdecimal() and int(length[:20]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return error_response(request, 413)
        return get_response(request)

    return middleware


def explain_errors(get_response: Handler) -> Handler:
    """Give Django's empty error responses (405, a bare 400) a page with a message."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code < 400 or response.streaming or response.content:
            return response
        page = error_response(request, response.status_code)
        if allow := response.headers.get("Allow"):
            page.headers["Allow"] = allow
        return page

    return middleware


def answer_database_errors(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        log.error("the database could not be used: %s", exception)
        return database_unavailable_response(request)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def answer_rate_limits(get_response: Handler) -> Handler:
    """Answer a full rate limit with a page that says how long to wait."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return (
            rate_limited_response(request, exception.sentence, exception.wait)
            if isinstance(exception, RateLimitExceeded)
            else None
        )

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
