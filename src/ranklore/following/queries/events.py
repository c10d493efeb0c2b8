"""Which events a voter hears of and why, and how many are unread. The number of queries does not grow with the
rows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value, Window
from django.db.models.functions import Coalesce, RowNumber

from ranklore.ballots.models import PublishedRanking
from ranklore.following.models import Event, EventTopic, NotificationSettings, Topic
from ranklore.following.targets import TARGET_RELATIONS, FollowTarget, target_for_topic
from ranklore.people.models import Account, Voter


def newest_event_id() -> int:
    newest: int | None = Event.objects.aggregate(newest=Max("pk"))["newest"]
    return newest or 0


TOPICS_PER_EVENT_MAX = 5
"""No event is told to more topics."""


_REASON_PRIORITY = ("replies_to", "thread", "item", "person", "list")
"""When an event is heard of in several ways, the first of these says why."""


@dataclass(frozen=True, slots=True)
class FollowReason:
    """Why somebody hears of an event: a topic, by the field that names it, and what that is about (None: replies)."""

    topic_id: int
    field: str
    target: FollowTarget | None


@dataclass(frozen=True, slots=True)
class ReceivedEvent:
    """An event that somebody hears of, for a reason."""

    event: Event
    reason: FollowReason


def count_unread(voter: Voter) -> int:
    """How many events a voter has not been shown, COUNT_MOST at the most. It looks at a few hundred rows however much
    there is.

    Every page asks, and mostly there is nothing: that is found out by a plain query, the rest by one that takes longer
    to plan than to run.
    """
    if voter.pk is None:
        return 0
    seen = NotificationSettings.objects.filter(pk=voter.pk).values("seen")
    is_new = Q(event__gt=Coalesce(Subquery(seen), Value(0)))
    told = EventTopic.objects.filter(event__gt=F("topic__follows__after"), topic__follows__voter=voter.pk)
    if not told.filter(is_new).exists():
        return 0
    unread = event_topics_for([voter.pk], is_new)
    rows = unread.order_by().values_list("event", flat=True)[: UNREAD_COUNT_MAX * TOPICS_PER_EVENT_MAX]
    return min(len({*rows}), UNREAD_COUNT_MAX)


def event_topics_for(voter_ids: Collection[int], *also: Q) -> QuerySet[EventTopic]:
    """What these voters hear of, and what is still there to be seen; nobody of their own doings. `also` may speak of
    them as topic__follows__voter."""
    # Not two more joins: PostgreSQL thinks for several milliseconds about the order of so many.
    gone = Exists(Account.objects.filter(voter=OuterRef("event__actor"), is_active=False))
    shown = Exists(PublishedRanking.objects.filter(key=OuterRef("event__ranking_key")))
    return EventTopic.objects.filter(
        Q(event__gt=F("topic__follows__after"), event__at__gte=F("topic__follows__since")),
        Q(event__actor=None) | ~Q(event__actor=F("topic__follows__voter")),
        Q(event__actor=None) | ~gone,
        Q(event__ranking_key=None) | shown,
        *also,
        topic__follows__voter__in=voter_ids,
        event__comment__deleted_at=None,
        event__item__removed_at=None,
    )


def newest_events_by_voter(event_topics: QuerySet[EventTopic], most: int) -> dict[int, list[tuple[int, int]]]:
    """Voter -> (event, topic) of their newest event_topics, no more than `most` each. One query."""
    who = "topic__follows__voter"
    number = Window(RowNumber(), partition_by=F(who), order_by=F("event").desc())
    newest = event_topics.annotate(number=number).filter(number__lte=most).order_by("-event", "topic")
    found: dict[int, list[tuple[int, int]]] = {}
    for voter_id, event_id, topic_id in newest.values_list(who, "event", "topic"):
        found.setdefault(voter_id, []).append((event_id, topic_id))
    return found


def received_events_for(rows: Sequence[tuple[int, int]]) -> list[ReceivedEvent]:
    """The events of (event, topic) rows, each once, for the nearest reason there is."""
    return nearest_reasons(rows, get_events(event for event, _ in rows), get_follow_reasons(topic for _, topic in rows))


def get_events(ids: Iterable[int]) -> dict[int, Event]:
    """With all that a sentence names: what an event is about is on its list, and its comment is about its item."""
    found = Event.objects.select_related("list", "item", "actor__account", "comment__voter__account").in_bulk({*ids})
    for event in found.values():
        if event.item:
            event.item.list = event.list
        if event.comment:
            event.comment.list, event.comment.item = event.list, event.item
    return found


def get_follow_reasons(topic_ids: Iterable[int]) -> dict[int, FollowReason]:
    """By topic. What went is no reason to hear of anything."""
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
    best: dict[int, ReceivedEvent] = {}
    for event_id, topic_id in rows:
        if event_id not in events or topic_id not in reasons:
            continue  # deleted since
        heard = ReceivedEvent(events[event_id], reasons[topic_id])
        known = best.get(event_id)
        if known is None or _REASON_PRIORITY.index(heard.reason.field) < _REASON_PRIORITY.index(known.reason.field):
            best[event_id] = heard
    return sorted(best.values(), key=lambda each: -each.event.pk)


UNREAD_COUNT_MAX = 100
"""Unread notices that are counted; more are "99+"."""
