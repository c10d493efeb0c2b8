"""Places that moved are told once a day, when the day is over and they still hold."""

from datetime import UTC, datetime, timedelta

import pytest

from ranklore.ballots.models import Standing
from ranklore.ballots.tests.factories import rank_snapshot
from ranklore.following.jobs.rank_events import COLLECT_HOUR, collect_rank_changes
from ranklore.following.models import Cursor, Event
from ranklore.following.queries.notifications import notifications_for
from ranklore.following.tests.factories import follow_rows, notification_texts, strip_isolates

pytestmark = pytest.mark.django_db
TODAY = datetime(2030, 3, 14, COLLECT_HOUR, 30, tzinfo=UTC)
YESTERDAY, EARLIER = TODAY - timedelta(hours=14), TODAY - timedelta(days=4)


@pytest.fixture
def here(songs):
    """Five songs that stood 1 to 5, since a few days ago."""
    Cursor.objects.update(rank_changes_until=(TODAY - timedelta(days=2)).date())
    items = {item.name: item for item in songs.items.all()}
    for rank, item in enumerate(items.values(), start=1):
        rank_snapshot(item, EARLIER, rank)
        Standing.objects.create(item=item, list=songs, position=rank, rank=rank, votes=9, score=0, familiarity=0)
    return items


def moved(item, rank, when=YESTERDAY):
    rank_snapshot(item, when, rank)
    Standing.objects.filter(pk=item.pk).update(rank=rank)


def heard(voter):
    return [strip_isolates(each.plain_text) for each in notifications_for(voter).notifications]


def test_a_move_of_a_followed_item_is_told(here, ada):
    follow_rows(ada, here["Dust"])
    moved(here["Dust"], 1)
    assert collect_rank_changes(TODAY) == 1
    assert heard(ada) == ["Dust rose from 4th to 1st on Saddest songs"]


@pytest.fixture
def following_since(ada):
    """ada follows since before it all."""
    from ranklore.following.models import Follow

    def follow(*rows):
        follow_rows(ada, *rows)
        Follow.objects.update(since=EARLIER)

    return follow


def test_the_moves_of_a_followed_list_come_together(songs, here, ada, following_since):
    following_since(songs)
    moved(here["Dust"], 1)
    moved(here["Alone"], 2)
    moved(here["Bells"], 4)
    collect_rank_changes(TODAY)
    assert heard(ada) == ["3 items moved on Saddest songs"]
    lines = [strip_isolates(line) for line in notifications_for(ada).notifications[0].plain_lines]
    assert lines == ["Dust rose from 4th to 1st", "Alone fell from 1st to 2nd", "Bells fell from 2nd to 4th"]


def test_many_moves_are_counted(songs, here, ada, following_since, monkeypatch):
    monkeypatch.setattr("ranklore.following.messages.DETAIL_LINES_MAX", 1)
    following_since(songs)
    for name, rank in (("Dust", 1), ("Alone", 2), ("Bells", 4)):
        moved(here[name], rank)
    collect_rank_changes(TODAY)
    assert notifications_for(ada).notifications[0].plain_lines[-1] == "and 2 more"


def test_a_followed_item_is_told_by_itself_beside_its_list(songs, here, ada, following_since):
    following_since(songs, here["Dust"])
    moved(here["Dust"], 1)
    moved(here["Alone"], 2)
    collect_rank_changes(TODAY)
    assert heard(ada) == ["Dust rose from 4th to 1st on Saddest songs", "Alone fell from 1st to 2nd on Saddest songs"]


def test_what_comes_in_is_told(songs, here, ada, following_since):
    from ranklore.lists.models import Item

    fog = Item.objects.create(list=songs, name="Fog", start_place=9)
    following_since(fog)
    rank_snapshot(fog, YESTERDAY, 3)
    Standing.objects.create(item=fog, list=songs, position=3, rank=3, votes=9, score=0, familiarity=0)
    collect_rank_changes(TODAY)
    assert heard(ada) == ["Fog came in at 3rd on Saddest songs"]


@pytest.mark.parametrize("now", [4, 5, None])
def test_a_move_that_did_not_hold_is_not_told(here, ada, following_since, now):
    following_since(here["Dust"])
    moved(here["Dust"], 1)
    Standing.objects.filter(pk=here["Dust"].pk).update(rank=now)
    assert collect_rank_changes(TODAY) == 0


@pytest.mark.parametrize("now", [5, 4, None])
def test_a_fall_is_told_while_it_is_one(here, ada, following_since, now):
    following_since(here["Dust"])
    moved(here["Dust"], 5)
    Standing.objects.filter(pk=here["Dust"].pk).update(rank=now)
    assert collect_rank_changes(TODAY) == (now == 5)


def test_up_and_down_within_a_day_is_no_news(here, ada, following_since):
    following_since(here["Dust"])
    moved(here["Dust"], 1)
    moved(here["Dust"], 4, YESTERDAY + timedelta(hours=2))
    assert collect_rank_changes(TODAY) == 0


def test_it_is_told_once_and_not_before_the_day_is_over(songs, here, ada, following_since):
    following_since(songs)
    moved(here["Dust"], 1)
    assert collect_rank_changes(TODAY - timedelta(hours=COLLECT_HOUR)) == 0
    assert [
        collect_rank_changes(TODAY),
        collect_rank_changes(TODAY),
        collect_rank_changes(TODAY + timedelta(hours=1)),
    ] == [1, 0, 0]
    moved(here["Dust"], 2, TODAY)
    assert collect_rank_changes(TODAY + timedelta(hours=2)) == 0
    assert collect_rank_changes(TODAY + timedelta(days=1)) == 1


def test_days_without_a_worker_are_told_later(songs, here, ada, following_since):
    following_since(songs)
    moved(here["Dust"], 2)
    moved(here["Dust"], 1, YESTERDAY + timedelta(days=1))
    assert collect_rank_changes(TODAY + timedelta(days=2)) == 2
    assert heard(ada) == ["Dust rose from 2nd to 1st on Saddest songs", "Dust rose from 4th to 2nd on Saddest songs"]


def test_another_process_that_was_quicker_is_enough(songs, here, ada, following_since, monkeypatch):
    following_since(songs)
    moved(here["Dust"], 1)
    monkeypatch.setattr("ranklore.following.jobs.rank_events.lock_cursor", lambda: None)
    assert collect_rank_changes(TODAY) == 0 and not Event.objects.exists()


def test_the_look_for_comments_leaves_it_to_another(songs, here, ada, ben, monkeypatch):
    from ranklore.discussion.tests.make import make_comment

    follow_rows(ada, here["Dust"])
    make_comment(ben, here["Dust"])
    monkeypatch.setattr("ranklore.following.jobs.event_collector.lock_cursor", lambda: None)
    assert notification_texts(ada) == []
    monkeypatch.undo()
    assert notification_texts(ada) == ["ben commented on Dust"]
