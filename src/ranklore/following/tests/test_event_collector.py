"""What the worker writes as events: each new row once, even if it becomes visible late."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from ranklore.ballots.actions.personal_ranking import publish_ranking, save_ranking
from ranklore.discussion.actions.import_comments import import_comments
from ranklore.discussion.tests.make import make_comment
from ranklore.following.actions.deletion import EVENT_RETENTION, delete_old_events
from ranklore.following.actions.events import EVENT_BATCH_SIZE, get_or_start_cursor
from ranklore.following.jobs.event_collector import SETTLE_TIME, collect_events
from ranklore.following.models import Cursor, Event, EventTopic
from ranklore.following.tests.factories import (
    follow_rows,
    notification_texts,
    unread_count,
)
from ranklore.lists.actions.items import add_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.lists.models import Item
from ranklore.parsing.result import ParsedComment

pytestmark = pytest.mark.django_db


def test_events_before_the_follow_are_not_notified(songs, dust, ada, ben):
    make_comment(ben, dust)
    follow_rows(ben, dust)  # with a follower the event is written
    collect_events(datetime.now(UTC))
    follow_rows(ada, songs, dust)
    assert notification_texts(ada) == []


def test_events_that_nobody_follows_are_not_written(songs, dust, ben):
    make_comment(ben, dust)
    add_item(ranked_list=songs, voter=ben, name="Fog", nonce=uuid.uuid4())
    assert collect_events(datetime.now(UTC)) == 0
    assert not Event.objects.exists()


def test_imported_comments_are_not_notified(songs, dust, ada):
    follow_rows(ada, songs)
    import_comments(songs, [(dust, ParsedComment("It aches.", 1))])
    other = create_list(title="Best soups", items=[NewItem("Pea")])
    assert notification_texts(ada) == [] and other.pk


def test_collecting_again_writes_nothing_twice(songs, dust, ada, ben):
    follow_rows(ada, songs)
    make_comment(ben, dust)
    add_item(ranked_list=songs, voter=ben, name="Fog", nonce=uuid.uuid4())
    now = datetime.now(UTC)
    assert [
        collect_events(now),
        collect_events(now),
        collect_events(now + 2 * SETTLE_TIME),
        collect_events(now + 2 * SETTLE_TIME),
    ] == [2, 0, 0, 0]
    cursor = Cursor.objects.get()
    assert (cursor.comment_id, cursor.item_id) == (
        EventTopic.objects.first().event.comment_id,
        Item.objects.latest("pk").pk,
    )


def test_a_row_that_becomes_visible_late_is_notified(dust, ada, ben):
    """On PostgreSQL a comment can become visible after one with a higher id."""
    follow_rows(ada, dust)
    late, soon = make_comment(ben, dust, "late"), make_comment(ben, dust, "soon")
    number = late.pk
    type(late).objects.filter(pk=number).delete()
    collect_events(datetime.now(UTC))
    late.save(force_insert=True)
    assert late.pk == number < soon.pk
    assert notification_texts(ada) == ["2 new comments on Dust, by ben"]


def test_many_rows_are_read_in_batches(dust, ada, ben, monkeypatch):
    monkeypatch.setattr("ranklore.following.jobs.event_collector.EVENT_BATCH_SIZE", 2)
    follow_rows(ada, dust)
    for _ in range(5):
        make_comment(ben, dust)
    assert EVENT_BATCH_SIZE > 2 and notification_texts(ada) == ["5 new comments on Dust, by ben"]


def test_old_events_are_deleted(dust, ada, ben):
    follow_rows(ada, dust)
    make_comment(ben, dust)
    collect_events(datetime.now(UTC) + 2 * SETTLE_TIME)
    delete_old_events(datetime.now(UTC) + EVENT_RETENTION - timedelta(days=1))
    assert unread_count(ada) == 1
    delete_old_events(datetime.now(UTC) + EVENT_RETENTION + timedelta(days=1))
    assert notification_texts(ada) == []


def test_the_cursor_is_created_once(db):
    Cursor.objects.all().delete()
    assert get_or_start_cursor(datetime.now(UTC)).pk == get_or_start_cursor(datetime.now(UTC)).pk


def test_rankings_are_left_to_the_process_that_holds_the_cursor(songs, dust, ada, mo, monkeypatch):
    follow_rows(ada, mo)
    save_ranking(voter=mo.voter, ranked_list=songs, item_ids=[dust.pk])
    publish_ranking(voter=mo.voter, ranked_list=songs)
    monkeypatch.setattr("ranklore.following.jobs.event_collector.lock_cursor", lambda: None)
    assert notification_texts(ada) == []
