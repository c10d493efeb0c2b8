import gzip
from collections.abc import Callable
from dataclasses import dataclass

import brotli
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory

from ranklore.core.page_cache import cache as page_cache
from ranklore.core.page_cache.wsgi import with_page_cache
from ranklore.people.access import GUEST_COOKIE

OUR_COOKIES = (GUEST_COOKIE, "sessionid", "messages")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        encoding = self.headers.get("Content-Encoding")
        body = {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding, bytes)(self.body)
        return body.decode()


class Reader:
    """A browser without a cookie, in front of one process of the site, with a clock that stands still."""

    def __init__(self) -> None:
        handler = WSGIHandler()
        self.now, self.asked = 0.0, 0

        def site(environ, start_response):
            self.asked += 1
            return handler(environ, start_response)

        self.site = with_page_cache(site, handler, OUR_COOKIES, clock=lambda: self.now)

    def get(self, path: str, *, method: str = "GET", cookie: str = "", **headers: str) -> Answer:
        sent = {"Host": "testserver"} | {name.replace("_", "-"): value for name, value in headers.items()}
        environ = RequestFactory(headers=sent).generic(method, path).environ
        environ.pop("HTTP_COOKIE", None)
        if cookie:
            environ["HTTP_COOKIE"] = cookie
        # Django would close the connection of the test with each request. Its test client does the same.
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
        got: list[tuple[str, list[tuple[str, str]]]] = []
        parts = self.site(environ, lambda status, sent, *rest: got.append((status, sent)))
        answer = Answer(int(got[0][0][:3]), dict(got[0][1]), b"".join(parts))
        if hasattr(parts, "close"):
            parts.close()
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
        return answer

    def later(self, path: str, **headers: str) -> Answer:
        """The page a second later."""
        self.now += page_cache.STALE_AFTER
        return self.get(path, **headers)


@pytest.fixture
def new_reader() -> Callable[[], Reader]:
    return Reader


@pytest.fixture
def reader(new_reader: Callable[[], Reader]) -> Reader:
    return new_reader()
