"""A feed as its readers take it."""

from pathlib import Path

from django.test import Client
from lxml import etree

ATOM = {"a": "http://www.w3.org/2005/Atom"}
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))


def read(address: str, client: Client | None = None) -> etree._Element:
    """The feed at an address, which must be good Atom."""
    response = (client or Client()).get(address)
    assert response.status_code == 200, response.content
    return parsed(response.content)


def parsed(content: bytes) -> etree._Element:
    feed = etree.fromstring(content)
    assert SCHEMA.validate(feed), SCHEMA.error_log
    assert all(entry.findtext("a:author/a:name", None, ATOM) for entry in feed.iterfind("a:entry", ATOM))
    ids = [element.text for element in feed.iterfind(".//a:id", ATOM)]
    assert len(ids) == len({*ids})
    return feed


def each(feed: etree._Element, element: str) -> list[str]:
    """The words of this element of every entry."""
    return [entry.findtext(f"a:{element}", "", ATOM) for entry in feed.iterfind("a:entry", ATOM)]


def titles(address: str) -> list[str]:
    return each(read(address), "title")


def links(element: etree._Element) -> dict[str, str]:
    return {link.get("rel"): link.get("href") for link in element.iterfind("a:link", ATOM)}
