"""A page of notifications: events of one kind on one day are grouped into one sentence."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from ranklore.discussion.queries.rendered_comments import RenderedComment, render_comments
from ranklore.discussion.rendering.truncation import ROW_OPENING_LENGTH
from ranklore.following.messages import (
    Sentence,
    address_for,
    comment_preview,
    detail_lines_for,
    sentence_for,
    to_plain_text,
)
from ranklore.following.models import Event, NotificationSettings
from ranklore.following.queries.events import FollowReason, ReceivedEvent, event_topics_for, received_events_for
from ranklore.following.targets import FollowTarget
from ranklore.people.models import Voter

EVENT_TOPICS_PER_PAGE = 300
"""Rows of `EventTopic` behind one page of notifications."""
RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class Notification:
    """A sentence about one event, or about several of one kind.

    lines     the single events, if the sentence counts several
    topic_id  the topic that the voter follows
    target    what the topic is about; None for a reply
    preview   of the comment, if the sentence is about a single one
    """

    sentence: Sentence
    lines: tuple[Sentence, ...]
    address: str
    event_count: int
    at: datetime
    is_new: bool
    topic_id: int
    target: FollowTarget | None
    comment_id: int | None
    preview: str
    comment: RenderedComment | None = None

    @property
    def plain_text(self) -> str:
        return to_plain_text(self.sentence)

    @property
    def names_target(self) -> bool:
        """Whether the sentence names the target. For a thread it names what the thread is about."""
        if self.target is None:
            return False
        return self.target.kind == "thread" or any(
            piece.is_name and piece.text == self.target.title for piece in self.sentence
        )

    @property
    def plain_lines(self) -> tuple[str, ...]:
        return tuple(map(to_plain_text, self.lines))


@dataclass(frozen=True, slots=True)
class NotificationsPage:
    """A page of notifications, newest first.

    last_event   the newest event on the page
    next_before  the next page has the events before this one; None on the last page
    is_first     whether this is the page of the newest events
    """

    notifications: tuple[Notification, ...]
    unread: int
    last_event: int
    next_before: int | None
    is_first: bool


NotificationCache = dict[tuple[int, ...], Notification]
"""Notifications by their topic and events: many voters get the same ones."""


def notifications_for(voter: Voter, before: int | None = None) -> NotificationsPage:
    """A page of a voter's notifications. Pages after the first have those `before` an event."""
    if voter.pk is None:
        return NotificationsPage((), 0, 0, None, is_first=not before)
    settings = NotificationSettings.objects.filter(pk=voter.pk).first()
    event_topics = event_topics_for([voter.pk])
    if before:
        event_topics = event_topics.filter(event__lt=before)
    rows = list(event_topics.order_by("-event", "topic").values_list("event", "topic")[:EVENT_TOPICS_PER_PAGE])
    received = received_events_for(rows)
    last_seen = settings.last_seen_event if settings else 0
    notifications = tuple(build_notifications(received, last_seen))
    shown = {notification.comment_id for notification in notifications}
    comments = [each.event.comment for each in received if each.event.comment and each.event.comment.pk in shown]
    views = {comment.pk: view for comment, view in render_comments(comments, voter, ROW_OPENING_LENGTH)}
    return NotificationsPage(
        notifications=tuple(replace(each, comment=views.get(each.comment_id or 0)) for each in notifications),
        unread=sum(each.event.pk > last_seen for each in received),
        last_event=received[0].event.pk if received else 0,
        next_before=rows[-1][0] if len(rows) == EVENT_TOPICS_PER_PAGE else None,
        is_first=not before,
    )


def build_notifications(
    received: Iterable[ReceivedEvent], last_seen: int, cache: NotificationCache | None = None
) -> Iterator[Notification]:
    """Notifications of events. Events of one kind on one day for one reason share a sentence; each reply has its own.

    cache  shared by a run over many voters, none of whom has seen any of these events
    """
    cache = {} if cache is None else cache
    for group in _group_by_key((_group_key(each, last_seen), each) for each in received):
        key = (group[0].reason.topic_id, *(each.event.pk for each in group))
        if key not in cache:
            cache[key] = _build_notification(group[0].reason, [each.event for each in group], last_seen)
        yield cache[key]


def _build_notification(reason: FollowReason, events: Sequence[Event], last_seen: int) -> Notification:
    comment = events[0].comment if len(events) == 1 else None
    return Notification(
        sentence=sentence_for(events, reason.target),
        lines=detail_lines_for(events),
        address=address_for(events, reason.target),
        event_count=len(events),
        at=events[0].at,
        is_new=events[0].pk > last_seen,
        topic_id=reason.topic_id,
        target=reason.target,
        comment_id=comment.pk if comment else None,
        preview=comment_preview(comment) if comment else "",
    )


def _group_key(received: ReceivedEvent, last_seen: int) -> tuple[object, ...]:
    event, reason = received.event, received.reason
    if reason.field == "replies_to" or (event.kind == Event.Kind.RANK_CHANGE and reason.field == "item"):
        return (event.pk,)
    return event.kind, reason.topic_id, event.day or event.at.date(), event.pk > last_seen


def _group_by_key(rows: Iterable[tuple[Hashable, RowT]]) -> list[Sequence[RowT]]:
    """Rows grouped by key. Groups are in the order of their first rows."""
    groups: dict[Hashable, list[RowT]] = {}
    for key, row in rows:
        groups.setdefault(key, []).append(row)
    return list(groups.values())
