"""Atom (RFC 4287): a feed as plain values, and its XML. Content is rendered only when the XML is needed, so a reader
that already has the newest feed costs only the queries."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from urllib.parse import urlsplit

from django.utils.html import escape
from django.utils.translation import get_language

from ranklore import __version__
from ranklore.core.xml import XmlDocument, remove_invalid_chars, rfc3339
from ranklore.discussion.rendering.html import html_without_spoilers
from ranklore.text.bidi import has_right_to_left, isolated
from ranklore.text.clean import strip_invisible

SITE_NAME = "Ranklore"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_RELATIVE_HREF = re.compile(r'(<a [^>]*?href=")(?=/(?!/))')


@dataclass(frozen=True, slots=True)
class FeedAuthor:
    name: str
    address: str = ""  # a path on this site; "" for an author without a page


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A name inside a sentence that links to a path on this site."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A paragraph: plain text, or a translated pattern with `%(name)s` placeholders for its `values`."""

    text: str
    values: Mapping[str, str | FeedLink] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One piece of news. Its content is `lines`, followed by the raw text of a comment.

    key         identifies the entry permanently, and is the same in every feed
    created_at  when the subject of the entry was created: a part of its permanent id
    address     a path on this site
    """

    key: str
    created_at: datetime
    title: str
    address: str
    published: datetime
    updated: datetime
    author: FeedAuthor = FeedAuthor(SITE_NAME)
    lines: tuple[FeedLine, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """`address` is the path of the page the feed is about, `self_address` its own; `created_at` dates an empty feed."""

    key: str
    created_at: datetime
    title: str
    subtitle: str
    address: str
    self_address: str
    entries: tuple[FeedEntry, ...]
    author: FeedAuthor = FeedAuthor(SITE_NAME)

    @property
    def updated(self) -> datetime:
        return max([self.created_at, *(entry.updated for entry in self.entries)])

    def etag(self, base: str) -> str:
        """Changes when the content of the feed does, and only then. `base` is the address of the site."""
        return f'"{blake2b(repr((__version__, base, self)).encode(errors="replace"), digest_size=16).hexdigest()}"'


def render_atom(feed: Feed, base: str) -> bytes:
    """The feed as an XML document. `base` is the address of the site, without a slash at the end."""
    document = XmlDocument("feed", {"xmlns": _NAMESPACE, "xml:lang": get_language()})
    document.add("id", tag_uri_for(base, feed.key, feed.created_at))
    document.add("title", feed.title)
    document.add("subtitle", feed.subtitle)
    document.add("updated", rfc3339(feed.updated))
    _add_link(document, "self", base + feed.self_address, "application/atom+xml")
    _add_link(document, "alternate", base + feed.address, "text/html")
    _add_author(document, feed.author, base)
    document.add("generator", SITE_NAME, {"version": __version__})
    for entry in feed.entries:
        _add_entry(document, entry, base)
    return document.finish()


def tag_uri_for(base: str, key: str, created_at: datetime) -> str:
    """A permanent id (RFC 4151). It stays the same when the site moves to https or to another port."""
    host = urlsplit(base).hostname or "localhost"
    return f"tag:{host.replace(':', '-')},{created_at:%Y-%m-%d}:{key}"


def xml_safe_text(text: str) -> str:
    """A text without invisible characters, some of which turn the direction of the text around them, and without those
    that XML does not allow."""
    return remove_invalid_chars(strip_invisible(text)[0])


def name_in_plain_text(name: str) -> str:
    """A name inside a sentence that is not HTML. Only a name with right-to-left characters is isolated, because some
    feed readers show the isolating characters."""
    name = xml_safe_text(name)
    return isolated(name) if has_right_to_left(name) else name


def _add_entry(document: XmlDocument, entry: FeedEntry, base: str) -> None:
    with document.element("entry"):
        document.add("id", tag_uri_for(base, entry.key, entry.created_at))
        document.add("title", entry.title)
        _add_link(document, "alternate", base + entry.address, "text/html")
        document.add("published", rfc3339(entry.published))
        document.add("updated", rfc3339(entry.updated))
        _add_author(document, entry.author, base)
        document.add("content", _entry_html(entry, base), {"type": "html"})


def _entry_html(entry: FeedEntry, base: str) -> str:
    lines = "".join(f"<p>{_line_html(line, base)}</p>" for line in entry.lines)
    text = html_without_spoilers(xml_safe_text(entry.text)) if entry.text else ""
    return lines + _RELATIVE_HREF.sub(lambda found: found[1] + escape(base), text)


def _line_html(line: FeedLine, base: str) -> str:
    text = escape(xml_safe_text(line.text))
    if not line.values:
        return text  # not a pattern: a "%" in it is only a percent sign
    return text % {name: _value_html(value, base) for name, value in line.values.items()}


def _value_html(value: str | FeedLink, base: str) -> str:
    if isinstance(value, FeedLink):
        return f'<a href="{escape(base + value.address)}"><bdi>{escape(xml_safe_text(value.text))}</bdi></a>'
    return escape(xml_safe_text(value))


def _add_author(document: XmlDocument, author: FeedAuthor, base: str) -> None:
    with document.element("author"):
        document.add("name", xml_safe_text(author.name))
        if author.address:
            document.add("uri", base + author.address)


def _add_link(document: XmlDocument, rel: str, href: str, kind: str) -> None:
    document.add("link", attributes={"rel": rel, "type": kind, "href": href})
