"""Which events a voter is notified of and why, and how many are unread. The number of queries does not grow with the
number of rows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value, Window
from django.db.models.functions import Coalesce, RowNumber

from ranklore.ballots.models import PublishedRanking
from ranklore.core.database.prepared import PreparedQuery
from ranklore.following.models import Event, EventTopic, NotificationSettings, Topic
from ranklore.following.targets import TARGET_RELATIONS, FollowTarget, target_for_topic
from ranklore.people.models import Account, Voter

TOPICS_PER_EVENT_MAX = 5
"""No event has more topics than these fields."""
UNREAD_COUNT_MAX = 100
"""Unread notifications are counted up to this number; the header then shows "99+"."""
_REASON_PRIORITY = ("replies_to", "thread", "item", "person", "list")
"""If a voter follows several topics of an event, the first of these is the reason that they are given."""


@dataclass(frozen=True, slots=True)
class FollowReason:
    """Why a voter is notified of an event: a topic that they follow.

    field   the field of `Topic` that is set
    target  what the topic is about; None for replies to the voter
    """

    topic_id: int
    field: str
    target: FollowTarget | None


@dataclass(frozen=True, slots=True)
class ReceivedEvent:
    """An event that a voter is notified of, with the reason."""

    event: Event
    reason: FollowReason


def newest_event_id() -> int:
    newest: int | None = Event.objects.aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def count_unread(voter: Voter) -> int:
    """How many events a voter has not seen, at most UNREAD_COUNT_MAX. It reads a few hundred rows at most.

    Every page calls this, and mostly nothing is new. A simple query finds that out; only then follows the exact one,
    which takes the database longer to plan than to run.
    """
    if voter.pk is None:
        return 0
    if not _NEW_EVENT_FOR.exists(voter.pk):
        return 0
    unread = event_topics_for([voter.pk], _is_new_for(voter.pk))
    rows = unread.order_by().values_list("event", flat=True)[: UNREAD_COUNT_MAX * TOPICS_PER_EVENT_MAX]
    return min(len({*rows}), UNREAD_COUNT_MAX)


def _is_new_for(voter_id: int) -> Q:
    last_seen = NotificationSettings.objects.filter(pk=voter_id).values("last_seen_event")
    return Q(event__gt=Coalesce(Subquery(last_seen), Value(0)))


_NEW_EVENT_FOR = PreparedQuery(
    lambda voter_id: EventTopic.objects.filter(
        _is_new_for(voter_id), event__gt=F("topic__follows__after_event"), topic__follows__voter=voter_id
    ).values_list("event_id")[:1],
    int,
)


def event_topics_for(voter_ids: Collection[int], *conditions: Q) -> QuerySet[EventTopic]:
    """What these voters are notified of: events that can still be seen, without their own. `conditions` reach the voter
    as topic__follows__voter."""
    # Subqueries instead of two more joins: PostgreSQL needs several milliseconds to order so many joins.
    is_closed = Exists(Account.objects.filter(voter=OuterRef("event__actor"), is_active=False))
    is_published = Exists(PublishedRanking.objects.filter(key=OuterRef("event__ranking_key")))
    return EventTopic.objects.filter(
        Q(event__gt=F("topic__follows__after_event"), event__at__gte=F("topic__follows__since")),
        Q(event__actor=None) | ~Q(event__actor=F("topic__follows__voter")),
        Q(event__actor=None) | ~is_closed,
        Q(event__ranking_key=None) | is_published,
        *conditions,
        topic__follows__voter__in=voter_ids,
        event__comment__deleted_at=None,
        event__item__removed_at=None,
    )


def newest_events_by_voter(event_topics: QuerySet[EventTopic], limit: int) -> dict[int, list[tuple[int, int]]]:
    """Voter id -> (event id, topic id) of their newest `event_topics`, at most `limit` each. One query."""
    follower = "topic__follows__voter"
    number = Window(RowNumber(), partition_by=F(follower), order_by=F("event").desc())
    newest = event_topics.annotate(number=number).filter(number__lte=limit).order_by("-event", "topic")
    found: dict[int, list[tuple[int, int]]] = {}
    for voter_id, event_id, topic_id in newest.values_list(follower, "event", "topic"):
        found.setdefault(voter_id, []).append((event_id, topic_id))
    return found


def received_events_for(rows: Sequence[tuple[int, int]]) -> list[ReceivedEvent]:
    """The events of (event id, topic id) rows, each once, with the closest reason."""
    return nearest_reasons(rows, get_events(event for event, _ in rows), get_follow_reasons(topic for _, topic in rows))


def get_events(ids: Iterable[int]) -> dict[int, Event]:
    """Events by id, with everything that their sentences name."""
    found = Event.objects.select_related("list", "item", "actor__account", "comment__voter__account").in_bulk({*ids})
    for event in found.values():  # set what the query knows already, to save queries
        if event.item:
            event.item.list = event.list
        if event.comment:
            event.comment.list, event.comment.item = event.list, event.item
    return found


def get_follow_reasons(topic_ids: Iterable[int]) -> dict[int, FollowReason]:
    """Reasons by topic id. A topic whose target was removed is no reason."""
    reasons = {}
    for topic in Topic.objects.select_related(*TARGET_RELATIONS).filter(pk__in={*topic_ids}):
        field = next(field for field in _REASON_PRIORITY if getattr(topic, f"{field}_id") is not None)
        target = target_for_topic(topic)
        if target or field == "replies_to":
            reasons[topic.pk] = FollowReason(topic.pk, field, target)
    return reasons


def nearest_reasons(
    rows: Sequence[tuple[int, int]], events: Mapping[int, Event], reasons: Mapping[int, FollowReason]
) -> list[ReceivedEvent]:
    """Each event once, newest first, with the reason that comes first in `_REASON_PRIORITY`."""
    best: dict[int, ReceivedEvent] = {}
    for event_id, topic_id in rows:
        if event_id not in events or topic_id not in reasons:
            continue  # deleted meanwhile
        received = ReceivedEvent(events[event_id], reasons[topic_id])
        known = best.get(event_id)
        if known is None or _REASON_PRIORITY.index(received.reason.field) < _REASON_PRIORITY.index(known.reason.field):
            best[event_id] = received
    return sorted(best.values(), key=lambda each: -each.event.pk)
