"""The search page, its suggestions, and hostile queries."""

import re
from xml.etree import ElementTree

import pytest

from ranklore.core.rate_limit.policy import parse_rate_limits
from ranklore.discussion.actions.content_notes import set_comment_notes
from ranklore.discussion.targets import CommentTarget
from ranklore.discussion.tests.make import make_comment
from ranklore.lists.actions.content_notes import set_folded_notes
from ranklore.lists.actions.filing import file_list
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.search import views
from ranklore.search.index.time_limit import SearchTimeout

pytestmark = pytest.mark.django_db


def page(client, **asked):
    response = client.get("/search", asked)
    assert response.status_code == 200
    return response.content.decode()


HOSTILE_QUERIES = [
    '"',
    "'",
    '"unbalanced',
    "a AND",
    "OR OR OR",
    "NOT dust",
    "NEAR(dust bells, 5)",
    "words:dust",
    "dust*",
    "*",
    "^dust",
    "(((",
    "a & b | !c",
    "':*",
    "\\",
    "%",
    "_",
    "'; DROP TABLE lists_item; --",
    '" UNION SELECT email FROM people_account --',
    "\x00",
    "dust\x00bells",
    "a" * 10_000,
    "悪" * 10_000,
    "a b " * 2_500,
    "\u202edust",
    "Z\u0335\u0321\u0353algo" * 500,
    "\ue000dust",
    "\ue002",
    "{{ dust }}",
    "<script>alert(1)</script>",
    "😀",
    "\ufffe\uffff",
    "ﷺ" * 100,
    "٣٤٥",
    "1e999",
    "-1",
]


@pytest.mark.parametrize("typed", HOSTILE_QUERIES)
def test_hostile_queries_get_an_answer(songs, ben, client, typed):
    make_comment(ben, CommentTarget(songs), "It aches.")
    for asked in ({"q": typed}, {"q": typed, "in": "comments", "page": "-1"}, {"q": typed, "in": typed, "page": typed}):
        assert "<h1" in page(client, **asked)
    answer = client.get("/search/suggestions", {"q": typed})
    assert answer.status_code == 200 and "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("raw", ["q=%ED%A0%80", "q=%F0%9F", "q=%FF%FE", "q=%00", "q[]=1", "q=a&q=b", "%zz", "q"])
def test_odd_bytes_get_an_answer(songs, client, raw):
    for path in ("/search", "/search/suggestions"):
        assert client.get(path, QUERY_STRING=raw).status_code == 200


def test_without_a_query_the_page_says_what_can_be_found(client):
    assert "You can find an item by any of its names." in page(client)


def test_results_are_grouped_and_highlighted(songs, ben, client):
    make_comment(ben, CommentTarget(songs), "Bells ring.")
    shown = page(client, q="bells")
    assert "<mark>Bells</mark></bdi></a></h3>" in shown and "<mark>Bells</mark> ring." in shown
    assert shown.index('id="found-items"') < shown.index('id="found-comments"')
    assert 'value="bells"' in shown


def test_tags_and_categories_are_found_by_prefix_and_by_word(songs, client):
    file_list(songs, category="music", tags=["Vocaloid", "Sad songs", "Sadness", "C++"])
    found = {"voca": ["Vocaloid"], "SAD": ["Sad songs", "Sadness"], "old c++ vocaloid": ["C++", "Vocaloid"]}
    for typed, names in found.items():
        shown = page(client, q=typed)
        assert sorted(re.findall(r'href="/tag/[^"]+"><bdi>(.+?)</bdi> <span>1<', shown)) == names
    shown = page(client, q="musi")
    assert '<a class="tag" href="/category/music">Music' in shown and "Nothing else found for" in shown
    for other in ({"q": "voca", "in": "lists"}, {"q": "%"}, {"q": "_oca"}):
        assert 'class="tags"' not in page(client, **other)


def test_without_results_the_page_offers_to_make_the_list(songs, client):
    shown = page(client, q="悪ノ召使 & more")
    assert "Nothing found for" in shown and "aku no meshitsukai" in shown
    address = shown.split('<a class="button" href="')[1].split('"')[0]
    assert 'value="悪ノ召使 &amp; more"' in client.get(address.replace("&amp;", "&")).content.decode()


def test_a_long_title_in_the_address_is_cut(client):
    assert client.get("/new", {"title": "x" * 5_000}).status_code == 200
    assert b"\x00" not in client.get("/new", {"title": "Best\x00 soups"}).content


def test_one_kind_has_pages(ada, client):
    create_list(title="L", items=[NewItem(f"Snow & {n}") for n in range(45)], voter=ada)
    shown = page(client, q="snow &")
    assert 'href="/search?q=snow%20%26&amp;in=items">All 45 items' in shown
    second = page(client, q="snow &", **{"in": "items", "page": "2"})
    assert "21–40 of 45" in second and "?q=snow%20%26&amp;in=items&amp;page=3" in second
    assert "Nothing found" in page(client, q="snow", **{"in": "people"})


def test_a_corrected_spelling_is_shown(songs, client):
    assert "Nothing found with that spelling. These are the results for “<bdi>bells</bdi>”." in page(client, q="belsl")


def test_a_query_that_is_too_long_is_reported(songs, client):
    assert "Your search is too long, so only the first words were used." in page(client, q="bells " * 100)


def test_a_comment_that_its_reader_collapses_is_collapsed(songs, ben, client_of):
    set_comment_notes(voter=ben, comment=make_comment(ben, CommentTarget(songs), "He died."), notes=["death"])
    assert '<details class="hidden-words">' not in page(client_of(ben), q="died")
    set_folded_notes(voter=ben, notes=["death"])
    assert '<details class="hidden-words">' in page(client_of(ben), q="died")


def test_a_slow_search_shows_an_error(songs, client, monkeypatch):
    def slow(*_):
        raise SearchTimeout

    monkeypatch.setattr(views, "find_results", slow)
    monkeypatch.setattr(views, "get_suggestions", slow)
    assert "This search took too long. Use fewer words, or less common ones." in page(client, q="bells")
    assert client.get("/search/suggestions", {"q": "bells"}).status_code == 200


def test_suggestions_are_options_with_links(songs, client):
    answer = client.get("/search/suggestions", {"q": "be"})
    shown = answer.content.decode()
    item = songs.items.get(name="Bells")
    assert f'href="{item.get_absolute_url()}"' in shown and 'role="option"' in shown
    assert 'href="/search?q=be"' in shown and answer["Cache-Control"] == "private, max-age=60"
    assert "option" in client.get("/search/suggestions").content.decode()


def test_searches_and_suggestions_have_separate_rate_limits(songs, client, settings):
    settings.LIMITS = parse_rate_limits("search=2/m,suggestions=3/m,address=1")
    for _ in range(2):
        page(client, q="bells")
    assert client.get("/search", {"q": "bells"}).status_code == 429
    assert client.get("/search").status_code == 200
    for _ in range(3):
        assert client.get("/search/suggestions", {"q": "bells"}).status_code == 200
    assert client.get("/search/suggestions", {"q": "bells"}).status_code == 429


def test_every_page_has_exactly_one_search_field(songs, client):
    assert client.get("/").content.decode().count('role="search"') == 1
    assert page(client, q="bells").count('role="search"') == 1


def test_a_browser_can_add_the_search(client):
    answer = client.get("/opensearch.xml")
    url = ElementTree.fromstring(answer.content).find("{http://a9.com/-/spec/opensearch/1.1/}Url")
    assert answer["Content-Type"].startswith("application/opensearchdescription+xml")
    assert url.get("template") == "http://testserver/search?q={searchTerms}"
