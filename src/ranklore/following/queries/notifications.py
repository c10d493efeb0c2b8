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
"""Tellings behind one page of notifications."""


RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class Notification:
    """A sentence about one event or several of a kind, the things that it counts, and one comment's words.

    follow  the topic that it is told for; target is what that is about, None for a reply
    """

    sentence: Sentence
    lines: tuple[Sentence, ...]
    address: str
    events: int
    at: datetime
    is_new: bool
    follow: int
    target: FollowTarget | None
    comment_id: int | None
    preview: str
    comment: RenderedComment | None = None

    @property
    def plain_text(self) -> str:
        return to_plain_text(self.sentence)

    @property
    def names_target(self) -> bool:
        """Whether the sentence says already what this is told for; of a thread it says what that is about."""
        if self.target is None:
            return False
        return self.target.kind == "thread" or any(piece.text == self.target.title for piece in self.sentence)

    @property
    def plain_lines(self) -> tuple[str, ...]:
        return tuple(map(to_plain_text, self.lines))


@dataclass(frozen=True, slots=True)
class NotificationsPage:
    """upto: the newest event on it; older: before which event the next page begins, None where there is none."""

    notifications: tuple[Notification, ...]
    unread: int
    upto: int
    older: int | None
    is_later: bool


NotificationCache = dict[tuple[int, ...], Notification]
"""Notices that were made already: many readers are told the same."""


def notifications_for(voter: Voter, before: int | None = None) -> NotificationsPage:
    """A page of what a voter heard, newest first; `before` an event, for the pages after the first."""
    if voter.pk is None:
        return NotificationsPage((), 0, 0, None, is_later=bool(before))
    reader = NotificationSettings.objects.filter(pk=voter.pk).first()
    event_topics = event_topics_for([voter.pk])
    if before:
        event_topics = event_topics.filter(event__lt=before)
    rows = list(event_topics.order_by("-event", "topic").values_list("event", "topic")[:EVENT_TOPICS_PER_PAGE])
    heard = received_events_for(rows)
    seen = reader.seen if reader else 0
    notifications = tuple(build_notifications(heard, seen))
    alone = {notice.comment_id for notice in notifications}
    comments = [each.event.comment for each in heard if each.event.comment and each.event.comment.pk in alone]
    views = {comment.pk: view for comment, view in render_comments(comments, voter, ROW_OPENING_LENGTH)}
    return NotificationsPage(
        notifications=tuple(replace(notice, comment=views.get(notice.comment_id or 0)) for notice in notifications),
        unread=sum(each.event.pk > seen for each in heard),
        upto=heard[0].event.pk if heard else 0,
        older=rows[-1][0] if len(rows) == EVENT_TOPICS_PER_PAGE else None,
        is_later=bool(before),
    )


def build_notifications(
    heard: Iterable[ReceivedEvent], seen: int, kept: NotificationCache | None = None
) -> Iterator[Notification]:
    """Events of one kind on one day for one reason together, in one sentence; replies each by itself.

    kept  of one run that tells many readers the same, none of whom has seen any of it
    """
    kept = {} if kept is None else kept
    for together in _group_by_key((_group_key(each, seen), each) for each in heard):
        key = (together[0].reason.topic_id, *(each.event.pk for each in together))
        if key not in kept:
            kept[key] = _build_notification(together[0].reason, [each.event for each in together], seen)
        yield kept[key]


def _build_notification(reason: FollowReason, events: Sequence[Event], seen: int) -> Notification:
    comment = events[0].comment if len(events) == 1 else None
    return Notification(
        sentence=sentence_for(events, reason.target),
        lines=detail_lines_for(events),
        address=address_for(events, reason.target),
        events=len(events),
        at=events[0].at,
        is_new=events[0].pk > seen,
        follow=reason.topic_id,
        target=reason.target,
        comment_id=comment.pk if comment else None,
        preview=comment_preview(comment) if comment else "",
    )


def _group_key(heard: ReceivedEvent, seen: int) -> tuple[object, ...]:
    event, reason = heard.event, heard.reason
    if reason.field == "replies_to" or (event.kind == Event.Kind.MOVE and reason.field == "item"):
        return (event.pk,)
    return event.kind, reason.topic_id, event.day or event.at.date(), event.pk > seen


def _group_by_key(rows: Iterable[tuple[Hashable, RowT]]) -> list[Sequence[RowT]]:
    """Rows with one key together, in the order of the first of each."""
    groups: dict[Hashable, list[RowT]] = {}
    for key, row in rows:
        groups.setdefault(key, []).append(row)
    return list(groups.values())
