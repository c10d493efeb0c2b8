"""What a page says of itself to search engines, previews and feed readers: what base.html puts into the head.

A page without a Meta is for people only, and asks search engines to leave it out: forms, drafts, what is one's own.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

SITE = "Ranklore"
DESCRIPTION_MAX = 200
_ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


@dataclass(frozen=True, slots=True)
class Picture:
    address: str
    says: str
    width: int = 1200
    height: int = 630


@dataclass(frozen=True, slots=True)
class Meta:
    """Addresses are whole. `title` is without the name of the site.

    canonical   the one address of all that lead to this page
    is_listed   whether search engines are to list it
    feed        of what the page shows; "" for none
    data        what it shows as JSON-LD, or ""
    """

    title: str
    description: str
    canonical: str
    is_listed: bool = True
    kind: str = "website"
    feed: str = ""
    feed_title: str = ""
    picture: Picture | None = None
    data: str = ""

    @property
    def full_title(self) -> str:
        return f"{self.title} · {SITE}"


def canonical_of(request: HttpRequest, path: str, page: int = 1, **asked: str) -> str:
    """The whole address of a page: without the number of the first page and all that changes the order alone."""
    query = [f"{name}={value}" for name, value in asked.items()] + ([f"page={page}"] if page > 1 else [])
    return request.build_absolute_uri(f"{path}{'?' if query else ''}{'&'.join(query)}")


def shortened(text: str, most: int = DESCRIPTION_MAX) -> str:
    """On one line, and no longer than search engines show."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def page_title(title: str, page: int = 1) -> str:
    return f"{title} · page {page}" if page > 1 else title


def json_ld(*things: Mapping[str, Any]) -> SafeString:
    """Things of schema.org, for a script element that is not run: no text in it can end the element or a line."""
    graph: Sequence[Mapping[str, Any]] = things
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, separators=(",", ":"))  # in ASCII
    return mark_safe(text.translate(_ESCAPED))  # nosec B308 B703
