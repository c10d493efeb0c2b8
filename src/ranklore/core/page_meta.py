"""The metadata of a page for search engines, link previews and feed readers, written by core/_page_meta.html. A
page without a PageMeta asks search engines to leave it out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

SITE_NAME = "Ranklore"
DESCRIPTION_MAX = 200
_SCRIPT_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


@dataclass(frozen=True, slots=True)
class PreviewImage:
    address: str
    alt_text: str
    width: int = 1200
    height: int = 630


@dataclass(frozen=True, slots=True)
class PageMeta:
    """Addresses are absolute. `title` is without the name of the site.

    canonical   the preferred address of the page
    is_listed   whether search engines should list it
    feed        address of the feed of the page, or ""
    data        its structured data as JSON-LD, or ""
    """

    title: str
    description: str
    canonical: str
    is_listed: bool = True
    kind: str = "website"
    feed: str = ""
    feed_title: str = ""
    picture: PreviewImage | None = None
    data: str = ""

    @property
    def full_title(self) -> str:
        return f"{self.title} · {SITE_NAME}"


def canonical_url(request: HttpRequest, path: str, page: int = 1, **asked: str) -> str:
    """The absolute address of a page, without `page=1` and without parameters that only change the order."""
    query = [f"{name}={value}" for name, value in asked.items()] + ([f"page={page}"] if page > 1 else [])
    return request.build_absolute_uri(f"{path}{'?' if query else ''}{'&'.join(query)}")


def shorten(text: str, most: int = DESCRIPTION_MAX) -> str:
    """The text on one line, cut to what search engines show."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def title_with_page(title: str, page: int = 1) -> str:
    return _("%(title)s · page %(page)d") % {"title": title, "page": page} if page > 1 else title


def json_ld(*things: Mapping[str, Any]) -> SafeString:
    """Objects of schema.org for a script element that is not run. No text in it can end the element."""
    graph: Sequence[Mapping[str, Any]] = things
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, separators=(",", ":"))  # in ASCII
    return mark_safe(text.translate(_SCRIPT_ESCAPES))  # nosec B308 B703
