"""Rank changes from day to day: the notable ones of a list, and all of an item."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ranklore.ballots.queries.history.rank_changes import NOTABLE_RANK_MAX, rank_changes_of
from ranklore.ballots.tests.factories import rank_snapshot
from ranklore.lists.actions.items import remove_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOMORROW = NOON + DAY


@pytest.fixture
def item(songs):
    """Alone to Echo have had the ranks 1 to 5 for a week."""
    items = {item.name: item for item in songs.items.all()}
    for rank, each in enumerate(items.values(), start=1):
        rank_snapshot(each, NOON - 7 * DAY, rank)
    return items


def told(songs, **asked):
    asked.setdefault("lists", [songs.pk])
    moves = rank_changes_of(asked.pop("since", NOON), asked.pop("now", TOMORROW), **asked)
    return [f"{move.item.name} {move.in_words}" for move in moves]


def test_a_rise_and_a_fall_come_with_the_best_rank_first(songs, item):
    rank_snapshot(item["Alone"], NOON, 3)
    rank_snapshot(item["Cold"], NOON, 1)
    assert told(songs) == ["Cold rose from 3rd to 1st", "Alone fell from 1st to 3rd"]
    cold, alone = rank_changes_of(NOON, TOMORROW, lists=[songs.pk])
    assert (cold.is_rise, cold.places, cold.day, cold.when) == (True, 2, date(2026, 11, 18), NOON)
    assert (alone.is_rise, alone.places, alone.item.list) == (False, 2, songs)


def test_a_rise_and_fall_within_one_day_is_no_change(songs, item):
    rank_snapshot(item["Cold"], NOON, 1)
    rank_snapshot(item["Cold"], NOON + HOUR, 2)
    rank_snapshot(item["Cold"], NOON + 2 * HOUR, 3)
    assert told(songs) == []


def test_the_last_rank_of_a_day_counts(songs, item):
    rank_snapshot(item["Echo"], NOON, 1)
    rank_snapshot(item["Echo"], NOON + 11 * HOUR, 2)
    rank_snapshot(item["Echo"], NOON + 12 * HOUR, 4)  # the day after
    assert told(songs, now=NOON + 2 * DAY) == ["Echo fell from 2nd to 4th", "Echo rose from 5th to 2nd"]


def test_new_figures_at_the_same_rank_are_no_change(songs, item):
    rank_snapshot(item["Cold"], NOON, 3, votes=99)
    assert told(songs, items=[item["Cold"].pk]) == []


def test_today_is_included_only_on_request(songs, item):
    rank_snapshot(item["Cold"], NOON, 1)
    assert told(songs, now=NOON + HOUR) == []
    assert told(songs, now=NOON + HOUR, with_today=True) == ["Cold rose from 3rd to 1st"]


def test_the_first_day_is_included_and_nothing_before_it(songs, item):
    rank_snapshot(item["Cold"], NOON - DAY, 1)
    rank_snapshot(item["Echo"], NOON, 1)
    assert told(songs, since=NOON + 5 * HOUR) == ["Echo rose from 5th to 1st"]


def test_an_item_that_was_too_new_to_rank_enters_the_ranking(songs, item):
    late = songs.items.create(name="Late", start_place=9)
    rank_snapshot(late, NOON, 4)
    assert told(songs) == ["Late came in at 4th"]
    (move,) = rank_changes_of(NOON, TOMORROW, lists=[songs.pk])
    assert (move.is_rise, move.places) == (True, 0)


def test_the_first_ranks_of_a_list_are_no_changes(songs):
    for rank, each in enumerate(songs.items.all(), start=1):
        rank_snapshot(each, NOON, rank)
        rank_snapshot(each, NOON + HOUR, 6 - rank)
    assert told(songs, items=[songs.items.first().pk]) == []


def test_an_item_that_is_off_the_list_or_too_new_again_is_not_named(songs, item):
    rank_snapshot(item["Cold"], NOON, 1)
    remove_item(item["Cold"])
    rank_snapshot(item["Echo"], NOON, None)
    assert told(songs) == []


def test_on_a_list_a_small_step_far_down_is_not_told_but_of_an_item_it_is(ada):
    names = [NewItem(f"Song {n}", ()) for n in range(4)]
    long = create_list(title="Long", prompt="", items=names, voter=ada)
    near, far, deep, leap = long.items.order_by("start_place")
    for each, before, rank in ((near, 4, 5), (far, 41, 40), (deep, 90, NOTABLE_RANK_MAX + 1), (leap, 50, 40)):
        rank_snapshot(each, NOON - DAY, before)
        rank_snapshot(each, NOON, rank)
    assert told(long) == ["Song 0 fell from 4th to 5th", "Song 3 rose from 50th to 40th"]
    assert told(long, lists=(), items=[far.pk, deep.pk]) == [
        "Song 1 rose from 41st to 40th",
        "Song 2 rose from 90th to 51st",
    ]


def test_other_lists_are_left_out_and_no_lists_give_no_changes(songs, item, ada):
    other = create_list(title="Other", prompt="", items=[NewItem("Far", ())], voter=ada)
    rank_snapshot(other.items.get(), NOON - DAY, 2)
    rank_snapshot(other.items.get(), NOON, 1)
    rank_snapshot(item["Cold"], NOON, 1)
    assert told(songs) == ["Cold rose from 3rd to 1st"]
    assert told(songs, items=[other.items.get().pk]) == ["Cold rose from 3rd to 1st", "Far rose from 2nd to 1st"]
    assert rank_changes_of(NOON, TOMORROW) == ()


def test_the_number_of_changes_is_limited_and_the_newest_come_first(songs, item):
    for days in range(5):
        rank_snapshot(item["Cold"], NOON + days * DAY, 1 if days % 2 else 2)
    assert told(songs, now=NOON + 9 * DAY, most=2) == ["Cold fell from 1st to 2nd", "Cold rose from 2nd to 1st"]


def test_any_number_of_changes_takes_one_query(songs, item):
    for each, rank in ((item["Cold"], 1), (item["Alone"], 3)):
        rank_snapshot(each, NOON, rank)
    with CaptureQueriesContext(connection) as asked:
        [move.item.get_absolute_url() for move in rank_changes_of(NOON, TOMORROW, lists=[songs.pk])]
    assert len(asked) == 1
