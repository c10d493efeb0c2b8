"""`ranklore simulate`: votes of every kind, the same for one seed, never mixed with real ones."""

from datetime import timedelta
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from ranklore.ballots.models import Board, Standing, Vote
from ranklore.ballots.recount.verify import find_differences
from ranklore.ballots.tests.factories import vote_for
from ranklore.lists.actions.items import remove_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.lists.models import RankedList
from ranklore.people.models import Voter
from ranklore.site.simulation import random_worth, simulate, worth_from_order

Kind, Outcome = Vote.Kind, Vote.Outcome
HERE = {"items": 30, "voters": 150}


def simulated_votes(seed, voters=200, worth=worth_from_order):
    dice = Random(seed)
    return simulate(worth(40, dice), voters=voters, days=30, dice=dice)


def test_the_same_seed_gives_the_same_votes():
    assert simulated_votes(1) == simulated_votes(1)
    assert simulated_votes(1) != simulated_votes(2)
    assert simulated_votes(1, worth=random_worth) != simulated_votes(1)


def test_votes_are_in_order_of_time_and_within_the_days():
    days = [vote.day for vote in simulated_votes(1)]
    assert days == sorted(days) and days[0] >= 0 and days[-1] <= 30


def test_a_changed_vote_differs_from_the_one_before():
    latest = {}
    for vote in simulated_votes(3, voters=1_000):
        subject = (vote.voter, vote.item, vote.other)
        said = (vote.kind, vote.is_retraction, vote.outcome, vote.order)
        assert latest.get(subject) != said
        assert subject in latest or not vote.is_retraction
        latest[subject] = said


def test_voters_vote_only_on_items_they_have_seen():
    votes = [vote for vote in simulated_votes(1) if vote.kind in (Kind.PICK, Kind.DOWN)]
    assert votes and all(vote.item in vote.shown for vote in votes)


@pytest.mark.parametrize("n_items", [0, 1, 2, 3])
def test_very_short_lists_work(n_items):
    dice = Random(1)
    words = simulate(worth_from_order(n_items, dice), voters=50, days=1, dice=dice)
    assert all(vote.item is None or vote.item < n_items for vote in words)


def votes_on(slug):
    """The votes of a list as values that do not depend on ids."""
    place = dict(RankedList.objects.get(slug=slug).items.values_list("pk", "start_place"))
    votes = Vote.objects.filter(list__slug=slug).order_by("id")
    first = votes.first().voter_id
    return [
        (
            vote.voter_id - first,
            vote.kind,
            vote.is_retraction,
            vote.sequence,
            place.get(vote.item_id),
            place.get(vote.other_id),
            vote.outcome,
            [place[item_id] for item_id in vote.order or ()],
            [place[item_id] for item_id in vote.shown],
        )
        for vote in votes
    ]


@pytest.mark.django_db
def test_a_list_is_made_and_filled_with_every_kind_of_vote(capsys):
    call_command("simulate", "crowd", **HERE)
    said = capsys.readouterr().out
    assert "/l/crowd: 150 simulated voters cast" in said and "30 items" in said
    crowd = RankedList.objects.get(slug="crowd")
    assert crowd.is_simulated and crowd.title == "Simulated list crowd"
    votes = Vote.objects.filter(list=crowd)
    assert set(votes.values_list("kind", flat=True)) == set(Kind.values)
    assert set(votes.values_list("outcome", flat=True)) == {*Outcome.values, ""}
    assert votes.filter(is_retraction=True).exists() and votes.filter(sequence=2, is_retraction=False).exists()
    assert not votes.exclude(voter__is_simulated=True).exists()
    assert find_differences(crowd.pk) == []
    board = Board.objects.get()
    assert board.voters > 100 and board.orders > 0 and board.answers > 0
    assert Standing.objects.filter(rank__isnull=False).count() > 15


@pytest.mark.django_db
def test_the_votes_are_the_same_for_one_seed_and_spread_over_the_days():
    for slug in ("one", "two"):
        call_command("simulate", slug, days=10, seed=7, **HERE)
    call_command("simulate", "three", days=10, seed=8, **HERE)
    assert votes_on("one") == votes_on("two") != votes_on("three")
    times = list(Vote.objects.filter(list__slug="one").order_by("id").values_list("created_at", flat=True))
    assert times == sorted(times)
    assert timezone.now() - timedelta(days=10, hours=1) <= times[0] < timezone.now() - timedelta(days=9)
    assert timezone.now() - timedelta(days=1) < times[-1] <= timezone.now()
    assert len(set(times)) > 50


@pytest.mark.django_db
def test_the_ranking_finds_the_hidden_order(capsys):
    """The first ten items of the starting order come out near the top, though not exactly in that order."""
    call_command("simulate", "crowd", items=40, voters=400, days=10)
    start = list(
        Standing.objects.filter(rank__isnull=False).order_by("rank").values_list("item__start_place", flat=True)
    )
    assert sum(start[:10]) / 10 < 14 < sum(start[-10:]) / 10


@pytest.mark.django_db
def test_an_existing_list_is_filled_without_its_removed_items(songs):
    remove_item(songs.items.get(name="Bells"))
    call_command("simulate", songs.slug, voters=40, shuffle=True)
    songs.refresh_from_db()
    assert songs.is_simulated and songs.title == "Saddest songs"
    assert not Vote.objects.filter(item__name="Bells").exists()
    assert find_differences(songs.pk) == []


@pytest.mark.django_db
def test_a_list_with_real_votes_is_refused(songs, ben):
    vote_for(ben, songs.items.get(name="Dust"))
    with pytest.raises(CommandError, match="Real people have voted"):
        call_command("simulate", songs.slug, voters=40)
    songs.refresh_from_db()
    assert not songs.is_simulated and Vote.objects.count() == 1 and Voter.objects.filter(is_simulated=True).count() == 0


@pytest.mark.django_db
def test_a_second_run_adds_nothing(songs):
    call_command("simulate", songs.slug, voters=40)
    votes = Vote.objects.count()
    for seed in (1, 2):
        with pytest.raises(CommandError, match="already has simulated votes"):
            call_command("simulate", songs.slug, voters=40, seed=seed)
    assert (Vote.objects.count(), Voter.objects.filter(is_simulated=True).count()) == (votes, 40)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slug", "options", "words"),
    [
        ("nowhere", {}, "no list at /l/nowhere"),
        ("no\x00where", {}, "no list"),
        ("no where", {"items": 5}, "small letters, digits and hyphens"),
        ("x" * 100, {"items": 5}, "at most 80"),
        ("few", {"items": 1}, "--items must be a number from 2 to 2,000"),
        ("few", {"items": 5, "voters": 0}, "--voters must be a number from 1 to 100,000"),
        ("few", {"items": 5, "days": -1}, "--days must be a number from 1 to"),
        ("empty", {}, "no items to vote on"),
    ],
)
def test_wrong_arguments_get_an_error(slug, options, words):
    create_list(title="Empty", items=())
    with pytest.raises(CommandError, match=words):
        call_command("simulate", slug, **options)
    assert RankedList.objects.count() == 1 and not Vote.objects.exists()


@pytest.mark.django_db
def test_a_new_list_has_exactly_the_address_asked_for():
    create_list(title="Simulated list crowd", items=[NewItem("A")])
    call_command("simulate", "crowd", **HERE)
    assert RankedList.objects.filter(slug="crowd", is_simulated=True).exists()
