"""Atom (RFC 4287): a feed as plain values, and its XML.  Content is rendered only when the XML is needed. A reader
that already has the newest feed costs only the queries."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from io import StringIO
from urllib.parse import urlsplit
from xml.sax.xmlreader import AttributesImpl  # nosec B406

from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator

from ranklore import __version__
from ranklore.discussion.rendering.html import html_without_spoilers
from ranklore.text.bidi import has_right_to_left, isolated
from ranklore.text.clean import strip_invisible

SITE_NAME = "Ranklore"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_NO_ATTRIBUTES: "AttributesImpl[str]" = AttributesImpl({})
_INVALID_XML_CHARS = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RELATIVE_HREF = re.compile(r'(<a [^>]*?href=")(?=/(?!/))')


@dataclass(frozen=True, slots=True)
class FeedAuthor:
    name: str
    address: str = ""  # a path of this site; "" for one without a page


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A sentence, with a name in it that leads somewhere."""

    before: str
    name: str = ""
    address: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One piece of news. Its content is `lines`, and below them the words of a comment as they were written.

    key      what it is called for ever, the same in every feed
    created_at    when the thing itself came into being: part of its name
    """

    key: str
    created_at: datetime
    title: str
    address: str
    published: datetime
    updated: datetime
    author: FeedAuthor = FeedAuthor(SITE_NAME)
    lines: tuple[FeedLine, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """`address` is the page that it tells of, `self_address` its own; `created_at` its time while nothing is in it."""

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
        """Changes when, and only when, what the feed says does. `base` is the site's own address."""
        return f'"{blake2b(repr((__version__, base, self)).encode(errors="replace"), digest_size=16).hexdigest()}"'


def render_atom(feed: Feed, base: str) -> bytes:
    """The feed as a document. `base` is the site's own address, without a slash at the end."""
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement("feed", AttributesImpl({"xmlns": _NAMESPACE, "xml:lang": "en"}))
    _write_element(xml, "id", tag_uri_for(base, feed.key, feed.created_at))
    _write_element(xml, "title", feed.title)
    _write_element(xml, "subtitle", feed.subtitle)
    _write_element(xml, "updated", _rfc3339(feed.updated))
    _write_link(xml, "self", base + feed.self_address, "application/atom+xml")
    _write_link(xml, "alternate", base + feed.address, "text/html")
    _write_author(xml, feed.author, base)
    _write_element(xml, "generator", SITE_NAME, {"version": __version__})
    for entry in feed.entries:
        _write_entry(xml, entry, base)
    xml.endElement("feed")
    xml.endDocument()
    return out.getvalue().encode()


def tag_uri_for(base: str, key: str, created_at: datetime) -> str:
    """The name of a thing for ever (RFC 4151): it stays when the site changes to https or to another port."""
    host = urlsplit(base).hostname or "localhost"
    return f"tag:{host.replace(':', '-')},{created_at:%Y-%m-%d}:{key}"


def xml_safe_text(text: str) -> str:
    """A text without what XML cannot hold and without signs that turn the direction of what stands around them."""
    return _INVALID_XML_CHARS.sub("", strip_invisible(text)[0])


def name_in_plain_text(name: str) -> str:
    """A name in a sentence of ours that is not HTML. Only one that could turn it is set apart: not all readers pass
    over the signs for that."""
    name = xml_safe_text(name)
    return isolated(name) if has_right_to_left(name) else name


def _write_entry(xml: SimplerXMLGenerator, entry: FeedEntry, base: str) -> None:
    xml.startElement("entry", _NO_ATTRIBUTES)
    _write_element(xml, "id", tag_uri_for(base, entry.key, entry.created_at))
    _write_element(xml, "title", entry.title)
    _write_link(xml, "alternate", base + entry.address, "text/html")
    _write_element(xml, "published", _rfc3339(entry.published))
    _write_element(xml, "updated", _rfc3339(entry.updated))
    _write_author(xml, entry.author, base)
    xml.addQuickElement("content", _entry_html(entry, base), {"type": "html"})
    xml.endElement("entry")


def _entry_html(entry: FeedEntry, base: str) -> str:
    lines = "".join(f"<p>{_line_html(each, base)}</p>" for each in entry.lines)
    words = html_without_spoilers(xml_safe_text(entry.words)) if entry.words else ""
    return lines + _RELATIVE_HREF.sub(lambda found: found[1] + escape(base), words)


def _line_html(line: FeedLine, base: str) -> str:
    name = (
        f'<a href="{escape(base + line.address)}"><bdi>{escape(xml_safe_text(line.name))}</bdi></a>'
        if line.name
        else ""
    )
    return escape(xml_safe_text(line.before)) + name + escape(xml_safe_text(line.after))


def _write_author(xml: SimplerXMLGenerator, author: FeedAuthor, base: str) -> None:
    xml.startElement("author", _NO_ATTRIBUTES)
    _write_element(xml, "name", xml_safe_text(author.name))
    if author.address:
        _write_element(xml, "uri", base + author.address)
    xml.endElement("author")


def _write_link(xml: SimplerXMLGenerator, rel: str, href: str, kind: str) -> None:
    xml.addQuickElement("link", None, {"rel": rel, "type": kind, "href": href})


def _write_element(xml: SimplerXMLGenerator, element: str, text: str, attributes: dict[str, str] | None = None) -> None:
    xml.addQuickElement(element, _INVALID_XML_CHARS.sub("", text), attributes or {})


def _rfc3339(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
