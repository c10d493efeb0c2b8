"""`ranklore simulate`: ballots of every kind, the same for one seed, never beside real ones."""

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


def words_of(seed, voters=200, worth=worth_from_order):
    dice = Random(seed)
    return simulate(worth(40, dice), voters=voters, days=30, dice=dice)


def test_one_seed_gives_one_answer():
    assert words_of(1) == words_of(1)
    assert words_of(1) != words_of(2)
    assert words_of(1, worth=random_worth) != words_of(1)


def test_the_words_come_in_the_order_of_time_and_no_later_than_now():
    days = [word.day for word in words_of(1)]
    assert days == sorted(days) and days[0] >= 0 and days[-1] <= 30


def test_a_second_word_says_something_else():
    last = {}
    for word in words_of(3, voters=1_000):
        subject = (word.voter, word.item, word.other)
        said = (word.kind, word.is_retraction, word.outcome, word.order)
        assert last.get(subject) != said
        assert subject in last or not word.is_retraction
        last[subject] = said


def test_who_votes_on_an_item_had_seen_it():
    votes = [word for word in words_of(1) if word.kind in (Kind.PICK, Kind.DOWN)]
    assert votes and all(word.item in word.shown for word in votes)


@pytest.mark.parametrize("n_items", [0, 1, 2, 3])
def test_a_very_short_list_is_no_trouble(n_items):
    dice = Random(1)
    words = simulate(worth_from_order(n_items, dice), voters=50, days=1, dice=dice)
    assert all(word.item is None or word.item < n_items for word in words)


def votes_on(slug):
    """The votes of a list as values that do not hang on its ids."""
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
def test_a_list_is_made_and_filled_with_every_kind(capsys):
    call_command("simulate", "crowd", **HERE)
    said = capsys.readouterr().out
    assert "/l/crowd: 150 simulated voters said" in said and "30 items" in said
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
def test_the_hidden_order_is_found(capsys):
    """The first ten of the starting order are not all first, but none of them comes out last."""
    call_command("simulate", "crowd", items=40, voters=400, days=10)
    start = list(
        Standing.objects.filter(rank__isnull=False).order_by("rank").values_list("item__start_place", flat=True)
    )
    assert sum(start[:10]) / 10 < 14 < sum(start[-10:]) / 10


@pytest.mark.django_db
def test_a_list_of_ones_own_is_filled_without_the_items_that_left_it(songs):
    remove_item(songs.items.get(name="Bells"))
    call_command("simulate", songs.slug, voters=40, shuffle=True)
    songs.refresh_from_db()
    assert songs.is_simulated and songs.title == "Saddest songs"
    assert not Vote.objects.filter(item__name="Bells").exists()
    assert find_differences(songs.pk) == []


@pytest.mark.django_db
def test_a_list_with_real_votes_is_refused(songs, ben):
    vote_for(ben, songs.items.get(name="Dust"))
    with pytest.raises(CommandError, match="Real voters have voted"):
        call_command("simulate", songs.slug, voters=40)
    songs.refresh_from_db()
    assert not songs.is_simulated and Vote.objects.count() == 1 and Voter.objects.filter(is_simulated=True).count() == 0


@pytest.mark.django_db
def test_a_second_run_adds_nothing(songs):
    call_command("simulate", songs.slug, voters=40)
    votes = Vote.objects.count()
    for seed in (1, 2):
        with pytest.raises(CommandError, match="filled with simulated votes already"):
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
        ("few", {"items": 1}, "--items is a number from 2 to 2,000"),
        ("few", {"items": 5, "voters": 0}, "--voters is a number from 1 to 100,000"),
        ("few", {"items": 5, "days": -1}, "--days is a number from 1 to"),
        ("empty", {}, "no items to vote on"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(slug, options, words):
    create_list(title="Empty", items=())
    with pytest.raises(CommandError, match=words):
        call_command("simulate", slug, **options)
    assert RankedList.objects.count() == 1 and not Vote.objects.exists()


@pytest.mark.django_db
def test_a_made_list_has_just_the_address_that_was_asked_for():
    create_list(title="Simulated list crowd", items=[NewItem("A")])
    call_command("simulate", "crowd", **HERE)
    assert RankedList.objects.filter(slug="crowd", is_simulated=True).exists()
