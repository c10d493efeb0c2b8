"""Write events with the topics they belong to, and start and advance the cursor of the event collector."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Model

from ranklore.discussion.models import Comment
from ranklore.following.models import Cursor, Event, EventTopic, Topic
from ranklore.lists.models import Item, RankedList

EVENT_BATCH_SIZE = 500

TopicKeys = dict[str, int | None]
"""The topics of an event: field of `Topic` -> id."""
NewEvent = tuple[Event, TopicKeys]


def get_or_start_cursor(now: datetime) -> Cursor:
    """The cursor. The first one starts at now, so that nobody is notified of older events."""
    cursor = Cursor.objects.first()
    if cursor is None:
        first = Cursor(
            pk=1,
            comment_id=_newest_id(Comment),
            item_id=_newest_id(Item),
            list_id=_newest_id(RankedList),
            rankings_until=now,
            rank_changes_until=now.date() - timedelta(days=1),
        )
        Cursor.objects.bulk_create([first], ignore_conflicts=True)
        cursor = Cursor.objects.get()
    return cursor


def advance_cursor(**fields: int | date | datetime) -> None:
    """Move fields of the cursor forward, never back. The caller holds the cursor (`lock_cursor`)."""
    for field, value in fields.items():
        changes: dict[str, Any] = {field: value}
        Cursor.objects.filter(**{f"{field}__lt": value}).update(**changes)


def write_events(new_events: Iterable[NewEvent]) -> int:
    """Write the events that somebody follows, with their topics. Returns how many.

    The caller is in a transaction and holds the cursor (`lock_cursor`).
    """
    new_events = list(new_events)
    topics = _followed_topics(keys for _, keys in new_events)
    followed = [
        (event, sorted(topics[pair] for pair in keys.items() if pair in topics))
        for event, keys in new_events
        if topics.keys() & keys.items()
    ]
    events = Event.objects.bulk_create([event for event, _ in followed], batch_size=EVENT_BATCH_SIZE)
    EventTopic.objects.bulk_create(
        (
            EventTopic(event=event, topic_id=topic_id)
            for event, (_, topic_ids) in zip(events, followed, strict=True)
            for topic_id in topic_ids
        ),
        batch_size=EVENT_BATCH_SIZE,
    )
    return len(events)


def _followed_topics(keys: Iterable[TopicKeys]) -> dict[tuple[str, int | None], int]:
    """(field, id) -> topic id, of the topics that somebody follows."""
    by_field: dict[str, set[int]] = {}
    for each in keys:
        for field, number in each.items():
            if number is not None:
                by_field.setdefault(field, set()).add(number)
    found: dict[tuple[str, int | None], int] = {}
    for field, numbers in by_field.items():
        followed = Topic.objects.filter(**{f"{field}__in": numbers, "follows__isnull": False}).distinct()
        found |= {(field, number): pk for number, pk in followed.values_list(field, "pk")}
    return found


def _newest_id(model: type[Model]) -> int:
    newest: int | None = model._default_manager.aggregate(newest=Max("pk"))["newest"]
    return newest or 0
