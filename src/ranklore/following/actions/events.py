"""Write events with the topics they belong to, and start the cursor of the event collector."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Max, Model

from ranklore.discussion.models import Comment
from ranklore.following.models import Cursor, Event, EventTopic, Topic
from ranklore.lists.models import Item, RankedList

EVENT_BATCH_SIZE = 500


TopicKeys = dict[str, int | None]
"""The topics of an event: field of `Topic` -> id."""


NewEvent = tuple[Event, TopicKeys]


def get_or_start_cursor(now: datetime) -> Cursor:
    """The cursor; the first look ever begins at now, so that nobody is told of what was long before."""
    cursor = Cursor.objects.first()
    if cursor is None:
        first = Cursor(
            pk=1,
            comment_id=_newest_id(Comment),
            item_id=_newest_id(Item),
            list_id=_newest_id(RankedList),
            ranked_until=now,
            moved_until=now.date() - timedelta(days=1),
        )
        Cursor.objects.bulk_create([first], ignore_conflicts=True)
        cursor = Cursor.objects.get()
    return cursor


def write_events(told: Iterable[NewEvent]) -> int:
    """Write the events that somebody follows, with their topics, within a transaction that holds the cursor."""
    told = list(told)
    topics = _followed_topics(keys for _, keys in told)
    followed = [
        (event, sorted(topics[pair] for pair in keys.items() if pair in topics))
        for event, keys in told
        if topics.keys() & keys.items()
    ]
    events = Event.objects.bulk_create([event for event, _ in followed], batch_size=EVENT_BATCH_SIZE)
    EventTopic.objects.bulk_create(
        (
            EventTopic(event=event, topic_id=topic)
            for event, (_, ids) in zip(events, followed, strict=True)
            for topic in ids
        ),
        batch_size=EVENT_BATCH_SIZE,
    )
    return len(events)


def _followed_topics(keys: Iterable[TopicKeys]) -> dict[tuple[str, int | None], int]:
    """(field, id) -> topic, of those that somebody follows."""
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
