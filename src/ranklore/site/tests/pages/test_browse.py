"""All lists, categories, tags and a random list, with any query string."""

from urllib.parse import quote

import pytest

from ranklore.ballots.tests.factories import crowd_for
from ranklore.lists.actions.filing import file_list
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem

pytestmark = pytest.mark.django_db

NONSENSE = ["", "x", "-1", "0", "9" * 40, "\x00", "\udcff", "٣", "<script>", "a" * 10_000, "' OR 1=1 --", "../.."]


def titles(response):
    return [card.title for card in response.context["cards"]]


@pytest.fixture
def filed():
    """25 books with the tag "old", the fourth of them trending, and a list in the category music."""
    lists = [create_list(title=f"List {n:02}", items=[NewItem("A")], category="books", tags=["old"]) for n in range(25)]
    crowd_for(lists[3].items.get(), 2)
    file_list(lists[4], category="music", tags=["New & <b>bold</b>"])
    return lists


def test_all_lists_are_shown_page_by_page(filed, client):
    first, second = client.get("/lists?order=title"), client.get("/lists?order=title&page=2")
    assert titles(first) + titles(second) == [f"List {n:02}" for n in range(25)]
    assert "?order=title&amp;page=2" in first.content.decode()
    assert titles(client.get("/lists"))[0] == "List 03"


def test_links_to_orders_and_pages_keep_the_filters(filed, client):
    page = client.get("/lists?category=books&tag=old&order=newest").content.decode()
    assert "category=books&amp;tag=old&amp;order=newest&amp;page=2" in page
    assert "category=books&amp;tag=old&amp;order=title" in page
    assert titles(client.get("/lists?category=music")) == ["List 04"]


@pytest.mark.parametrize("name", ["order", "page", "category", "tag"])
@pytest.mark.parametrize("asked", NONSENSE)
def test_nonsense_in_a_query_string_is_ignored(filed, client, name, asked):
    for address in ("/lists", "/category/books", "/tag/old", "/tags", "/"):
        page = client.get(f"{address}?{name}={quote(asked, errors='surrogateescape')}")
        assert page.status_code == 200 and "<script>" not in page.content.decode().split("<main")[1]
        assert b"\x00" not in page.content


def test_an_unknown_filter_is_ignored_with_a_notice(filed, client):
    page = client.get("/lists?category=nothing&tag=nowhere")
    assert page.context["pages"].total == 25
    assert page.content.decode().count("so it was ignored") == 2
    assert "so it was ignored" not in client.get("/lists?category=&tag=").content.decode()


def test_categories_and_tags_have_their_own_pages(filed, client):
    assert client.get("/category/books").context["pages"].total == 24
    page = client.get("/tag/new-b-bold-b")
    assert titles(page) == ["List 04"] and "New &amp; &lt;b&gt;" in page.content.decode()


def test_another_spelling_of_a_tag_redirects_to_it(filed, client):
    answer = client.get("/tag/OLD")
    assert (answer.status_code, answer.url) == (301, "/tag/old")


@pytest.mark.parametrize(
    "address", ["/category/nothing", "/category/%00", "/tag/nothing", "/tag/%00", "/tag/%F0%9F%98%80", "/tag/%ED%A0%80"]
)
def test_an_unknown_category_or_tag_gets_a_helpful_error(client, address):
    page = client.get(address)
    assert page.status_code == 404 and "Look for it in all lists." in page.content.decode()


def test_an_empty_category_invites_to_make_the_first_list(client):
    page = client.get("/category/books")
    assert page.status_code == 200 and "There is no list here yet" in page.content.decode()


def test_all_tags_are_listed_from_a_to_z(filed, client):
    assert [tag.name for tag in client.get("/tags").context["tags"]] == ["New & <b>bold</b>", "old"]


def test_with_several_pages_of_tags_the_most_used_come_first(client):
    for n in range(21):
        create_list(title=f"List {n}", tags=[f"tag {n:02} {m}" for m in range(5)])
    create_list(title="Last", tags=["tag 20 4"])
    first = client.get("/tags")
    assert first.context["pages"].count == 2 and "Most used" in first.content.decode()
    assert first.context["most_used"][0].name == "tag 20 4"
    assert "Most used" not in client.get("/tags?page=2").content.decode()


def test_empty_pages_of_tags_and_lists_say_so(client):
    assert "No list has tags yet" in client.get("/tags").content.decode()
    page = client.get("/lists").content.decode()
    assert "There is no list here yet" in page and "0 lists" not in page and 'href="/lists"' not in page


def test_a_random_list_is_an_uncached_redirect(filed, client):
    answer = client.get("/random")
    assert answer.status_code == 303 and answer.url.startswith("/l/list-")
    assert "no-store" in answer["Cache-Control"]


def test_a_random_list_of_an_empty_site_is_the_home_page(client):
    answer = client.get("/random")
    assert (answer.status_code, answer.url) == (303, "/")
    assert "no lists here yet" in client.get("/").content.decode()
