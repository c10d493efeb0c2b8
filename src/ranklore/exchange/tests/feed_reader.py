"""Helpers that fetch a feed, check it against the Atom grammar, and read it."""

from pathlib import Path

from django.test import Client
from lxml import etree

ATOM_NAMESPACES = {"a": "http://www.w3.org/2005/Atom"}
ATOM_SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))


def read_feed(address: str, client: Client | None = None) -> etree._Element:
    """The feed at an address, which must be valid Atom."""
    response = (client or Client()).get(address)
    assert response.status_code == 200, response.content
    return parse_feed(response.content)


def parse_feed(content: bytes) -> etree._Element:
    feed = etree.fromstring(content)
    assert ATOM_SCHEMA.validate(feed), ATOM_SCHEMA.error_log
    assert all(
        entry.findtext("a:author/a:name", None, ATOM_NAMESPACES) for entry in feed.iterfind("a:entry", ATOM_NAMESPACES)
    )
    ids = [element.text for element in feed.iterfind(".//a:id", ATOM_NAMESPACES)]
    assert len(ids) == len({*ids})
    return feed


def entry_texts(feed: etree._Element, element: str) -> list[str]:
    """The text of this element in every entry."""
    return [entry.findtext(f"a:{element}", "", ATOM_NAMESPACES) for entry in feed.iterfind("a:entry", ATOM_NAMESPACES)]


def entry_titles(address: str) -> list[str]:
    return entry_texts(read_feed(address), "title")


def links_by_rel(element: etree._Element) -> dict[str, str]:
    return {link.get("rel"): link.get("href") for link in element.iterfind("a:link", ATOM_NAMESPACES)}
