"""The address of a page: all that a shared page may depend on, besides the database and the time."""

import io
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

PARAMETERS = frozenset({"page", "order", "at", "period", "category", "tag"})
"""The parameters that shared pages read. All others, such as those that other sites append to links, are dropped."""
PARTIAL_HEADERS = ("HTTP_HX_REQUEST", "HTTP_RANGE")


@dataclass(frozen=True, slots=True)
class PageAddress:
    """`query` has only known parameters, in one order. No field says anything about a visitor."""

    scheme: str
    host: str
    path: str
    query: str

    def as_environ(self) -> dict[str, Any]:
        """A WSGI request for this page, by nobody in particular."""
        name, _, port = self.host.partition(":")
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": self.path,
            "QUERY_STRING": self.query,
            "HTTP_HOST": self.host,
            "SERVER_NAME": name,
            "SERVER_PORT": port or ("443" if self.scheme == "https" else "80"),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            "HTTP_X_FORWARDED_PROTO": self.scheme,
            IS_SHARED: True,
        }


IS_SHARED = "ranklore.is_shared"
"""Marks the request of `PageAddress.as_environ`."""


def is_by_nobody(environ: dict[str, Any], our_cookies: Collection[str]) -> bool:
    """Whether the request has none of our cookies. A browser that sends one is somebody, and gets pages of its own."""
    sent = environ.get("HTTP_COOKIE")
    return not sent or not any(f"{name}=" in sent for name in our_cookies)


def address_of(environ: dict[str, Any], *, trusts_proxy: bool) -> PageAddress | None:
    """The address of the page that is asked for, whoever asks. None for a request that is not for a whole page."""
    host = environ.get("HTTP_HOST")
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not host:
        return None
    for header in PARTIAL_HEADERS:
        if header in environ:
            return None
    scheme = environ.get("HTTP_X_FORWARDED_PROTO", "http") if trusts_proxy else "http"
    query = environ.get("QUERY_STRING", "")
    return PageAddress(
        "https" if scheme == "https" else "http",
        host,
        environ["PATH_INFO"],
        _known_parameters(query) if query else "",
    )


def _known_parameters(query: str) -> str:
    return urlencode(sorted(pair for pair in parse_qsl(query) if pair[0] in PARAMETERS))
