"""Writes small XML documents, such as feeds and sitemaps."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO
from xml.sax.xmlreader import AttributesImpl  # nosec B406

from django.utils.xmlutils import SimplerXMLGenerator

_INVALID_CHARS = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class XmlDocument:
    """A document that is written from top to bottom. Characters that XML does not allow are removed from texts."""

    def __init__(self, root: str, attributes: dict[str, str]) -> None:
        self._root = root
        self._out = StringIO()
        self._xml = SimplerXMLGenerator(self._out, "utf-8")
        self._xml.startDocument()
        self._xml.startElement(root, AttributesImpl(attributes))

    @contextmanager
    def element(self, name: str) -> Iterator[None]:
        """An element that holds what is added inside the `with` block."""
        self._xml.startElement(name, AttributesImpl({}))
        yield
        self._xml.endElement(name)

    def add(self, name: str, text: str = "", attributes: dict[str, str] | None = None) -> None:
        """An element with only a text, or with nothing but attributes."""
        self._xml.addQuickElement(name, remove_invalid_chars(text), attributes or {})

    def finish(self) -> bytes:
        """Close the root element and return the document. Nothing can be added after this."""
        self._xml.endElement(self._root)
        self._xml.endDocument()
        return self._out.getvalue().encode()


def remove_invalid_chars(text: str) -> str:
    return _INVALID_CHARS.sub("", text)


def rfc3339(when: datetime) -> str:
    """A time in UTC, to the second, as Atom and sitemaps write it."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
