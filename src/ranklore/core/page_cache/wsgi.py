"""Serves finished pages to visitors without a cookie of ours, before Django runs."""

import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections, connection
from django.http import HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve

from ranklore.core.compression import accepted_encoding
from ranklore.core.page_cache.address import PageAddress, address_of, is_by_nobody
from ranklore.core.page_cache.cache import DataUnavailable, PageCache
from ranklore.core.page_cache.page import FinishedPage, page_of_response
from ranklore.core.page_cache.shared_page import FIND_PAGE
from ranklore.core.page_cache.store import shared_store
from ranklore.core.page_cache.versions import read_versions

log = logging.getLogger(__name__)

AskSite = Callable[[WSGIEnvironment, StartResponse], HttpResponseBase]


def with_page_cache(
    site: WSGIApplication, ask: AskSite, our_cookies: Collection[str], clock: Callable[[], float] = time.monotonic
) -> WSGIApplication:
    """Answer readers from finished pages, and let the site answer everything else.

    ask          Django's own application, which returns its response
    our_cookies  the names of the cookies by which the site knows somebody
    """
    cache = PageCache(_maker(ask, clock), _read_versions, settings.PAGE_CACHE_BYTES, clock, shared_store())
    trusts_proxy = bool(settings.HTTPS)

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        address = address_of(environ, trusts_proxy=trusts_proxy)
        if address is None or not is_shared_path(address.path):
            return site(environ, start_response)
        if not is_by_nobody(environ, our_cookies):
            environ[FIND_PAGE] = partial(_find, cache, address)
            return site(environ, start_response)
        try:
            page = cache.get(address)
        except DataUnavailable:
            page = None
        if page is None:
            return site(environ, start_response)
        return _respond(page, environ, start_response)

    return application


def _find(cache: PageCache, address: PageAddress, is_exact: bool) -> FinishedPage | None:
    try:
        return cache.get(address, is_exact=is_exact)
    except DataUnavailable:
        return None


def _respond(page: FinishedPage, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    body = page.body(accepted_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")))
    if_none_match = environ.get("HTTP_IF_NONE_MATCH")
    if if_none_match and body.etag in if_none_match:
        kept = [(name, value) for name, value in body.headers if name in ("Cache-Control", "Vary", "ETag")]
        start_response("304 Not Modified", kept)
        return []
    start_response(page.status, body.headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body.content]


_shared_paths: dict[str, bool] = {}
_SHARED_PATHS_MAX = 10_000


def is_shared_path(path: str) -> bool:
    """Whether the view at this path is marked as a shared page."""
    is_shared = _shared_paths.get(path)
    if is_shared is None:
        try:
            is_shared = getattr(resolve(_decoded(path)).func, "is_shared", False)
        except (Resolver404, UnicodeError):
            is_shared = False
        if len(_shared_paths) >= _SHARED_PATHS_MAX:
            _shared_paths.clear()
        _shared_paths[path] = is_shared
    return is_shared


def _decoded(path: str) -> str:
    return path.encode("latin-1").decode()


def _maker(ask: AskSite, clock: Callable[[], float]) -> Callable[[PageAddress], FinishedPage | None]:
    def make(address: PageAddress) -> FinishedPage | None:
        """Ask the site for a page as nobody in particular: the address is all it gets."""
        began = clock()
        response = ask(address.as_environ(), _no_start)
        try:
            if response.status_code == 503:
                raise DataUnavailable
            if not isinstance(response, HttpResponse) or response.status_code >= 500:
                return None
            if response.status_code == 200 and not hasattr(response, "page_info"):
                return None
            if response.cookies:
                log.error("the page %s is marked as shared but sets a cookie", address.path)
                return None
            return page_of_response(response, began)
        finally:
            response.close()

    return make


def _no_start(*args: Any) -> Any:
    return None


def _read_versions(versions: Mapping[int, int]) -> Mapping[int, int]:
    """Mostly outside a request, where Django does not look after the connection."""
    try:
        _tidy_connections()
        return read_versions(versions.keys())
    except DatabaseError as error:
        raise DataUnavailable from error
    finally:
        _tidy_connections()


def _tidy_connections() -> None:
    if not connection.in_atomic_block:
        close_old_connections()
