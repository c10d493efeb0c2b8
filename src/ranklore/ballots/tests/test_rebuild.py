"""What is published can be thrown away and made again from the log, and is compared with it."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from ranklore.ballots.actions import cast
from ranklore.ballots.models import Board, Standing
from ranklore.ballots.recount import (
    counting,
    differences,
    rebuild,
    rebuilding,
)
from ranklore.ballots.tests.make import standings
from ranklore.ranking import Tally

pytestmark = pytest.mark.django_db


def test_counting_as_votes_come_agrees_with_the_log(voted):
    assert differences(voted.pk) == []


def test_counting_from_the_log_and_as_votes_come_give_the_same_order(voted):
    order = list(Standing.objects.order_by("position").values_list("item", flat=True))
    rebuild(voted.pk)
    assert list(Standing.objects.order_by("position").values_list("item", flat=True)) == order


def test_a_rebuild_brings_back_what_was_lost(rebuilt):
    before = standings()
    Standing.objects.all().delete()
    Board.objects.update(checkpoint=None, start=None, fitted=None, voters=99)
    rebuild(rebuilt.pk)
    assert standings() == before
    assert differences(rebuilt.pk) == []


def test_a_rebuild_widens_the_ranges_by_the_measured_inflation(rebuilt, monkeypatch, ben):
    before = Standing.objects.get(rank=3)
    monkeypatch.setattr(rebuilding, "inflation_of", lambda result, ballots: 2.0 + 0 * sum(1 for _ in ballots))
    rebuild(rebuilt.pk)
    after = Standing.objects.get(rank=3)
    assert after.rank_high - after.rank_low > before.rank_high - before.rank_low
    assert differences(rebuilt.pk) == []
    cast(voter=ben, item=rebuilt.items.first())
    assert Board.objects.get().inflation == 2.0


def test_inflation_is_told_by_a_part_of_many_voters(rebuilt, monkeypatch):
    seen = []
    monkeypatch.setattr(counting, "SAMPLE", 6)
    monkeypatch.setattr(rebuilding, "inflation_of", lambda result, ballots: seen.append(len(ballots)) or 1.0)
    rebuild(rebuilt.pk)
    assert 3 <= seen[0] <= 6 < Board.objects.get().voters
    assert differences(rebuilt.pk) == []


def test_a_board_that_was_lost_or_set_back_is_found_and_mended(rebuilt):
    voted, before = rebuilt, standings()
    Board.objects.update(version=1, counted_version=1)
    found = differences(voted.pk)
    assert "newest vote is 1" in found[0] and any("time of the last vote" in each for each in found)
    rebuild(voted.pk)
    assert differences(voted.pk) == []
    Standing.objects.all().delete()
    Board.objects.all().delete()
    assert differences(voted.pk)
    rebuild(voted.pk)
    assert standings() == before


def test_every_kind_of_difference_is_named(voted, ben):
    Standing.objects.filter(rank=1).update(votes=1000)
    Board.objects.update(voters=99, votes=9, checkpoint=None, version=10**6)
    found = "\n".join(differences(voted.pk))
    for words in (
        "newest vote is 1000000",
        "not counted yet",
        "99 voters",
        "9 votes",
        "published",
    ):
        assert words in found


def test_a_checkpoint_that_is_not_the_sum_is_named(voted):
    file = io.BytesIO()
    Tally(5).save(file)
    Board.objects.update(checkpoint=file.getvalue())
    assert "not the sum of the ballots" in "".join(differences(voted.pk))


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


@pytest.mark.parametrize(
    ("figure", "step", "is_named"),
    [("score", 0.001, False), ("score", 0.002, True), ("familiarity", 0.01, False), ("familiarity", 0.02, True)],
)
def test_a_figure_may_differ_in_its_last_digit_and_no_more(rebuilt, figure, step, is_named):
    Standing.objects.filter(rank=2).update(**{figure: F(figure) + step})
    assert bool(differences(rebuilt.pk)) == is_named
