"""Items that a voter can add to their ranking, and items they do not know."""

import re

import pytest

from ranklore.ballots.actions.votes import Kind, cast_vote
from ranklore.ballots.current_votes import votes_on_items
from ranklore.ballots.models import Vote
from ranklore.ballots.queries.personal_ranking import SEARCH_RESULTS_MAX
from ranklore.ballots.tests.factories import vote_for
from ranklore.ballots.tests.personal_ranking.ranking_page import notices_at, post_change, rank_items, ranked_names
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, ben):
    return client_of(ben)


def test_all_items_the_voter_voted_for_are_added_at_once(songs, here, ben, client):
    for name in ("Echo", "Alone", "Cold"):
        vote_for(ben, here[name])
    cast_vote(voter=ben, item=here["Dust"], kind=Kind.DOWN)
    rank_items(ben, songs, here, ["Cold"])
    assert "Add the 2 items you voted for" in client.get(f"/l/{songs.slug}/mine").content.decode()
    assert "Added 2 items you voted for" in post_change(client, ben, songs, "add-picks")
    assert ranked_names(ben, songs) == ["Cold", "Echo", "Alone"]
    assert "nothing to add" in post_change(client, ben, songs, "add-picks")


def test_a_full_ranking_takes_what_fits(songs, here, ben, client, monkeypatch):
    monkeypatch.setattr("ranklore.ballots.personal_ranking.PERSONAL_RANKING_MAX", 2)
    for name in ("Echo", "Alone", "Cold"):
        vote_for(ben, here[name])
    assert "Your ranking is now full: 1 more item did not fit." in post_change(client, ben, songs, "add-picks")
    assert ranked_names(ben, songs) == ["Echo", "Alone"]
    monkeypatch.setattr("ranklore.ballots.actions.personal_ranking.PERSONAL_RANKING_MAX", 2)
    assert "at most 2 items" in post_change(client, ben, songs, "add", here["Bells"])


def test_an_item_is_added_from_the_list_page(songs, here, ben, client):
    response = client.post(f"/l/{songs.slug}/mine/add", {"item": here["Dust"].pk, "back": "list"})
    assert response.url == f"/l/{songs.slug}#item-{here['Dust'].pk}"
    assert "You added Dust to your ranking. It is 1st of 1." in notices_at(client, response.url)
    response = client.post(f"/l/{songs.slug}/mine/add", {"item": here["Dust"].pk})
    assert response.url == f"/l/{songs.slug}/mine#ranked-item-{here['Dust'].pk}"
    assert "Dust is already in your ranking. It is 1st of 1." in notices_at(client, response.url)
    assert Vote.objects.count() == 1


def test_an_item_is_marked_as_unknown_and_unmarked(songs, here, ben, client):
    vote_for(ben, here["Dust"])
    shown = Vote.objects.get().shown
    assert "You said that you don’t know Dust. It is now under “Don’t know”." in post_change(
        client, ben, songs, "dont-know", here["Dust"]
    )
    assert votes_on_items(ben, [here["Dust"].pk]) == {here["Dust"].pk: Kind.DONT_KNOW}
    assert 'id="know-' in notices_at(client, f"/l/{songs.slug}/mine")
    for _ in range(2):
        post_change(client, ben, songs, "know", here["Dust"])
        assert votes_on_items(ben, [here["Dust"].pk]) == {here["Dust"].pk: Kind.PICK}
    assert Vote.objects.last().shown == shown
    post_change(client, ben, songs, "dont-know", here["Cold"])
    post_change(client, ben, songs, "know", here["Cold"])
    assert votes_on_items(ben, [here["Cold"].pk]) == {}


def test_ranking_an_item_says_that_the_voter_knows_it(songs, here, ben, client):
    post_change(client, ben, songs, "dont-know", here["Dust"])
    post_change(client, ben, songs, "add", here["Dust"])
    assert votes_on_items(ben, [here["Dust"].pk]) == {}
    assert "Dust is in your ranking. Remove it first." in post_change(client, ben, songs, "dont-know", here["Dust"])


def test_the_search_finds_words_of_names_and_credits(songs, here, ben, client):
    def found(words):
        page = client.get(f"/l/{songs.slug}/mine", {"q": words}).content.decode()
        return re.findall(r'addable-name"><bdi>(.*?)</bdi>', page[page.index('id="addable-items"') :])

    assert found("ECHO mika") == ["Echo"]
    assert found("ｂｅｌｌ") == ["Bells"]
    assert found("l") == ["Alone", "Bells", "Cold"]
    assert found("o") == ["Alone", "Cold", "Echo"]
    assert found("e") == ["Echo", "Alone", "Bells"]
    assert found("zzz") == found("\x00%") == []
    rank_items(ben, songs, here, ["Echo"])
    assert "In your ranking" in client.get(f"/l/{songs.slug}/mine?q=echo").content.decode()
    assert found("") == ["Alone", "Bells", "Cold", "Dust"]


def test_a_long_search_is_cut_and_says_how_much_is_left(ben, client):
    create_list(title="Long", items=[NewItem(f"Item {n}") for n in range(60)])
    page = client.get("/l/long/mine?q=item").content.decode()
    assert page.count('class="addable"') == SEARCH_RESULTS_MAX
    assert "48 more items found" in page and "60 items found" in page
