"""How much a ballot counts: the share of its network, the experience of the voter, and how many items it is about."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ranklore.ballots.actions.account_merge import merge_ballots
from ranklore.ballots.actions.vote_weights import delete_old_network_counts
from ranklore.ballots.actions.votes import cast_vote
from ranklore.ballots.ballot import PICK, Ballot
from ranklore.ballots.ballot_weight import breadth_weight, experience_weight, network_share
from ranklore.ballots.models import Board, NetworkBallots, Standing, Vote
from ranklore.ballots.recount.evidence import evidence_of_ballot, indexed_ballot
from ranklore.ballots.recount.rebuild import rebuild_list
from ranklore.ballots.recount.verify import find_differences
from ranklore.ballots.tests.factories import standings, vote_form_of
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.people.models import Voter
from ranklore.ranking import evidence_of

pytestmark = pytest.mark.django_db


def guest(network: str, *, days: float = 0) -> Voter:
    voter = Voter.objects.create()
    Voter.objects.filter(pk=voter.pk).update(created_at=timezone.now() - timedelta(days=days))
    voter.network = network
    return voter


def vote(voter: Voter, item) -> Vote:
    cast_vote(voter=voter, item=item, shown=list(item.list.items.values_list("pk", flat=True)))
    return Vote.objects.latest("pk")


def test_the_shares_of_a_network_add_up_to_its_square_root():
    assert sum(network_share(n) for n in range(1, 101)) == pytest.approx(10)
    assert network_share(1) == 1


@pytest.mark.parametrize(
    ("days", "lists", "weight"), [(0, 0, 0.75), (3.5, 0, 0.875), (0, 2, 0.875), (7, 0, 1), (0, 4, 1), (99, 99, 1)]
)
def test_a_voter_gains_weight_with_days_and_lists(days, lists, weight):
    assert experience_weight(days, lists) == weight


@pytest.mark.parametrize(("items", "weight"), [(0, 0.75), (1, 0.75), (2, 0.875), (3, 1), (30, 1)])
def test_a_ballot_gains_weight_with_the_items_it_is_about(items, weight):
    assert breadth_weight(items) == weight


def test_a_ballot_is_about_the_items_it_votes_on():
    ballot = Ballot({1: (PICK, (1, 2)), 2: ("dont_know", ())}, {(1, 3): "item", (4, 5): "skip"}, order=(1,))
    number = {n: n for n in range(6)}
    indexed = indexed_ballot(ballot, number)
    assert indexed.voted_on == {1, 3}
    assert (
        evidence_of_ballot(ballot, number, Board(budget=100)).tables
        == evidence_of(indexed, budget=100, weight=breadth_weight(2)).tables
    )


def test_guests_of_one_network_share_a_weight_on_each_list(songs):
    item, other = songs.items.first(), create_list(title="Other", items=[NewItem("One")]).items.get()
    shares = [vote(guest("192.0.2.1"), item).network_share for _ in range(3)]
    assert shares == [network_share(1), network_share(2), network_share(3)]
    assert vote(guest("192.0.2.2"), item).network_share == 1
    assert vote(guest("192.0.2.1"), other).network_share == 1
    assert vote(guest(""), item).network_share == 1
    assert not NetworkBallots.objects.filter(key__contains="192").exists()


def test_a_guest_keeps_the_share_of_their_first_vote(songs):
    first, second = songs.items.all()[:2]
    vote(guest("192.0.2.1"), first)
    voter = guest("192.0.2.1")
    assert vote(voter, first).network_share == vote(voter, second).network_share == network_share(2)
    voter.network = "198.51.100.7"
    assert vote(voter, songs.items.last()).network_share == network_share(2)
    Voter.objects.filter(pk=voter.pk).update(created_at=timezone.now() - timedelta(days=8))
    assert vote(voter, songs.items.get(name="Cold")).network_share == 1
    assert sum(NetworkBallots.objects.values_list("ballots", flat=True)) == 2


def test_who_has_been_here_for_a_week_counts_in_full(songs):
    item = songs.items.first()
    for _ in range(4):
        vote(guest("192.0.2.1"), item)
    known = vote(guest("192.0.2.1", days=8), item)
    assert (known.network_share, known.experience) == (1, 1)


def test_a_voter_gains_experience_on_other_lists(songs):
    voter = guest("192.0.2.1")
    assert vote(voter, songs.items.first()).experience == pytest.approx(0.75, abs=0.01)
    for n in range(2):
        vote(voter, create_list(title=f"List {n}", items=[NewItem("One")]).items.get())
    assert vote(voter, songs.items.last()).experience == pytest.approx(0.875, abs=0.01)


def test_many_guests_of_one_network_are_few_voters_for_a_place(songs):
    item = songs.items.last()
    for _ in range(12):
        vote(guest("192.0.2.1"), item)
    standing = Standing.objects.get(item=item)
    assert (standing.votes, standing.voters, standing.rank) == (12, 3, None)


def test_a_rebuild_gives_the_same_to_the_last_bit(songs):
    first, second = songs.items.all()[:2]
    for n in range(9):
        voter = guest(f"192.0.2.{n % 2}", days=n)
        vote(voter, first)
        if n % 3:
            vote(voter, second)
    rebuild_list(songs.pk)
    before = standings()
    Voter.objects.update(created_at=timezone.now() - timedelta(days=100))  # what the log says does not change
    rebuild_list(songs.pk)
    assert standings() == before and find_differences(songs.pk) == []


def test_a_claimed_guest_keeps_the_share_of_the_network(songs):
    item = songs.items.first()
    vote(guest("192.0.2.1"), item)
    claimed, account = guest("192.0.2.1"), guest("192.0.2.9")
    vote(claimed, item)
    merge_ballots(guest=claimed, into=account)
    assert Vote.objects.filter(voter=account).latest("pk").network_share == network_share(2)
    assert find_differences(songs.pk) == []


def test_the_address_of_a_request_is_counted(songs):
    for _ in range(2):
        client = Client(REMOTE_ADDR="203.0.113.5")
        client.get(f"/l/{songs.slug}/compare")  # a page that sets no key
        page = client.get(f"/l/{songs.slug}").content.decode()
        client.post(f"/l/{songs.slug}/vote", vote_form_of(page, songs.items.first()), follow=True)
    local = Client()
    local.post(f"/l/{songs.slug}/vote", vote_form_of(page, songs.items.first()), follow=True)
    assert [each.network_share for each in Vote.objects.order_by("pk")] == [1, network_share(2), 1]


def test_old_counts_of_networks_are_deleted(songs):
    vote(guest("192.0.2.1"), songs.items.first())
    delete_old_network_counts(timezone.now().date() + timedelta(days=30))
    assert NetworkBallots.objects.count() == 1
    delete_old_network_counts(timezone.now().date() + timedelta(days=100))
    assert NetworkBallots.objects.count() == 0
