"""Pairs that one vote could change, and the links to them."""

import re

import pytest

from ranklore.ballots.actions.votes import Outcome, answer_matchup
from ranklore.ballots.models import Standing
from ranklore.ballots.queries.compare.close_calls import close_calls
from ranklore.ballots.tests.factories import crowd_for
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.people.models import Voter

pytestmark = pytest.mark.django_db


@pytest.fixture
def close_list(songs):
    """Cold and Dust are level at the top, and Echo is far behind."""
    for name, voters in (("Cold", 6), ("Dust", 6), ("Echo", 3)):
        crowd_for(songs.items.get(name=name), voters)
    Standing.objects.filter(list=songs).update(votes_to_flip=9)
    Standing.objects.filter(list=songs, rank=1).update(votes_to_flip=1)
    return songs


def names_of(close_list):
    close = close_calls([close_list.pk])[close_list.pk]
    return {close.above, close.below}


def test_the_highest_close_pair_is_found(close_list):
    close = close_calls([close_list.pk])[close_list.pk]
    assert close.rank == 1 and names_of(close_list) == {"Cold", "Dust"}
    Standing.objects.filter(list=close_list).update(votes_to_flip=0)
    assert close_calls([close_list.pk])[close_list.pk].rank == 1


def test_clear_and_low_pairs_are_left_out(close_list):
    Standing.objects.filter(list=close_list).update(votes_to_flip=2)
    assert close_calls([close_list.pk]) == {}


def test_the_last_item_is_no_close_call(songs):
    crowd_for(songs.items.get(name="Dust"), 5)
    Standing.objects.filter(list=songs).exclude(item__name="Dust").update(rank=None)
    assert close_calls([songs.pk]) == {}


def test_items_of_different_lists_are_no_close_call(close_list):
    other = create_list(title="Other", items=[NewItem("Alone")])
    crowd_for(other.items.get(), 5)
    assert set(close_calls([close_list.pk, other.pk])) == {close_list.pk}


def test_lists_with_few_voters_have_no_close_calls(songs):
    crowd_for(songs.items.get(name="Cold"), 1)
    crowd_for(songs.items.get(name="Dust"), 1)
    assert close_calls([songs.pk]) == {}


def shown_at(client, close_list, of):
    page = client.get(f"/l/{close_list.slug}/compare", {"of": of}).content.decode()
    return set(re.findall(r"\b(Alone|Bells|Cold|Dust|Echo)\b", page))


def test_a_link_leads_straight_to_the_pair(close_list, ben, client_of):
    close = close_calls([close_list.pk])[close_list.pk]
    client = client_of(ben)
    for _ in range(2):
        assert shown_at(client, close_list, close.of) >= {"Cold", "Dust"}
    page = client.get(f"/l/{close_list.slug}/compare", {"of": close.of}).content.decode()
    token = re.search(r'name="pair" value="([^"]*)"', page)[1]
    client.post(f"/l/{close_list.slug}/compare/reply", {"pair": token, "reply": "first"})
    again = client.get(f"/l/{close_list.slug}/compare", {"of": close.of})
    matchup = again.context["matchup"]
    assert matchup is None or {matchup.first.name, matchup.second.name} != {"Cold", "Dust"}


def test_either_item_can_be_shown_first(close_list, client_of):
    close = close_calls([close_list.pk])[close_list.pk]
    firsts = set()
    for _ in range(24):
        client = client_of(Voter.objects.create())
        firsts.add(client.get(f"/l/{close_list.slug}/compare", {"of": close.of}).context["matchup"].first.name)
    assert firsts == {"Cold", "Dust"}


def test_a_link_cannot_ask_for_a_pair_that_is_not_close(close_list, ben, client_of):
    far = "-".join(str(close_list.items.get(name=name).pk) for name in ("Dust", "Echo"))
    usual = client_of(ben).get(f"/l/{close_list.slug}/compare").context["matchup"]
    for asked in (far, "x", "1-2-3", "\x00", "9" * 400, "-"):
        matchup = client_of(ben).get(f"/l/{close_list.slug}/compare", {"of": asked}).context["matchup"]
        assert (matchup.first, matchup.second) == (usual.first, usual.second)


def test_a_pair_that_was_answered_is_not_asked_again(close_list, ben, client_of):
    close = close_calls([close_list.pk])[close_list.pk]
    cold, dust = (close_list.items.get(name=name) for name in ("Cold", "Dust"))
    answer_matchup(voter=ben, item=cold, other=dust, outcome=Outcome.TIE)
    Standing.objects.filter(list=close_list, rank=1).update(votes_to_flip=1)
    matchup = client_of(ben).get(f"/l/{close_list.slug}/compare", {"of": close.of}).context["matchup"]
    assert matchup is None or {matchup.first.name, matchup.second.name} != {"Cold", "Dust"}
