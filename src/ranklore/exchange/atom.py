"""Atom (RFC 4287): a feed as plain values, and as XML.

What has to be rendered is kept as it was written until somebody asks for the XML, so that a reader who has the newest
feed already costs no more than the queries.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from io import StringIO
from urllib.parse import urlsplit
from xml.sax.xmlreader import AttributesImpl  # nosec B406

from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator

from ranklore import __version__
from ranklore.discussion.render import html_without_spoilers
from ranklore.lists.rules.clean import strip_invisible
from ranklore.shell.words import isolated

SITE = "Ranklore"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_FROM_RIGHT = frozenset({"R", "AL", "AN"})
_NO_ATTRIBUTES: "AttributesImpl[str]" = AttributesImpl({})
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OWN_HREF = re.compile(r'(<a [^>]*?href=")(?=/(?!/))')


@dataclass(frozen=True, slots=True)
class Author:
    name: str
    address: str = ""  # a path of this site; "" for one without a page


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, with a name in it that leads somewhere."""

    before: str
    name: str = ""
    address: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of news. Its content is `lines`, and below them the words of a comment as they were written.

    key      what it is called for ever, the same in every feed
    began    when the thing itself came into being: part of its name
    """

    key: str
    began: datetime
    title: str
    address: str
    published: datetime
    updated: datetime
    author: Author = Author(SITE)
    lines: tuple[Line, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """`address` is the page that it tells of, `self_address` its own; `began` its time while nothing is in it."""

    key: str
    began: datetime
    title: str
    subtitle: str
    address: str
    self_address: str
    entries: tuple[Entry, ...]
    author: Author = Author(SITE)

    @property
    def updated(self) -> datetime:
        return max([self.began, *(entry.updated for entry in self.entries)])

    def etag(self, base: str) -> str:
        """Changes when, and only when, what the feed says does. `base` is the site's own address."""
        return f'"{blake2b(repr((__version__, base, self)).encode(errors="replace"), digest_size=16).hexdigest()}"'


def xml_of(feed: Feed, base: str) -> bytes:
    """The feed as a document. `base` is the site's own address, without a slash at the end."""
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement("feed", AttributesImpl({"xmlns": _NAMESPACE, "xml:lang": "en"}))
    _write(xml, "id", tag_of(base, feed.key, feed.began))
    _write(xml, "title", feed.title)
    _write(xml, "subtitle", feed.subtitle)
    _write(xml, "updated", _moment(feed.updated))
    _link(xml, "self", base + feed.self_address, "application/atom+xml")
    _link(xml, "alternate", base + feed.address, "text/html")
    _author(xml, feed.author, base)
    _write(xml, "generator", SITE, {"version": __version__})
    for entry in feed.entries:
        _entry(xml, entry, base)
    xml.endElement("feed")
    xml.endDocument()
    return out.getvalue().encode()


def tag_of(base: str, key: str, began: datetime) -> str:
    """The name of a thing for ever (RFC 4151): it stays when the site changes to https or to another port."""
    host = urlsplit(base).hostname or "localhost"
    return f"tag:{host.replace(':', '-')},{began:%Y-%m-%d}:{key}"


def harmless(text: str) -> str:
    """A text without what XML cannot hold and without signs that turn the direction of what stands around them."""
    return _NOT_IN_XML.sub("", strip_invisible(text)[0])


def named(name: str) -> str:
    """A name in a sentence of ours that is not HTML. Only one that could turn it is set apart: not all readers pass
    over the signs for that."""
    name = harmless(name)
    return isolated(name) if any(unicodedata.bidirectional(sign) in _FROM_RIGHT for sign in name) else name


def _entry(xml: SimplerXMLGenerator, entry: Entry, base: str) -> None:
    xml.startElement("entry", _NO_ATTRIBUTES)
    _write(xml, "id", tag_of(base, entry.key, entry.began))
    _write(xml, "title", entry.title)
    _link(xml, "alternate", base + entry.address, "text/html")
    _write(xml, "published", _moment(entry.published))
    _write(xml, "updated", _moment(entry.updated))
    _author(xml, entry.author, base)
    xml.addQuickElement("content", _html_of(entry, base), {"type": "html"})
    xml.endElement("entry")


def _html_of(entry: Entry, base: str) -> str:
    lines = "".join(f"<p>{_line(each, base)}</p>" for each in entry.lines)
    words = html_without_spoilers(harmless(entry.words)) if entry.words else ""
    return lines + _OWN_HREF.sub(lambda found: found[1] + escape(base), words)


def _line(line: Line, base: str) -> str:
    name = f'<a href="{escape(base + line.address)}"><bdi>{escape(harmless(line.name))}</bdi></a>' if line.name else ""
    return escape(harmless(line.before)) + name + escape(harmless(line.after))


def _author(xml: SimplerXMLGenerator, author: Author, base: str) -> None:
    xml.startElement("author", _NO_ATTRIBUTES)
    _write(xml, "name", harmless(author.name))
    if author.address:
        _write(xml, "uri", base + author.address)
    xml.endElement("author")


def _link(xml: SimplerXMLGenerator, rel: str, href: str, kind: str) -> None:
    xml.addQuickElement("link", None, {"rel": rel, "type": kind, "href": href})


def _write(xml: SimplerXMLGenerator, element: str, text: str, attributes: dict[str, str] | None = None) -> None:
    xml.addQuickElement(element, _NOT_IN_XML.sub("", text), attributes or {})


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
