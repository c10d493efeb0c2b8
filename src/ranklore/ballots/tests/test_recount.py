"""The log is the truth: standings and figures can be thrown away and made again."""

import random

import pytest
from django.core.management import CommandError, call_command

from ranklore.ballots import recount as recounting
from ranklore.ballots.actions import cast_pick
from ranklore.ballots.models import Board, Standing
from ranklore.ballots.queries import turnout_of
from ranklore.ballots.recount import differences, item_came_or_went, rebuild, recount
from ranklore.lists.actions import remove_item, restore_item
from ranklore.people.models import Voter

pytestmark = pytest.mark.django_db


@pytest.fixture
def voted(songs):
    """Sixty casts of eight voters, some of them changing their minds."""
    dice, items = random.Random(1), list(songs.items.all())
    voters = [Voter.objects.create() for _ in range(8)]
    for _ in range(60):
        cast_pick(voter=dice.choice(voters), item=dice.choice(items), on=dice.random() < 0.7)
    return songs


def test_counting_as_votes_come_agrees_with_the_log(voted):
    assert differences(voted.pk) == []


def test_a_rebuild_brings_back_what_was_lost(voted):
    before = list(Standing.objects.order_by("item").values())
    Standing.objects.all().delete()
    Board.objects.update(checkpoint={}, voters=99)
    rebuild(voted.pk)
    assert list(Standing.objects.order_by("item").values()) == before
    assert differences(voted.pk) == []


def test_a_board_that_was_lost_or_set_back_is_found_and_mended(voted):
    before = list(Standing.objects.order_by("item").values())
    Board.objects.update(version=1, counted_version=1)
    assert "newest vote is 1" in differences(voted.pk)[0]
    rebuild(voted.pk)
    assert differences(voted.pk) == []
    Standing.objects.all().delete()
    Board.objects.all().delete()
    assert differences(voted.pk)
    rebuild(voted.pk)
    assert list(Standing.objects.order_by("item").values()) == before


def test_every_kind_of_difference_is_named(voted, ben):
    Standing.objects.filter(rank=1).update(votes=1000)
    Board.objects.update(voters=99, checkpoint={}, version=10**6, voted_at=None)
    found = "\n".join(differences(voted.pk))
    for words in (
        "newest vote is 1000000",
        "not counted yet",
        "99 voters",
        "sum of the ballots",
        "published",
    ):
        assert words in found


def test_a_recount_without_new_votes_touches_nothing(voted):
    Standing.objects.filter(rank=1).update(votes=1000)
    recount(voted.pk)
    assert Standing.objects.get(rank=1).votes == 1000


def test_a_removed_item_leaves_its_place_to_the_next(voted):
    first, second = Standing.objects.order_by("rank")[:2]
    before = turnout_of(voted.pk)
    remove_item(first.item)
    item_came_or_went(first.item)
    assert turnout_of(voted.pk).votes == before.votes - first.votes
    assert differences(voted.pk) == []
    assert Standing.objects.get(rank=1).item_id == second.item_id
    restore_item(first.item)
    item_came_or_went(first.item)
    assert turnout_of(voted.pk).votes == before.votes
    assert Standing.objects.get(rank=1).item_id == first.item_id
    assert differences(voted.pk) == []


def test_the_worker_that_comes_second_writes_nothing_old(voted, monkeypatch):
    """Between the count and its publication another worker publishes: nothing of ours may be written over it."""
    publish, answers = recounting._publish, []
    Board.objects.update(counted_version=0, checkpoint={}, voters=0)

    def publish_late(board, counted):
        if not answers:
            assert publish(board, recounting.count_from_log(board))  # the other worker
        answers.append(publish(board, counted))
        return answers[-1]

    monkeypatch.setattr(recounting, "_publish", publish_late)
    recount(voted.pk)
    assert answers == [False]
    assert differences(voted.pk) == []


def test_the_command_rebuilds_and_checks(voted, capsys):
    Standing.objects.filter(rank=1).update(votes=1000)
    with pytest.raises(CommandError, match="1 differences"):
        call_command("recount", "--check")
    assert "saddest-songs: item" in capsys.readouterr().out
    call_command("recount", "saddest-songs")
    call_command("recount", "--check")
    assert "Checked: 1 list." in capsys.readouterr().out


def test_the_command_knows_no_list_without_votes(db):
    with pytest.raises(CommandError, match="No list with votes has the address /l/nowhere"):
        call_command("recount", "nowhere")
