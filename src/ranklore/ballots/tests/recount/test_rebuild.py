"""The published standings can be rebuilt from the log, and checked against it."""

import io
import random
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from ranklore.ballots.actions.votes import cast_vote
from ranklore.ballots.models import Board, Standing, Vote
from ranklore.ballots.recount import counting, rebuild
from ranklore.ballots.recount.rebuild import rebuild_list, rebuild_lists_that_doubled
from ranklore.ballots.recount.verify import find_differences
from ranklore.ballots.tests.factories import counted_once, crowd_for, standings
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.people.models import Voter
from ranklore.ranking import NotConverged, Tally

pytestmark = pytest.mark.django_db


def test_incremental_counts_agree_with_the_log(voted):
    assert find_differences(voted.pk) == []


def test_full_and_incremental_counts_give_the_same_order(voted):
    order = list(Standing.objects.order_by("position").values_list("item", flat=True))
    rebuild_list(voted.pk)
    assert list(Standing.objects.order_by("position").values_list("item", flat=True)) == order


def test_a_rebuild_restores_lost_standings(rebuilt):
    before = standings()
    Standing.objects.all().delete()
    Board.objects.update(checkpoint=None, start=None, fitted=None, voters=99)
    rebuild_list(rebuilt.pk)
    assert standings() == before
    assert find_differences(rebuilt.pk) == []


def total_width() -> int:
    return sum(at.rank_high - at.rank_low for at in Standing.objects.exclude(rank=None))


def test_a_rebuild_widens_the_ranges_by_the_measured_inflation(rebuilt, monkeypatch, ben):
    crowd_for(rebuilt.items.first(), 12)
    before = total_width()
    monkeypatch.setattr(rebuild, "overdispersion_of", lambda result, ballots: 9.0 + 0 * sum(1 for _ in ballots))
    rebuild_list(rebuilt.pk)
    assert total_width() > before
    assert find_differences(rebuilt.pk) == []
    cast_vote(voter=ben, item=rebuilt.items.first())
    assert Board.objects.get().inflation == 9.0


def test_inflation_is_measured_on_a_sample_of_many_voters(rebuilt, monkeypatch):
    seen = []
    monkeypatch.setattr(counting, "SAMPLE_MAX", 6)
    monkeypatch.setattr(rebuild, "overdispersion_of", lambda result, ballots: seen.append(len(list(ballots))) or 1.0)
    rebuild_list(rebuilt.pk)
    assert 3 <= seen[0] <= 6 < Board.objects.get().voters
    assert find_differences(rebuilt.pk) == []


def test_a_lost_or_outdated_board_is_found_and_repaired(rebuilt):
    voted, before = rebuilt, standings()
    Board.objects.update(version=1, counted_version=1)
    found = find_differences(voted.pk)
    assert "newest vote is 1" in found[0] and any("time of the last vote" in each for each in found)
    rebuild_list(voted.pk)
    assert find_differences(voted.pk) == []
    Standing.objects.all().delete()
    Board.objects.all().delete()
    assert find_differences(voted.pk)
    rebuild_list(voted.pk)
    assert standings() == before


def test_every_kind_of_difference_is_named(voted, ben):
    Standing.objects.filter(rank=1).update(votes=1000)
    Board.objects.update(voters=99, votes=9, checkpoint=None, version=10**6)
    found = "\n".join(find_differences(voted.pk))
    for words in (
        "newest vote is 1000000",
        "not counted yet",
        "99 voters",
        "9 votes",
        "published",
    ):
        assert words in found


def test_a_wrong_checkpoint_is_reported(voted):
    file = io.BytesIO()
    Tally(5).save(file)
    Board.objects.update(checkpoint=file.getvalue())
    assert "not the sum of the ballots" in "".join(find_differences(voted.pk))


def test_the_command_rebuilds_and_checks(voted, capsys):
    Standing.objects.filter(rank=1).update(votes=1000)
    with pytest.raises(CommandError, match=r"vote log and the published figures: 1\."):
        call_command("recount", "--check")
    assert "saddest-songs: item" in capsys.readouterr().out
    call_command("recount", "saddest-songs")
    call_command("recount", "--check")
    assert "Checked 1 list." in capsys.readouterr().out


def test_the_command_knows_no_list_without_votes(db):
    with pytest.raises(CommandError, match="No list with votes has the address /l/nowhere"):
        call_command("recount", "nowhere")


@pytest.mark.parametrize(
    ("figure", "step", "is_named"),
    [("score", 0.001, False), ("score", 0.002, True), ("familiarity", 0.01, False), ("familiarity", 0.02, True)],
)
def test_a_rounded_value_may_differ_only_in_its_last_digit(rebuilt, figure, step, is_named):
    Standing.objects.filter(rank=2).update(**{figure: F(figure) + step})
    assert bool(find_differences(rebuilt.pk)) == is_named


def test_a_young_list_does_not_wait_for_the_night(songs):
    for item in songs.items.all():
        crowd_for(item, 1)
    rebuild_lists_that_doubled()
    assert Board.objects.get(pk=songs.pk).measured_voters == 5
    crowd_for(songs.items.first(), 4)
    rebuild_lists_that_doubled()
    assert Board.objects.get(pk=songs.pk).measured_voters == 5
    crowd_for(songs.items.first(), 1)
    rebuild_lists_that_doubled()
    assert Board.objects.get(pk=songs.pk).measured_voters == 10
    assert find_differences(songs.pk) == []


def test_a_list_with_few_voters_is_not_rebuilt(songs):
    crowd_for(songs.items.first(), 4)
    rebuild_lists_that_doubled()
    assert Board.objects.get(pk=songs.pk).measured_voters == 0


def test_a_rebuild_learns_how_much_the_place_on_the_page_matters(songs):
    page = list(songs.items.all())
    shown = [item.pk for item in page]

    def vote_for_one(item):
        cast_vote(voter=Voter.objects.create(), item=item, shown=shown)

    with counted_once(songs.pk):
        for n in range(60):
            vote_for_one(page[0 if n % 5 else n % 3])
            shown.reverse()
            page.reverse()
    rebuild_list(songs.pk)
    assert Board.objects.get(pk=songs.pk).position_effect > 0.1
    assert find_differences(songs.pk) == []
    vote_for_one(page[2])
    vote_for_one(page[0])
    assert find_differences(songs.pk) == []
    before = standings()
    rebuild_list(songs.pk)
    rebuild_list(songs.pk)
    assert [row["votes"] for row in standings()] == [row["votes"] for row in before]
    assert find_differences(songs.pk) == []


def test_a_list_whose_tastes_drift_forgets_old_votes(ada):
    """The counts are those of the log, to the last bit, also as time passes."""
    drifting = create_list(title="Charts", items=[NewItem(f"Song {n}") for n in range(8)], voter=ada)
    page = list(drifting.items.all())
    shown = [item.pk for item in page]
    rng, now = random.Random(3), timezone.now()
    with counted_once(drifting.pk):
        for n in range(140):
            voter = Voter.objects.create()
            liked = page[:4] if n < 70 else page[4:]
            for item in rng.sample(liked, 2) + rng.sample(page, 1):
                cast_vote(voter=voter, item=item, shown=shown)
            Vote.objects.filter(voter=voter).update(created_at=now - timedelta(days=140 - n))
    cast_vote(voter=ada, item=page[0], shown=shown)
    before = Standing.objects.get(item=page[0]).score
    rebuild_list(drifting.pk)
    board = Board.objects.get(pk=drifting.pk)
    assert 140 / 16 <= board.half_life_days <= 100
    assert board.aged_on == now.date()
    assert Standing.objects.get(item=page[0]).score < before
    assert Standing.objects.get(item=page[0]).votes > 20  # history stays
    assert find_differences(drifting.pk) == []
    cast_vote(voter=Voter.objects.create(), item=page[5], shown=shown)
    cast_vote(voter=ada, item=page[0], on=False)
    assert find_differences(drifting.pk) == []
    Board.objects.filter(pk=drifting.pk).update(checkpoint=None)
    cast_vote(voter=ada, item=page[6], shown=shown)
    assert find_differences(drifting.pk) == []


def test_a_list_that_does_not_drift_forgets_nothing(voted):
    rebuild_list(voted.pk)
    assert Board.objects.get(pk=voted.pk).half_life_days is None


def test_a_young_list_that_cannot_be_ranked_is_not_tried_every_minute(songs, monkeypatch):
    crowd_for(songs.items.first(), 6)
    tried = []

    def no_answer(list_id):
        tried.append(list_id)
        raise NotConverged("no mode")

    monkeypatch.setattr(rebuild, "rebuild_list", no_answer)
    rebuild_lists_that_doubled()
    rebuild_lists_that_doubled()
    assert tried == [songs.pk]
