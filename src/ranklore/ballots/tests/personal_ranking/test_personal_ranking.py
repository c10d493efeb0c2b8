"""A personal ranking is made item by item, and every change is saved."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ranklore.ballots.actions.personal_ranking import publish_ranking, save_ranking, unpublish_ranking
from ranklore.ballots.actions.votes import Kind, cast_vote
from ranklore.ballots.models import Vote
from ranklore.ballots.queries import personal_ranking as orders
from ranklore.ballots.queries.personal_ranking import personal_ranking_of
from ranklore.ballots.tests.factories import vote_for
from ranklore.ballots.tests.personal_ranking.ranking_page import notices_at, post_change, rank_items, ranked_names
from ranklore.lists.actions.items import remove_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.text.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, ben):
    return client_of(ben)


def test_a_guest_adds_items_and_puts_them_in_order(songs, here, ben, client):
    assert "You added Bells to your ranking. It is 1st of 1." in post_change(client, ben, songs, "add", here["Bells"])
    post_change(client, ben, songs, "add", here["Echo"])
    post_change(client, ben, songs, "add", here["Dust"])
    assert "Dust is now 1st of 3." in post_change(client, ben, songs, "move", here["Dust"], to="1")
    assert ranked_names(ben, songs) == ["Dust", "Bells", "Echo"]
    assert "Dust is now 3rd of 3." in post_change(client, ben, songs, "move", here["Dust"], to="999")
    assert "You removed Echo from your ranking." in post_change(client, ben, songs, "remove", here["Echo"])
    assert ranked_names(ben, songs) == ["Bells", "Dust"]
    assert Vote.objects.filter(kind=Kind.ORDER).count() == 6


def test_a_second_click_changes_nothing(songs, here, ben, client):
    rank_items(ben, songs, here, ["Bells", "Dust", "Echo"])
    old = personal_ranking_of(ben, songs.pk).version
    for _ in range(2):
        assert "Echo is now 2nd of 3." in post_change(client, ben, songs, "move", here["Echo"], to="2", made_from=old)
    assert ranked_names(ben, songs) == ["Bells", "Echo", "Dust"]
    old = personal_ranking_of(ben, songs.pk).version
    for _ in range(2):
        assert "undone" in post_change(client, ben, songs, "undo", made_from=old)
    assert ranked_names(ben, songs) == ["Bells", "Dust", "Echo"]


@pytest.mark.parametrize(("what", "more"), [("move", {"to": "1"}), ("remove", {}), ("undo", {}), ("add-picks", {})])
def test_a_page_that_is_too_old_changes_nothing_and_says_so(songs, here, ben, client, what, more):
    rank_items(ben, songs, here, ["Bells"])
    rank_items(ben, songs, here, ["Bells", "Dust"])
    old = personal_ranking_of(ben, songs.pk).version
    vote_for(ben, here["Cold"])
    rank_items(ben, songs, here, ["Bells", "Dust", "Echo"])
    page = post_change(client, ben, songs, what, here["Dust"], made_from=old, **more)
    assert "Your ranking has changed since you loaded the page" in page
    assert ranked_names(ben, songs) == ["Bells", "Dust", "Echo"]


def test_changes_are_undone_one_after_the_other(songs, here, ben, client):
    for names in (["Bells"], ["Bells", "Dust"], ["Dust", "Bells"], ["Dust"]):
        rank_items(ben, songs, here, names)
    for names in (["Dust", "Bells"], ["Bells", "Dust"], ["Bells"], []):
        post_change(client, ben, songs, "undo")
        assert ranked_names(ben, songs) == names
    assert "no change to undo" in post_change(client, ben, songs, "undo")
    assert 'id="ranking-undo"' not in notices_at(client, f"/l/{songs.slug}/mine")


def test_only_the_last_changes_can_be_undone(songs, here, ben, monkeypatch):
    monkeypatch.setattr(orders, "UNDO_MAX", 2)
    for names in (["Bells"], ["Bells", "Dust"], ["Dust", "Bells"], ["Dust"]):
        rank_items(ben, songs, here, names)
    assert personal_ranking_of(ben, songs.pk).before == (here["Dust"].pk, here["Bells"].pk)


@pytest.mark.parametrize(
    ("what", "form"),
    [
        ("move", {"to": "0"}),
        ("move", {"to": "x"}),
        ("move", {"to": "-1"}),
        ("move", {"to": "1.5"}),
        ("move", {"to": ""}),
        ("move", {"to": "9" * 50}),
        ("move", {"to": "1" * 500}),
        ("move", {"to": "1", "item": "x"}),
        ("move", {"to": "1", "item": "9" * 18}),
        ("move", {"to": "1", "item": "9" * 30}),
        ("move", {"to": "1", "item": ""}),
        ("move", {"to": "1", "item": "Alone"}),
        ("add", {"item": ""}),
        ("add", {"item": "0"}),
        ("add", {"item": "Bells", "back": "//elsewhere.example"}),
        ("remove", {"item": "9" * 18}),
        ("remove", {"made_from": "-1"}),
        ("undo", {"made_from": "x"}),
        ("dont-know", {}),
        ("know", {"item": "9" * 18}),
    ],
)
def test_a_forged_or_broken_form_changes_nothing(songs, here, ben, client, what, form):
    rank_items(ben, songs, here, ["Bells", "Dust"])
    form = {"made_from": personal_ranking_of(ben, songs.pk).version, "item": here["Dust"].pk, **form}
    form["item"] = here[form["item"]].pk if form["item"] in here else form["item"]
    response = client.post(f"/l/{songs.slug}/mine/{what}", form)
    assert response.status_code == 303
    assert re.search("notice-error.*othing was changed", notices_at(client, response.url), re.DOTALL)
    assert Vote.objects.count() == 1


def test_an_item_of_another_list_is_refused(songs, ben, client):
    other = create_list(title="Other", items=[NewItem("Alien")])
    assert "not on this list" in post_change(client, ben, songs, "add", other.items.get())
    assert not Vote.objects.exists()


def test_a_version_of_another_voter_does_not_change_their_ranking(songs, here, ben, cy, client):
    rank_items(ben, songs, here, ["Bells"])
    rank_items(cy, songs, here, ["Dust", "Echo"])
    post_change(client, ben, songs, "move", here["Dust"], to="1", made_from=personal_ranking_of(cy, songs.pk).version)
    assert (ranked_names(ben, songs), ranked_names(cy, songs)) == (["Bells"], ["Dust", "Echo"])


def test_a_removed_item_is_struck_out_and_keeps_its_place(songs, here, ben, client):
    rank_items(ben, songs, here, ["Alone", "Bells", "Cold"])
    remove_item(here["Bells"])
    page = notices_at(client, f"/l/{songs.slug}/mine")
    assert "<s><bdi>Bells</bdi></s>" in page and "was taken off the list" in page
    assert "Cold is now 1st of 2." in post_change(client, ben, songs, "move", here["Cold"], to="1")
    assert ranked_names(ben, songs) == ["Cold", "Alone", "Bells"]
    assert "taken off this list" in post_change(client, ben, songs, "move", here["Bells"], to="1")
    post_change(client, ben, songs, "remove", here["Bells"])
    assert ranked_names(ben, songs) == ["Cold", "Alone"]
    post_change(client, ben, songs, "undo")
    assert ranked_names(ben, songs) == ["Cold", "Alone"]


def test_htmx_gets_the_parts_that_changed(songs, here, ben, client):
    rank_items(ben, songs, here, ["Bells"])
    for target, there, missing in (
        ("ranking", "ranking-body", "ranking-q"),
        ("addable-items", "addable-items", "ranking-body"),
    ):
        headers = {"HX-Request": "true", "HX-Target": target}
        response = client.get(f"/l/{songs.slug}/mine", headers=headers)
        page = response.content.decode()
        assert f'id="{there}"' in page and f'id="{missing}"' not in page and "<html" not in page
        assert "HX-Target" in response.headers["Vary"]


def test_the_page_of_a_first_guest_has_no_ranking(songs, client_of):
    from django.test import Client

    client = Client()
    page = client.get(f"/l/{songs.slug}/mine").content.decode()
    assert "Make a top ten, or rank as many items as you like." in page
    client.post(f"/l/{songs.slug}/mine/add", {"item": songs.items.first().pk, "made_from": "0"})
    assert Vote.objects.get().kind == Kind.ORDER


@pytest.mark.parametrize(
    "what", ["add", "add-picks", "move", "remove", "undo", "know", "dont-know", "private", "publish"]
)
def test_a_visit_changes_nothing(songs, client, what):
    assert client.get(f"/l/{songs.slug}/mine/{what}").status_code == 405
    assert client.post(f"/l/nowhere/mine/{what}").status_code == 404


def test_the_pages_take_as_many_queries_for_a_long_list_as_for_a_short_one(songs, ben, client, client_of, cy):
    def asked(address):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    counts = []
    client.get(f"/l/{songs.slug}/mine?q=item")  # from now on the searches are counted
    for items in (10, 40):
        ranked_list = create_list(title=f"List {items}", items=[NewItem(f"Item {n}") for n in range(items)])
        here = list(ranked_list.items.all())
        save_ranking(voter=ben, ranked_list=ranked_list, item_ids=[item.pk for item in here[: items // 2]])
        for item in here[items // 2 :: 2]:
            cast_vote(voter=ben, item=item, kind=Kind.DONT_KNOW)
        for item in here[items // 2 + 1 :: 2]:
            vote_for(ben, item)
        shown = publish_ranking(voter=ben, ranked_list=ranked_list)
        page, by = f"/l/{ranked_list.slug}/mine", f"/l/{ranked_list.slug}/by/{shown.key}"
        counts.append([asked(each) for each in (page, f"{page}?q=item", by, f"{by}.png")])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 14


def test_the_action_itself_refuses_outdated_and_foreign_items(songs, here, ben):
    rank_items(ben, songs, here, ["Dust"])
    with pytest.raises(Refused, match="has changed since you loaded the page"):
        save_ranking(voter=ben, ranked_list=songs, item_ids=[here["Bells"].pk], made_from=0)
    remove_item(here["Cold"])
    with pytest.raises(Refused, match="no longer on this list"):
        save_ranking(voter=ben, ranked_list=songs, item_ids=[here["Dust"].pk, here["Cold"].pk])
    unpublish_ranking(voter=ben, ranked_list=songs)
    assert ranked_names(ben, songs) == ["Dust"]
