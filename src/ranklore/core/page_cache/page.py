"""A finished page: its bytes in each encoding, with the headers that go with them."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ranklore.core.compression import COMPRESSED_MIN, compressed
from ranklore.core.page_cache.slots import split_slots

CACHE_CONTROL = "public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=600"
"""A cache in front of the site may keep a page for a second, or ten minutes while the site does not answer. A browser
asks every time, because the next page may be one of its own."""
STALE_MESSAGE = _(
    "The site cannot reach its data at the moment, so this page may be out of date. Voting and writing have to wait."
)
NOTICES = b'<div id="notices" role="status">'
"""Where a page shows messages."""
Headers = list[tuple[str, str]]
Slot = tuple[str, int, int]
_DROPPED_HEADERS = frozenset({"vary", "content-length", "etag", "expires", "set-cookie"})


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of a page in one encoding."""

    content: bytes
    etag: str
    headers: Headers


@dataclass(slots=True)
class PageInfo:
    """What a view knows about its shared page. `data` is what it needs to fill the slots."""

    versions: Mapping[int, int]
    fresh_for: float
    data: Any = None


@dataclass(slots=True)
class FinishedPage:
    """`versions` are those of the data, by scope, from before the page was made.

    slots   where the parts are that differ for a known voter: name, start and end, in order
    data    what the view keeps to fill them
    status  of the HTTP answer; only a page that is there is kept
    """

    content: bytes
    headers: tuple[tuple[str, str], ...]
    versions: Mapping[int, int]
    fresh_for: float
    made_at: float
    slots: tuple[Slot, ...] = ()
    data: Any = None
    status: str = "200 OK"
    bodies: dict[str, Body] = field(default_factory=dict)

    @property
    def is_kept(self) -> bool:
        return self.status.startswith("200")

    @property
    def size(self) -> int:
        """In bytes, about: compressed bodies add a third."""
        return len(self.content) * 4 // 3 + 1_000

    def body(self, encoding: str) -> Body:
        """The body in an encoding, made once."""
        body = self.bodies.get(encoding)
        if body is None:
            body = self.bodies[encoding] = _make_body(self.content, self.headers, encoding)
        return body

    def with_slots(self, marks: Mapping[str, str]) -> bytes:
        """The page of one voter: the same bytes, with other contents in some of the slots."""
        return b"".join(self._pieces(marks))

    def _pieces(self, marks: Mapping[str, str]) -> Iterator[bytes]:
        at = 0
        for name, start, end in self.slots:
            if (mark := marks.get(name)) is not None:
                yield self.content[at:start]
                yield mark.encode()
                at = end
        yield self.content[at:]

    def marked_as_stale(self) -> "FinishedPage":
        """The same page with a message that its figures may be out of date."""
        notice = format_html('<p class="notice notice-error">{}</p>', STALE_MESSAGE).encode()
        content = self.content.replace(NOTICES, NOTICES + notice, 1)
        return replace(self, content=content, slots=(), bodies={})


def page_of_response(response: HttpResponse, made_at: float) -> FinishedPage:
    """What a view marked with `shared_page` answered."""
    info: PageInfo = getattr(response, "page_info", PageInfo({}, 0.0))
    if response.status_code == 200 and "public" not in response.headers.get("Cache-Control", ""):
        response.headers["Cache-Control"] = CACHE_CONTROL
    kept = ((name, value) for name, value in response.headers.items() if name.lower() not in _DROPPED_HEADERS)
    content, slots = split_slots(response.content)
    status = f"{response.status_code} {response.reason_phrase}"
    return FinishedPage(content, tuple(kept), info.versions, info.fresh_for, made_at, slots, info.data, status)


def _make_body(content: bytes, headers: tuple[tuple[str, str], ...], encoding: str) -> Body:
    digest = hashlib.blake2b(content, digest_size=16).hexdigest()
    encoding = encoding if len(content) >= COMPRESSED_MIN else ""
    if encoding:
        content = compressed(content, encoding, is_kept=True)
    etag = f'"{digest}{"-" if encoding else ""}{encoding}"'
    sent = [
        *headers,
        ("Vary", "Accept-Encoding, Cookie"),
        ("ETag", etag),
        ("Content-Length", str(len(content))),
    ]
    return Body(content, etag, [*sent, ("Content-Encoding", encoding)] if encoding else sent)
