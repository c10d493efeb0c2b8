"""The page of the search, its suggestions, and what an enemy types."""

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


ENEMY = [
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


@pytest.mark.parametrize("typed", ENEMY)
def test_whatever_is_typed_there_is_an_answer(songs, ben, client, typed):
    make_comment(ben, CommentTarget(songs), "It aches.")
    for asked in ({"q": typed}, {"q": typed, "in": "comments", "page": "-1"}, {"q": typed, "in": typed, "page": typed}):
        assert "<h1" in page(client, **asked)
    answer = client.get("/search/suggestions", {"q": typed})
    assert answer.status_code == 200 and "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("raw", ["q=%ED%A0%80", "q=%F0%9F", "q=%FF%FE", "q=%00", "q[]=1", "q=a&q=b", "%zz", "q"])
def test_odd_bytes_get_an_answer(songs, client, raw):
    for path in ("/search", "/search/suggestions"):
        assert client.get(path, QUERY_STRING=raw).status_code == 200


def test_without_words_the_page_says_what_can_be_found(client):
    assert "items by any of their names" in page(client)


def test_what_was_found_is_in_groups_with_the_words_marked(songs, ben, client):
    make_comment(ben, CommentTarget(songs), "Bells ring.")
    shown = page(client, q="bells")
    assert "<mark>Bells</mark></bdi></a></h3>" in shown and "<mark>Bells</mark> ring." in shown
    assert shown.index('id="found-items"') < shown.index('id="found-comments"')
    assert 'value="bells"' in shown


def test_tags_and_categories_are_found_by_their_start_and_by_a_word(songs, client):
    file_list(songs, category="music", tags=["Vocaloid", "Sad songs", "Sadness", "C++"])
    found = {"voca": ["Vocaloid"], "SAD": ["Sad songs", "Sadness"], "old c++ vocaloid": ["C++", "Vocaloid"]}
    for typed, names in found.items():
        shown = page(client, q=typed)
        assert sorted(re.findall(r'href="/tag/[^"]+"><bdi>(.+?)</bdi> <span>1<', shown)) == names
    shown = page(client, q="musi")
    assert '<a class="tag" href="/category/music">Music' in shown and "Nothing else found for" in shown
    for other in ({"q": "voca", "in": "lists"}, {"q": "%"}, {"q": "_oca"}):
        assert 'class="tags"' not in page(client, **other)


def test_where_nothing_is_found_the_list_can_be_made(songs, client):
    shown = page(client, q="悪ノ召使 & more")
    assert "Nothing found for" in shown and "aku no meshitsukai" in shown
    address = shown.split('<a class="button" href="')[1].split('"')[0]
    assert 'value="悪ノ召使 &amp; more"' in client.get(address.replace("&amp;", "&")).content.decode()


def test_a_title_that_is_given_along_is_cut_to_size(client):
    assert client.get("/new", {"title": "x" * 5_000}).status_code == 200
    assert b"\x00" not in client.get("/new", {"title": "Best\x00 soups"}).content


def test_there_are_pages_of_one_kind(ada, client):
    create_list(title="L", items=[NewItem(f"Snow & {n}") for n in range(45)], voter=ada)
    shown = page(client, q="snow &")
    assert 'href="/search?q=snow%20%26&amp;in=items">All 45 items' in shown
    second = page(client, q="snow &", **{"in": "items", "page": "2"})
    assert "21–40 of 45" in second and "?q=snow%20%26&amp;in=items&amp;page=3" in second
    assert "Nothing found" in page(client, q="snow", **{"in": "people"})


def test_a_slip_is_told(songs, client):
    assert "Nothing is spelled like this. Shown for “<bdi>bells</bdi>” instead." in page(client, q="belsl")


def test_too_long_a_query_is_told(songs, client):
    assert "The first of them were looked for" in page(client, q="bells " * 100)


def test_a_comment_that_its_reader_folds_away_is_shut(songs, ben, client_of):
    set_comment_notes(voter=ben, comment=make_comment(ben, CommentTarget(songs), "He died."), notes=["death"])
    assert '<details class="hidden-words">' not in page(client_of(ben), q="died")
    set_folded_notes(voter=ben, notes=["death"])
    assert '<details class="hidden-words">' in page(client_of(ben), q="died")


def test_what_takes_too_long_is_a_sentence(songs, client, monkeypatch):
    def slow(*_):
        raise SearchTimeout

    monkeypatch.setattr(views, "find_results", slow)
    monkeypatch.setattr(views, "get_suggestions", slow)
    assert views.TOO_SLOW_MESSAGE in page(client, q="bells")
    assert client.get("/search/suggestions", {"q": "bells"}).status_code == 200


def test_suggestions_are_options_that_lead_somewhere(songs, client):
    answer = client.get("/search/suggestions", {"q": "be"})
    shown = answer.content.decode()
    item = songs.items.get(name="Bells")
    assert f'href="{item.get_absolute_url()}"' in shown and 'role="option"' in shown
    assert 'href="/search?q=be"' in shown and answer["Cache-Control"] == "private, max-age=60"
    assert "option" in client.get("/search/suggestions").content.decode()


def test_who_searches_too_often_is_asked_to_wait_and_typing_is_counted_apart(songs, client, settings):
    settings.LIMITS = parse_rate_limits("search=2/m,suggestions=3/m,address=1")
    for _ in range(2):
        page(client, q="bells")
    assert client.get("/search", {"q": "bells"}).status_code == 429
    assert client.get("/search").status_code == 200
    for _ in range(3):
        assert client.get("/search/suggestions", {"q": "bells"}).status_code == 200
    assert client.get("/search/suggestions", {"q": "bells"}).status_code == 429


def test_every_page_has_the_field_and_the_search_has_one_only(songs, client):
    assert client.get("/").content.decode().count('role="search"') == 1
    assert page(client, q="bells").count('role="search"') == 1


def test_a_browser_can_keep_the_search(client):
    answer = client.get("/opensearch.xml")
    url = ElementTree.fromstring(answer.content).find("{http://a9.com/-/spec/opensearch/1.1/}Url")
    assert answer["Content-Type"].startswith("application/opensearchdescription+xml")
    assert url.get("template") == "http://testserver/search?q={searchTerms}"
