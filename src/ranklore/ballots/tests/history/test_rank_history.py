"""Rank snapshots: recorded when ranks are published, thinned with age, read for past days and movements."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ranklore.ballots.models import RankSnapshot, Standing
from ranklore.ballots.queries.history.movers import RankMovement, biggest_movers, movements_of
from ranklore.ballots.queries.history.rank_chart import rank_at, rank_chart_of
from ranklore.ballots.queries.history.rank_history import first_recorded_day, rank_series_of, ranking_on_day
from ranklore.ballots.recount import rank_snapshots
from ranklore.ballots.recount.incremental import recount_after_item_change
from ranklore.ballots.recount.rank_snapshots import newest_snapshots, record_ranks, thin_snapshots
from ranklore.ballots.recount.rebuild import rebuild_list
from ranklore.ballots.recount.verify import find_differences
from ranklore.ballots.tests.factories import crowd_for, rank_snapshot
from ranklore.lists.actions.items import remove_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.people.models import Voter

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)  # a Wednesday
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


@pytest.fixture
def ranked(songs):
    """Cold, Dust and Echo are ranked in this order, and no rank has been recorded yet."""
    for name, voters in (("Cold", 6), ("Dust", 5), ("Echo", 4)):
        crowd_for(songs.items.get(name=name), voters)
    RankSnapshot.objects.all().delete()
    return songs


@pytest.fixture
def item(ranked):
    return {item.name: item for item in ranked.items.all()}


def written():
    return list(RankSnapshot.objects.order_by("since", "rank").values_list("item__name", "since", "rank"))


def standings(ranked_list):
    return {at.item_id: at for at in Standing.objects.filter(list=ranked_list)}


def remember(ranked_list, now):
    record_ranks(ranked_list.pk, standings(ranked_list), now, newest_snapshots(ranked_list.pk))


def swap(one, other):
    """Swap the ranks of two items."""
    ranks = dict(Standing.objects.filter(pk__in=(one.pk, other.pk)).values_list("pk", "rank"))
    Standing.objects.filter(pk=one.pk).update(rank=ranks[other.pk])
    Standing.objects.filter(pk=other.pk).update(rank=ranks[one.pk])


def test_a_published_rank_is_recorded_to_the_hour(songs):
    crowd_for(songs.items.get(name="Cold"), 4)
    row = RankSnapshot.objects.get()
    assert (row.item.name, row.rank) == ("Cold", 1)
    assert (row.since.minute, row.since.second, row.since.microsecond) == (0, 0, 0)


def test_items_that_never_had_a_rank_have_no_snapshot(ranked):
    remember(ranked, NOON)
    assert written() == [("Cold", NOON, 1), ("Dust", NOON, 2), ("Echo", NOON, 3)]


def test_the_last_rank_of_an_hour_is_kept(ranked, item):
    remember(ranked, NOON)
    swap(item["Cold"], item["Dust"])
    remember(ranked, NOON + timedelta(minutes=59))
    assert written() == [("Dust", NOON, 1), ("Cold", NOON, 2), ("Echo", NOON, 3)]


def test_only_a_new_rank_is_recorded(ranked, item):
    remember(ranked, NOON)
    swap(item["Cold"], item["Dust"])
    Standing.objects.update(votes=99)
    remember(ranked, NOON + 2 * HOUR)
    assert written()[3:] == [("Dust", NOON + 2 * HOUR, 1), ("Cold", NOON + 2 * HOUR, 2)]


def test_figures_alone_are_written_once_a_day(ranked):
    remember(ranked, NOON)
    Standing.objects.update(votes=99)
    remember(ranked, NOON + 11 * HOUR)
    assert len(written()) == 3
    remember(ranked, NOON + 12 * HOUR)
    Standing.objects.update(votes=100)
    remember(ranked, NOON + 20 * HOUR)
    assert len(written()) == 6
    assert {row.votes for row in RankSnapshot.objects.filter(since__gt=NOON)} == {99}


def test_a_day_on_which_nothing_changed_writes_nothing(ranked):
    remember(ranked, NOON)
    remember(ranked, NOON + 3 * DAY)
    assert len(written()) == 3


def test_a_removed_or_too_new_item_has_no_rank_from_then_on(ranked, item):
    remember(ranked, NOON)
    Standing.objects.get(pk=item["Dust"].pk).delete()
    Standing.objects.filter(pk=item["Echo"].pk).update(rank=None)
    remember(ranked, NOON + HOUR)
    remember(ranked, NOON + 2 * HOUR)
    later = NOON + HOUR
    assert sorted(written()[3:]) == [("Dust", later, None), ("Echo", later, None)]
    assert RankSnapshot.objects.get(item=item["Dust"], since=later).votes == 5


def test_the_removal_of_an_item_is_recorded(ranked, item):
    rebuild_list(ranked.pk)
    remove_item(item["Cold"])
    recount_after_item_change(item["Cold"])
    ranks = dict(RankSnapshot.objects.values_list("item__name", "rank"))
    assert ranks == {"Cold": None, "Dust": 1, "Echo": 2}


def test_a_recount_and_a_check_do_not_change_the_history(ranked):
    rebuild_list(ranked.pk)
    before = written()
    rebuild_list(ranked.pk)
    assert find_differences(ranked.pk) == []
    assert written() == before != []


def test_recording_ranks_takes_the_same_queries_for_any_list_and_writes_only_changes(ranked):
    large = create_list(title="Large", items=[NewItem(f"Item {n}") for n in range(60)])
    for n, each in enumerate(large.items.all(), start=1):
        Standing.objects.create(
            item=each, list=large, position=n, rank=n, rank_low=1, rank_high=60, votes=9, score=0, familiarity=0
        )
    costs = []
    for ranked_list in (ranked, large, large):
        places = standings(ranked_list)
        with CaptureQueriesContext(connection) as captured:
            record_ranks(ranked_list.pk, places, NOON, newest_snapshots(ranked_list.pk))
        costs.append(sum("SELECT" in each["sql"] or "INSERT" in each["sql"] for each in captured))
    assert costs == [2, 2, 1]


def test_a_clock_that_was_set_back_changes_the_newest_row_and_not_an_older_one(ranked, item):
    remember(ranked, NOON)
    Standing.objects.filter(item=item["Dust"]).update(rank=5)
    remember(ranked, NOON - 3 * HOUR)
    newest = newest_snapshots(ranked.pk)[item["Dust"].pk]
    assert newest[:2] == (NOON, 5)
    assert not RankSnapshot.objects.filter(since__lt=NOON).exists()


def test_rows_thin_out_with_age(ranked, item):
    dust = item["Dust"]
    hours = [NOON - n * HOUR for n in range(24 * 5)]
    days = [NOON - timedelta(days=n, hours=h) for n in range(300, 310) for h in (0, 3)]
    weeks = [datetime(2025, 6, 2, 5, tzinfo=UTC) + n * DAY for n in range(14)]  # from a Monday on
    for moment in (*hours, *days, *weeks):
        rank_snapshot(dust, moment, 1)
    rank_snapshot(item["Echo"], hours[100], 2)
    deleted = thin_snapshots(NOON)
    left = list(RankSnapshot.objects.filter(item=dust).order_by("-since").values_list("since", flat=True))
    start_of_hourly = datetime(2026, 11, 16, tzinfo=UTC)
    hourly = [each for each in hours if each >= start_of_hourly]
    assert left[: len(hourly)] == hourly
    assert left[len(hourly) : len(hourly) + 3] == [
        start_of_hourly - HOUR,
        start_of_hourly - HOUR - DAY,
        start_of_hourly - HOUR - 2 * DAY,
    ]
    assert left[-12:-2] == [NOON - timedelta(days=n) for n in range(300, 310)]
    assert left[-2:] == [datetime(2025, 6, 15, 5, tzinfo=UTC), datetime(2025, 6, 8, 5, tzinfo=UTC)]
    assert RankSnapshot.objects.filter(item=item["Echo"]).count() == 1
    assert deleted == len(hours) + len(days) + len(weeks) - len(left)
    assert thin_snapshots(NOON) == 0


def test_thinning_goes_on_in_batches(ranked, item, monkeypatch):
    monkeypatch.setattr(rank_snapshots, "BATCH_SIZE", 3)
    for n in range(8):
        rank_snapshot(item["Dust"], NOON - 9 * DAY + n * HOUR, n + 1)
    assert thin_snapshots(NOON) == 7
    assert [rank for _, _, rank in written()] == [8]


def present_ranks(item_ids):
    ranked = Standing.objects.filter(pk__in=list(item_ids), rank__isnull=False)
    return dict(ranked.values_list("pk", "rank"))


def test_movement_is_measured_against_a_week_ago(ranked, item):
    for name, then in (("Cold", 1), ("Dust", 5), ("Echo", 2)):
        rank_snapshot(item[name], NOON - 2 * WEEK, then)
    rank_snapshot(item["Dust"], NOON - DAY, 9)  # what came in between does not matter
    everything = [each.pk for each in item.values()]
    assert movements_of(ranked.pk, present_ranks(everything), NOON) == {
        item["Dust"].pk: RankMovement(3, "this week"),
        item["Echo"].pk: RankMovement(-1, "this week"),
    }
    assert movements_of(ranked.pk, present_ranks([item["Echo"].pk]), NOON).keys() == {item["Echo"].pk}


def test_a_young_list_tells_movement_against_yesterday(ranked, item):
    rank_snapshot(item["Echo"], NOON - 3 * DAY, 1)
    rank_snapshot(item["Dust"], NOON - HOUR, 1)
    assert movements_of(ranked.pk, present_ranks(each.pk for each in item.values()), NOON) == {
        item["Echo"].pk: RankMovement(-2, "today")
    }


def test_an_item_that_had_no_rank_then_did_not_move(ranked, item):
    rank_snapshot(item["Cold"], NOON - 2 * WEEK, 1)
    rank_snapshot(item["Dust"], NOON - DAY, 5)
    rank_snapshot(item["Echo"], NOON - 2 * WEEK, None)
    Standing.objects.filter(pk=item["Cold"].pk).update(rank=None)
    assert movements_of(ranked.pk, present_ranks(each.pk for each in item.values()), NOON) == {}


def test_the_farthest_movers_come_first(ranked, item):
    for name, then in (("Cold", 2), ("Dust", 9), ("Echo", 1)):
        rank_snapshot(item[name], NOON - WEEK, then)
    named = [(each.name, each.rank, each.movement.up) for each in biggest_movers(ranked.pk, NOON)]
    assert named == [("Dust", 2, 7), ("Cold", 1, 1), ("Echo", 3, -2)]
    other = create_list(title="Other")
    assert biggest_movers(other.pk, NOON) == ()


def test_a_past_day_shows_the_ranking_at_its_end(ranked, item):
    rank_snapshot(item["Cold"], NOON, 1, votes=4)
    rank_snapshot(item["Dust"], NOON, 2, votes=3)
    rank_snapshot(item["Dust"], NOON + 11 * HOUR, 1, votes=6)
    rank_snapshot(item["Cold"], NOON + 11 * HOUR, 2, votes=5)
    rank_snapshot(item["Cold"], NOON + 12 * HOUR, None)

    def on(day):
        return [(each.item.name, each.rank, each.votes) for each in ranking_on_day(ranked.pk, day)]

    assert on(date(2026, 11, 17)) == []
    assert on(date(2026, 11, 18)) == [("Dust", 1, 6), ("Cold", 2, 5)]
    assert on(date(2026, 11, 19)) == [("Dust", 1, 6)]
    assert first_recorded_day(ranked.pk) == date(2026, 11, 18)


def test_ranks_of_items_are_in_order_of_time(ranked, item):
    rank_snapshot(item["Cold"], NOON, 3)
    rank_snapshot(item["Cold"], NOON - DAY, 1)
    places = rank_series_of([item["Cold"].pk, item["Dust"].pk])
    assert places == {item["Cold"].pk: ((NOON - DAY, 1), (NOON, 3))}
    cold = places[item["Cold"].pk]
    moments = (NOON - 2 * DAY, NOON - DAY, NOON - HOUR, NOON)
    assert [rank_at(cold, moment) for moment in moments] == [None, 1, 1, 3]


def test_first_day_of_a_list_without_history(songs):
    assert first_recorded_day(songs.pk) is None
    assert Voter.objects.count() == 1


def test_a_chart_line_is_level_without_changes_and_has_gaps_without_a_rank():
    end = NOON + 32 * HOUR
    still, moved, gone = [(NOON, 1)], [(NOON, 3), (NOON + 16 * HOUR, 2)], [(NOON, 2), (NOON + HOUR, None)]
    chart = rank_chart_of([still, moved, gone, []], NOON, end)
    assert (chart.depth, chart.height, chart.is_cut, chart.middle) == (4, 40, False, NOON + 16 * HOUR)
    level, curved, dot, nothing = chart.paths
    assert level.startswith("M0 5h0H19H38") and level.endswith("H600") and "C" not in level
    assert curved.startswith("M0 25h0") and "C290 25 290 15 300 15" in curved and curved.endswith("H600")
    assert (dot, nothing) == ("M0 15h0", "")


def test_a_chart_is_cut_at_its_worst_rank_and_always_has_a_length():
    chart = rank_chart_of([[(NOON, 99)]], NOON, NOON)
    assert (chart.depth, chart.is_cut) == (20, True)
    assert chart.paths[0].startswith("M0 195h0")
    own = rank_chart_of([[(NOON, 42), (NOON + HOUR, 40)]], NOON, NOON + DAY, top=40, deepest=42)
    assert (own.depth, own.is_cut, own.paths[0][:7]) == (3, False, "M0 25h0")
