"""Item names in comments become links."""

import re

import pytest

from ranklore.discussion.mentions.name_index import ItemNames, NameIndex
from ranklore.discussion.rendering.html import render_text
from ranklore.discussion.rendering.mention_links import ItemLink, find_visible_mentions, link_mentions

NAMES = NameIndex([ItemNames(1, "Rolling Girl"), ItemNames(2, '<b>"Bad" & co</b>'), ItemNames(3, "Dust")])
LINKS = {number: ItemLink(f'/l/"x"/i/{number}', number) for number in (1, 2, 3)}


def render(text, about=None, opening=10_000):
    words = render_text(text, opening, find_visible_mentions(text, NAMES))
    return link_mentions(words.opening, LINKS, about), link_mentions(words.rest, LINKS, about)


def linked_names(html):
    return re.findall(r'<a class="mention" href="/l/&quot;x&quot;/i/\d">([^<]*)</a>', html)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I love Rolling Girl.", ["Rolling Girl"]),
        ("I love **Rolling Girl**.", ["Rolling Girl"]),
        ("`Rolling Girl` [Rolling Girl](https://example.org) https://example.org/Rolling Girl", []),
        ("||I love Rolling Girl|| and Rolling ||Girl||", ["Rolling Girl"]),
        ("I love Rolling *Girl*", []),
        ("||\nI love Rolling Girl.\n\nDust is sadder than Rolling Girl.\n||", ["Rolling Girl", "Dust", "Rolling Girl"]),
        ('I love <b>"Bad" & co</b>, a lot.', ['b&gt;"Bad" &amp; co&lt;/b']),
        ('<span class="mention-1">x</span>', []),
        ('*a* <span class="mention-1">x</span>', []),
    ],
)
def test_names_become_links_and_everything_else_stays_escaped(text, found):
    html = render(text)[0]
    assert linked_names(html) == found
    assert "<b>" not in html and html.count("<a ") == len(found) + html.count("nofollow")


@pytest.mark.parametrize(("name", "end"), [("Rolling Girl's", "'s"), ('"Rolling Girl"', '"')])
def test_the_rank_goes_after_a_possessive_or_a_quotation_mark(name, end):
    html = render(f"I love {name} ending")[0]
    assert f'</a>{end}&nbsp;<span class="mention-place">1st</span> ending' in html


@pytest.mark.parametrize("mark", ["", "*so* "])
def test_a_name_after_the_split_is_a_link_too(mark):
    head, rest = render(f"{mark}Rolling Girl is it. " + "word " * 80 + "I love Rolling Girl. " * 20, opening=200)
    assert len(linked_names(head)) == 1 and len(linked_names(rest)) == 20
    assert "mention-1" not in head + rest


def test_the_item_a_comment_is_about_is_no_link():
    assert linked_names(render("I love Rolling Girl.", about=1)[0]) == []
