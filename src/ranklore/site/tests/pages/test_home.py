"""The home page: its sections, who sees them, and how many queries they take."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ranklore.ballots.actions.personal_ranking import save_ranking
from ranklore.ballots.actions.trust import set_trust
from ranklore.ballots.actions.votes import cast_vote
from ranklore.ballots.models import Standing
from ranklore.ballots.tests.factories import crowd_for
from ranklore.discussion.tests.make import make_comment
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.lists.models import ListActivity, RankedList
from ranklore.lists.trending import NEVER_ACTIVE
from ranklore.people.models import Voter
from ranklore.site.actions.demo_list import make_demo_list

pytestmark = pytest.mark.django_db

ITEMS = [NewItem(f"Item {n}") for n in range(12)]


def list_of(title, voters=0, items=ITEMS):
    made = create_list(title=title, items=items)
    if voters:
        crowd_for(made.items.order_by("start_place").first(), voters)
    return made


def home(client=None):
    return (client or Client()).get("/").context["home"]


def titles(cards):
    return [card.title for card in cards]


def test_an_empty_site_invites_to_make_the_first_list(client):
    page = client.get("/").content.decode()
    assert "There are no lists here yet" in page and "Trending today" not in page and "/random" not in page


def test_a_single_list_is_shown_once(client):
    songs = list_of("Songs", voters=6, items=[NewItem("One"), NewItem("Two")])
    crowd_for(songs.items.last(), 6)
    page = client.get("/").content.decode()
    assert page.count("<bdi>Songs</bdi>") == 1
    assert "One vote could change" not in page and "New lists" not in page and "/random" not in page


def test_lists_without_votes_are_shown_by_age(client):
    for title in ("First", "Second"):
        list_of(title)
    page = client.get("/")
    assert titles(page.context["home"].latest) == ["Second", "First"]
    assert "Trending today" not in page.content.decode() and "All 2 lists" in page.content.decode()


def test_empty_lists_come_last():
    voted = make_demo_list().ranked_list
    list_of("Filled", items=[NewItem("One")])
    list_of("Empty", items=[])
    assert titles(home().latest) == [voted.title, "Filled", "Empty"]


def test_the_demo_list_is_not_trending_until_somebody_votes():
    demo = make_demo_list().ranked_list
    assert home().trending == () and titles(home().latest) == [demo.title]
    cast_vote(voter=Voter.objects.create(), item=demo.items.first())
    assert titles(home().trending) == [demo.title]


def test_the_most_trending_list_comes_first_whatever_its_size():
    large, small = list_of("Large", voters=9), list_of("Small", voters=3)
    ListActivity.objects.filter(list=large).update(trending_at=timezone.now() - timedelta(days=3))
    assert titles(home().trending) == ["Small", "Large"] and home().cover.title == small.title
    ListActivity.objects.filter(list=large).update(trending_at=timezone.now() - timedelta(days=5))
    assert titles(home().trending) == ["Small"]


def test_voters_who_are_set_aside_make_no_list_trending():
    made, bad = list_of("Made"), Voter.objects.create()
    cast_vote(voter=bad, item=made.items.first())
    make_comment(bad, made.items.first())
    set_trust(voter=bad, trust=0)
    assert home().trending == ()


def test_a_new_list_with_few_items_or_voters_is_under_new_lists():
    list_of("Few", items=ITEMS[:2])
    list_of("Full")
    busy, old = list_of("Busy"), list_of("Old")
    ListActivity.objects.filter(list=busy).update(voters=50)
    list_of("Lively", voters=2)
    RankedList.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=99))
    assert titles(home().new_lists) == ["Full", "Few"]
    assert 'href="/l/few#add"' in Client().get("/").content.decode()


def test_no_list_is_in_two_sections():
    for n in range(9):
        list_of(f"List {n}", voters=1 if n % 2 else 0, items=ITEMS[:2])
    shown = home()
    cards = [card.id for card in (*shown.trending, *shown.latest, *shown.new_lists)]
    assert len(cards) == len(set(cards)) and shown.trending and shown.new_lists


def test_a_close_call_links_to_its_matchup(client):
    close = list_of("Close", items=ITEMS[:4])
    for item in close.items.all()[:2]:
        crowd_for(item, 5)
    list_of("Other")
    Standing.objects.filter(list=close).update(votes_to_flip=9)
    Standing.objects.filter(list=close, rank=1).update(votes_to_flip=1)
    call = home().close[0]
    page = client.get("/").content.decode()
    address = f"/l/close/compare?of={call.close.of}"
    assert "One vote could change these" in page and f'href="{address}"' in page
    pair = client.get(address).context["matchup"]
    assert {pair.first.item_id, pair.second.item_id} == {call.close.above_id, call.close.below_id}


def test_close_calls_for_the_first_rank_come_first():
    second, first = list_of("Second", items=ITEMS[:5], voters=4), list_of("First", items=ITEMS[:5], voters=4)
    for each, rank in ((first, 1), (second, 2)):
        for item in each.items.all()[:3]:
            crowd_for(item, 4)
        Standing.objects.filter(list=each).update(votes_to_flip=9)
        Standing.objects.filter(list=each, rank=rank).update(votes_to_flip=0)
    assert [call.title for call in home().close] == ["First", "Second"]


def test_only_the_voter_sees_their_unfinished_ranking(songs, ben, client_of):
    save_ranking(voter=ben, ranked_list=songs, item_ids=[songs.items.first().pk])
    mine = client_of(ben).get("/").content.decode()
    assert "Continue your ranking" in mine and 'href="/l/saddest-songs/mine"' in mine
    for stranger in (Client(), client_of(Voter.objects.create())):
        assert "Continue your ranking" not in stranger.get("/").content.decode()


def test_categories_and_tags_are_shown_with_their_number_of_lists(client):
    create_list(title="One", category="books", tags=["Novels"])
    create_list(title="Two", category="books", tags=["novels", "<b>bold</b>"])
    page = client.get("/")
    assert [(each.label, each.lists) for each in page.context["home"].shelves] == [("Books", 2)]
    assert [(each.name, each.lists) for each in page.context["home"].tags] == [("Novels", 2), ("<b>bold</b>", 1)]
    assert "<b>bold" not in page.content.decode()


def some_lists(count):
    for n in range(count):
        made = create_list(
            title=f"List {n}",
            items=ITEMS[: 2 + n % 3],
            category=("books", "music")[n % 2],
            tags=[f"tag {n % 9}", "all"],
        )
        if n % 3:
            crowd_for(made.items.first(), 1 + n % 4)


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_a_hundred_lists_take_as_many_queries_as_ten(songs, ben, client_of):
    save_ranking(voter=ben, ranked_list=songs, item_ids=[songs.items.first().pk])
    addresses = ("/", "/lists", "/lists?order=voters&category=books&tag=all", "/category/books", "/tag/all", "/tags")
    clients = (Client(), client_of(ben))
    some_lists(10)
    few = [queries_of(client, address) for client in clients for address in addresses]
    some_lists(90)
    many = [queries_of(client, address) for client in clients for address in addresses]
    assert many == few and max(many) <= 17


def test_inactive_lists_are_not_trending_but_still_shown():
    left = list_of("Left", voters=3)
    ListActivity.objects.update(trending_at=timezone.now() - timedelta(days=50))
    assert home().trending == () and titles(home().latest) == [left.title]
    ListActivity.objects.update(trending_at=NEVER_ACTIVE)
    assert titles(home().latest) == [left.title]
