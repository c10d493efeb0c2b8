"""What can be added to one's own ranking, and what one does not know."""

import re

import pytest

from ranklore.ballots import order as orders
from ranklore.ballots.actions import Kind, cast
from ranklore.ballots.models import Vote
from ranklore.ballots.queries import said_about
from ranklore.ballots.tests.make import vote_for
from ranklore.ballots.tests.own_ranking import mine, post, put, said
from ranklore.lists.actions import NewItem, create_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, ben):
    return client_of(ben)


def test_the_items_voted_for_are_added_in_one_go(songs, here, ben, client):
    for name in ("Echo", "Alone", "Cold"):
        vote_for(ben, here[name])
    cast(voter=ben, item=here["Dust"], kind=Kind.DOWN)
    put(ben, songs, here, ["Cold"])
    assert "Add the 2 you voted for" in client.get(f"/l/{songs.slug}/mine").content.decode()
    assert "Added 2 items you voted for" in post(client, ben, songs, "add-picks")
    assert mine(ben, songs) == ["Cold", "Echo", "Alone"]
    assert "nothing to add" in post(client, ben, songs, "add-picks")


def test_a_full_ranking_takes_what_fits(songs, here, ben, client, monkeypatch):
    monkeypatch.setattr(orders, "ORDER_MAX", 2)
    for name in ("Echo", "Alone", "Cold"):
        vote_for(ben, here[name])
    assert "1 more did not fit" in post(client, ben, songs, "add-picks")
    assert mine(ben, songs) == ["Echo", "Alone"]
    monkeypatch.setattr("ranklore.ballots.actions.ORDER_MAX", 2)
    assert "at most 2 items" in post(client, ben, songs, "add", here["Bells"])


def test_an_item_is_added_from_the_list_and_back_there(songs, here, ben, client):
    response = client.post(f"/l/{songs.slug}/mine/add", {"item": here["Dust"].pk, "back": "list"})
    assert response.url == f"/l/{songs.slug}#item-{here['Dust'].pk}"
    assert "Dust is in your ranking, 1st of 1." in said(client, response.url)
    response = client.post(f"/l/{songs.slug}/mine/add", {"item": here["Dust"].pk})
    assert response.url == f"/l/{songs.slug}/mine#mine-{here['Dust'].pk}"
    assert "Dust is in your ranking already, 1st of 1." in said(client, response.url)
    assert Vote.objects.count() == 1


def test_what_one_does_not_know_is_noted_and_taken_back(songs, here, ben, client):
    vote_for(ben, here["Dust"])
    shown = Vote.objects.get().shown
    assert "You don’t know Dust: noted." in post(client, ben, songs, "dont-know", here["Dust"])
    assert said_about(ben, [here["Dust"].pk]) == {here["Dust"].pk: Kind.DONT_KNOW}
    assert 'id="know-' in said(client, f"/l/{songs.slug}/mine")
    for _ in range(2):
        post(client, ben, songs, "know", here["Dust"])
        assert said_about(ben, [here["Dust"].pk]) == {here["Dust"].pk: Kind.PICK}
    assert Vote.objects.last().shown == shown
    post(client, ben, songs, "dont-know", here["Cold"])
    post(client, ben, songs, "know", here["Cold"])
    assert said_about(ben, [here["Cold"].pk]) == {}


def test_who_ranks_an_item_knows_it(songs, here, ben, client):
    post(client, ben, songs, "dont-know", here["Dust"])
    post(client, ben, songs, "add", here["Dust"])
    assert said_about(ben, [here["Dust"].pk]) == {}
    assert "Take it out first" in post(client, ben, songs, "dont-know", here["Dust"])


def test_the_search_finds_words_of_names_and_credits(songs, here, ben, client):
    def found(words):
        page = client.get(f"/l/{songs.slug}/mine", {"q": words}).content.decode()
        return re.findall(r'found-name"><bdi>(.*?)</bdi>', page[page.index('id="found"') :])

    assert found("ECHO mika") == ["Echo"]
    assert found("ｂｅｌｌ") == ["Bells"]
    assert found("l") == ["Alone", "Bells", "Cold"]
    assert found("o") == ["Alone", "Cold", "Echo"]
    assert found("e") == ["Echo", "Alone", "Bells"]
    assert found("zzz") == found("\x00%") == []
    put(ben, songs, here, ["Echo"])
    assert "In your ranking" in client.get(f"/l/{songs.slug}/mine?q=echo").content.decode()
    assert found("") == ["Alone", "Bells", "Cold", "Dust"]


def test_a_long_search_is_cut_and_says_how_much_is_left(ben, client):
    create_list(title="Long", items=[NewItem(f"Item {n}") for n in range(60)])
    page = client.get("/l/long/mine?q=item").content.decode()
    assert page.count('class="found"') == orders.FOUND_MOST
    assert "48 more" in page and "60 items found" in page
