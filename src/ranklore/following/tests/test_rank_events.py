"""Rank changes are notified once a day, after the day is over and if they last."""

from datetime import UTC, datetime, timedelta

import pytest

from ranklore.ballots.models import Standing
from ranklore.ballots.tests.factories import rank_snapshot
from ranklore.discussion.tests.make import make_comment
from ranklore.following.jobs.rank_events import COLLECT_HOUR, collect_rank_changes
from ranklore.following.models import Cursor, Event, Follow
from ranklore.following.queries.notifications import notifications_for
from ranklore.following.tests.factories import follow_rows, notification_texts, strip_isolates
from ranklore.lists.models import Item

pytestmark = pytest.mark.django_db
TODAY = datetime(2030, 3, 14, COLLECT_HOUR, 30, tzinfo=UTC)
YESTERDAY, EARLIER = TODAY - timedelta(hours=14), TODAY - timedelta(days=4)


@pytest.fixture
def ranked(songs):
    """Five songs that have been ranked 1 to 5 for a few days."""
    Cursor.objects.update(rank_changes_until=(TODAY - timedelta(days=2)).date())
    items = {item.name: item for item in songs.items.all()}
    for rank, item in enumerate(items.values(), start=1):
        rank_snapshot(item, EARLIER, rank)
        Standing.objects.create(item=item, list=songs, position=rank, rank=rank, votes=9, score=0, familiarity=0)
    return items


def change_rank(item, rank, when=YESTERDAY):
    rank_snapshot(item, when, rank)
    Standing.objects.filter(pk=item.pk).update(rank=rank)


def texts_of(voter):
    return [strip_isolates(each.plain_text) for each in notifications_for(voter).notifications]


def test_a_rank_change_of_a_followed_item_is_notified(ranked, ada):
    follow_rows(ada, ranked["Dust"])
    change_rank(ranked["Dust"], 1)
    assert collect_rank_changes(TODAY) == 1
    assert texts_of(ada) == ["Dust rose from 4th to 1st on Saddest songs"]


@pytest.fixture
def follow_early(ada):
    """ada follows since before the rank changes."""

    def follow(*rows):
        follow_rows(ada, *rows)
        Follow.objects.update(since=EARLIER)

    return follow


def test_the_rank_changes_of_a_followed_list_share_a_notification(songs, ranked, ada, follow_early):
    follow_early(songs)
    change_rank(ranked["Dust"], 1)
    change_rank(ranked["Alone"], 2)
    change_rank(ranked["Bells"], 4)
    collect_rank_changes(TODAY)
    assert texts_of(ada) == ["3 items moved on Saddest songs"]
    lines = [strip_isolates(line) for line in notifications_for(ada).notifications[0].plain_lines]
    assert lines == ["Dust rose from 4th to 1st", "Alone fell from 1st to 2nd", "Bells fell from 2nd to 4th"]


def test_more_rank_changes_are_counted(songs, ranked, ada, follow_early, monkeypatch):
    monkeypatch.setattr("ranklore.following.messages.DETAIL_LINES_MAX", 1)
    follow_early(songs)
    for name, rank in (("Dust", 1), ("Alone", 2), ("Bells", 4)):
        change_rank(ranked[name], rank)
    collect_rank_changes(TODAY)
    assert notifications_for(ada).notifications[0].plain_lines[-1] == "and 2 more"


def test_a_followed_item_has_its_own_notification_beside_its_list(songs, ranked, ada, follow_early):
    follow_early(songs, ranked["Dust"])
    change_rank(ranked["Dust"], 1)
    change_rank(ranked["Alone"], 2)
    collect_rank_changes(TODAY)
    assert texts_of(ada) == [
        "Dust rose from 4th to 1st on Saddest songs",
        "Alone fell from 1st to 2nd on Saddest songs",
    ]


def test_a_newly_ranked_item_is_notified(songs, ranked, ada, follow_early):
    fog = Item.objects.create(list=songs, name="Fog", start_place=9)
    follow_early(fog)
    rank_snapshot(fog, YESTERDAY, 3)
    Standing.objects.create(item=fog, list=songs, position=3, rank=3, votes=9, score=0, familiarity=0)
    collect_rank_changes(TODAY)
    assert texts_of(ada) == ["Fog came in at 3rd on Saddest songs"]


@pytest.mark.parametrize("now", [4, 5, None])
def test_a_rise_that_did_not_last_is_not_notified(ranked, ada, follow_early, now):
    follow_early(ranked["Dust"])
    change_rank(ranked["Dust"], 1)
    Standing.objects.filter(pk=ranked["Dust"].pk).update(rank=now)
    assert collect_rank_changes(TODAY) == 0


@pytest.mark.parametrize("now", [5, 4, None])
def test_a_fall_is_notified_only_if_it_lasts(ranked, ada, follow_early, now):
    follow_early(ranked["Dust"])
    change_rank(ranked["Dust"], 5)
    Standing.objects.filter(pk=ranked["Dust"].pk).update(rank=now)
    assert collect_rank_changes(TODAY) == (now == 5)


def test_up_and_down_within_a_day_is_not_notified(ranked, ada, follow_early):
    follow_early(ranked["Dust"])
    change_rank(ranked["Dust"], 1)
    change_rank(ranked["Dust"], 4, YESTERDAY + timedelta(hours=2))
    assert collect_rank_changes(TODAY) == 0


def test_rank_changes_are_notified_once_after_the_day_is_over(songs, ranked, ada, follow_early):
    follow_early(songs)
    change_rank(ranked["Dust"], 1)
    assert collect_rank_changes(TODAY - timedelta(hours=COLLECT_HOUR)) == 0
    assert [
        collect_rank_changes(TODAY),
        collect_rank_changes(TODAY),
        collect_rank_changes(TODAY + timedelta(hours=1)),
    ] == [1, 0, 0]
    change_rank(ranked["Dust"], 2, TODAY)
    assert collect_rank_changes(TODAY + timedelta(hours=2)) == 0
    assert collect_rank_changes(TODAY + timedelta(days=1)) == 1


def test_days_without_a_worker_are_notified_later(songs, ranked, ada, follow_early):
    follow_early(songs)
    change_rank(ranked["Dust"], 2)
    change_rank(ranked["Dust"], 1, YESTERDAY + timedelta(days=1))
    assert collect_rank_changes(TODAY + timedelta(days=2)) == 2
    assert texts_of(ada) == ["Dust rose from 2nd to 1st on Saddest songs", "Dust rose from 4th to 2nd on Saddest songs"]


def test_rank_changes_are_left_to_the_process_that_holds_the_cursor(songs, ranked, ada, follow_early, monkeypatch):
    follow_early(songs)
    change_rank(ranked["Dust"], 1)
    monkeypatch.setattr("ranklore.following.jobs.rank_events.lock_cursor", lambda: None)
    assert collect_rank_changes(TODAY) == 0 and not Event.objects.exists()


def test_comments_are_left_to_the_process_that_holds_the_cursor(songs, ranked, ada, ben, monkeypatch):
    follow_rows(ada, ranked["Dust"])
    make_comment(ben, ranked["Dust"])
    monkeypatch.setattr("ranklore.following.jobs.event_collector.lock_cursor", lambda: None)
    assert notification_texts(ada) == []
    monkeypatch.undo()
    assert notification_texts(ada) == ["ben commented on Dust"]
