"""What pages show of what is followed and of what happened. The number of queries does not grow with either."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value, Window
from django.db.models.functions import Coalesce, RowNumber

from ranklore.ballots.models import PublishedOrder
from ranklore.discussion.fold import OPENING_IN_ROW
from ranklore.discussion.queries import CommentView, views_of
from ranklore.following.links import Stop
from ranklore.following.models import Event, Follow, Reader, Telling, Topic
from ranklore.following.rules import COUNT_MOST, grouped
from ranklore.following.topics import THINGS, Thing, is_there, thing_of_topic
from ranklore.following.wording import Sentence, address_of, in_plain, lines_of, preview_of, sentence_of
from ranklore.people.models import Account, Voter
from ranklore.shell.pages import Pages, pages_of

ROWS_MOST = 300
"""Tellings behind one page of notices."""
TOPICS_OF_EVENT = 5
"""No event is told to more topics."""
FOLLOWS_ON_PAGE = 50
_FIELDS = ("replies_to", "thread", "item", "person", "list")
"""When an event is heard of in several ways, the first of these says why."""


@dataclass(frozen=True, slots=True)
class FollowButton:
    thing: Thing
    is_on: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """Something that a voter follows, and from when on."""

    thing: Thing
    since: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence about one event or several of a kind, the things that it counts, and one comment's words.

    follow  the topic that it is told for; thing is what that is about, None for a reply
    """

    sentence: Sentence
    lines: tuple[Sentence, ...]
    address: str
    events: int
    at: datetime
    is_new: bool
    follow: int
    thing: Thing | None
    comment_id: int | None
    preview: str
    comment: CommentView | None = None

    @property
    def in_plain(self) -> str:
        return in_plain(self.sentence)

    @property
    def names_thing(self) -> bool:
        """Whether the sentence says already what this is told for; of a thread it says what that is about."""
        if self.thing is None:
            return False
        return self.thing.kind == "thread" or any(piece.text == self.thing.title for piece in self.sentence)

    @property
    def plain_lines(self) -> tuple[str, ...]:
        return tuple(map(in_plain, self.lines))


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """upto: the newest event on it; older: before which event the next page begins, None where there is none."""

    notices: tuple[Notice, ...]
    unread: int
    upto: int
    older: int | None
    is_later: bool


@dataclass(frozen=True, slots=True)
class Stoppable:
    """What a link from an e-mail can stop, or start again. title: of what is followed; "" for the e-mails as such."""

    is_there: bool
    is_on: bool = False
    title: str = ""
    is_replies: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody hears of an event: a topic, by the field that names it, and what that is about (None: replies)."""

    topic_id: int
    field: str
    thing: Thing | None


@dataclass(frozen=True, slots=True)
class Heard:
    """An event that somebody hears of, for a reason."""

    event: Event
    reason: Reason


Kept = dict[tuple[int, ...], Notice]
"""Notices that were made already: many readers are told the same."""


def count_unread(voter: Voter) -> int:
    """How many events a voter has not been shown, COUNT_MOST at the most. It looks at a few hundred rows however much
    there is.

    Every page asks, and mostly there is nothing: that is found out by a plain query, the rest by one that takes longer
    to plan than to run.
    """
    if voter.pk is None:
        return 0
    seen = Reader.objects.filter(pk=voter.pk).values("seen")
    is_new = Q(event__gt=Coalesce(Subquery(seen), Value(0)))
    told = Telling.objects.filter(event__gt=F("topic__follows__after"), topic__follows__voter=voter.pk)
    if not told.filter(is_new).exists():
        return 0
    unread = tellings_for([voter.pk], is_new)
    rows = unread.order_by().values_list("event", flat=True)[: COUNT_MOST * TOPICS_OF_EVENT]
    return min(len({*rows}), COUNT_MOST)


def tellings_for(voter_ids: Collection[int], *also: Q) -> QuerySet[Telling]:
    """What these voters hear of, and what is still there to be seen; nobody of their own doings. `also` may speak of
    them as topic__follows__voter."""
    # Not two more joins: PostgreSQL thinks for several milliseconds about the order of so many.
    gone = Exists(Account.objects.filter(voter=OuterRef("event__actor"), is_active=False))
    shown = Exists(PublishedOrder.objects.filter(key=OuterRef("event__order_key")))
    return Telling.objects.filter(
        Q(event__gt=F("topic__follows__after"), event__at__gte=F("topic__follows__since")),
        Q(event__actor=None) | ~Q(event__actor=F("topic__follows__voter")),
        Q(event__actor=None) | ~gone,
        Q(event__order_key=None) | shown,
        *also,
        topic__follows__voter__in=voter_ids,
        event__comment__deleted_at=None,
        event__item__removed_at=None,
    )


def notices_for(voter: Voter, before: int | None = None) -> NoticesPage:
    """A page of what a voter heard, newest first; `before` an event, for the pages after the first."""
    if voter.pk is None:
        return NoticesPage((), 0, 0, None, is_later=bool(before))
    reader = Reader.objects.filter(pk=voter.pk).first()
    tellings = tellings_for([voter.pk])
    if before:
        tellings = tellings.filter(event__lt=before)
    rows = list(tellings.order_by("-event", "topic").values_list("event", "topic")[:ROWS_MOST])
    heard = heard_of(rows)
    seen = reader.seen if reader else 0
    notices = tuple(notices_from(heard, seen))
    alone = {notice.comment_id for notice in notices}
    comments = [each.event.comment for each in heard if each.event.comment and each.event.comment.pk in alone]
    views = {comment.pk: view for comment, view in views_of(comments, voter, OPENING_IN_ROW)}
    return NoticesPage(
        notices=tuple(replace(notice, comment=views.get(notice.comment_id or 0)) for notice in notices),
        unread=sum(each.event.pk > seen for each in heard),
        upto=heard[0].event.pk if heard else 0,
        older=rows[-1][0] if len(rows) == ROWS_MOST else None,
        is_later=bool(before),
    )


def heard_by_many(tellings: QuerySet[Telling], most: int) -> dict[int, list[tuple[int, int]]]:
    """Voter -> (event, topic) of their newest tellings, no more than `most` each. One query."""
    who = "topic__follows__voter"
    number = Window(RowNumber(), partition_by=F(who), order_by=F("event").desc())
    newest = tellings.annotate(number=number).filter(number__lte=most).order_by("-event", "topic")
    found: dict[int, list[tuple[int, int]]] = {}
    for voter_id, event_id, topic_id in newest.values_list(who, "event", "topic"):
        found.setdefault(voter_id, []).append((event_id, topic_id))
    return found


def heard_of(rows: Sequence[tuple[int, int]]) -> list[Heard]:
    """The events of (event, topic) rows, each once, for the nearest reason there is."""
    return arranged(rows, events_of(event for event, _ in rows), reasons_of(topic for _, topic in rows))


def events_of(ids: Iterable[int]) -> dict[int, Event]:
    """With all that a sentence names: what an event is about is on its list, and its comment is about its item."""
    found = Event.objects.select_related("list", "item", "actor__account", "comment__voter__account").in_bulk({*ids})
    for event in found.values():
        if event.item:
            event.item.list = event.list
        if event.comment:
            event.comment.list, event.comment.item = event.list, event.item
    return found


def reasons_of(topic_ids: Iterable[int]) -> dict[int, Reason]:
    """By topic. What went is no reason to hear of anything."""
    reasons = {}
    for topic in Topic.objects.select_related(*THINGS).filter(pk__in={*topic_ids}):
        field = next(field for field in _FIELDS if getattr(topic, f"{field}_id") is not None)
        thing = thing_of_topic(topic)
        if thing or field == "replies_to":
            reasons[topic.pk] = Reason(topic.pk, field, thing)
    return reasons


def arranged(
    rows: Sequence[tuple[int, int]], events: Mapping[int, Event], reasons: Mapping[int, Reason]
) -> list[Heard]:
    best: dict[int, Heard] = {}
    for event_id, topic_id in rows:
        if event_id not in events or topic_id not in reasons:
            continue  # deleted since
        heard = Heard(events[event_id], reasons[topic_id])
        known = best.get(event_id)
        if known is None or _FIELDS.index(heard.reason.field) < _FIELDS.index(known.reason.field):
            best[event_id] = heard
    return sorted(best.values(), key=lambda each: -each.event.pk)


def notices_from(heard: Iterable[Heard], seen: int, kept: Kept | None = None) -> Iterator[Notice]:
    """Events of one kind on one day for one reason together, in one sentence; replies each by itself.

    kept  of one run that tells many readers the same, none of whom has seen any of it
    """
    kept = {} if kept is None else kept
    for together in grouped((_key_of(each, seen), each) for each in heard):
        key = (together[0].reason.topic_id, *(each.event.pk for each in together))
        if key not in kept:
            kept[key] = _notice(together[0].reason, [each.event for each in together], seen)
        yield kept[key]


def _notice(reason: Reason, events: Sequence[Event], seen: int) -> Notice:
    comment = events[0].comment if len(events) == 1 else None
    return Notice(
        sentence=sentence_of(events, reason.thing),
        lines=lines_of(events),
        address=address_of(events, reason.thing),
        events=len(events),
        at=events[0].at,
        is_new=events[0].pk > seen,
        follow=reason.topic_id,
        thing=reason.thing,
        comment_id=comment.pk if comment else None,
        preview=preview_of(comment) if comment else "",
    )


def _key_of(heard: Heard, seen: int) -> tuple[object, ...]:
    event, reason = heard.event, heard.reason
    if reason.field == "replies_to" or (event.kind == Event.Kind.MOVE and reason.field == "item"):
        return (event.pk,)
    return event.kind, reason.topic_id, event.day or event.at.date(), event.pk > seen


def button_for(voter: Voter, thing: Thing) -> FollowButton:
    follows = Follow.objects.filter(voter=voter.pk, **thing.under("topic"))
    return FollowButton(thing, voter.pk is not None and follows.exists())


def followed_by(voter: Voter, asked_page: str | None) -> tuple[tuple[Followed, ...], Pages]:
    """A page of what a voter follows and what is there, the newest first."""
    follows = _live_follows(voter)
    pages = pages_of(follows.count(), FOLLOWS_ON_PAGE, asked_page)
    return tuple(_followed(follows[pages.start : pages.start + pages.size])), pages


def followed_as_json(voter: Voter) -> dict[str, object]:
    """What a voter follows and how they want to be told, for their own copy."""
    reader = reader_of(voter)
    return {
        "email": reader.digest,
        "replies": reader.wants_replies,
        "follows": [
            {"kind": each.thing.kind, "title": each.thing.title, "address": each.thing.address, "since": each.since}
            for each in _followed(_live_follows(voter))
        ],
    }


def _live_follows(voter: Voter) -> QuerySet[Follow]:
    follows = Follow.objects.none() if voter.pk is None else Follow.objects.filter(voter=voter)
    return follows.filter(is_there("topic__"), topic__replies_to=None).order_by("-since", "-pk")


def _followed(follows: QuerySet[Follow]) -> Iterator[Followed]:
    rows = follows.select_related(*(f"topic__{thing}" for thing in THINGS))
    return (Followed(thing, each.since) for each in rows if (thing := thing_of_topic(each.topic)))


def reader_of(voter: Voter) -> Reader:
    """How a voter wants to be told; for one who never chose, as it is by default."""
    found = Reader.objects.filter(pk=voter.pk).first() if voter.pk is not None else None
    return found or Reader(voter=voter)


def stoppable(link: Stop) -> Stoppable:
    """What a link is about. What its reader may not see any more is not there: nothing is told of it either."""
    reader = Reader.objects.filter(pk=link.voter_id).exclude(voter__account=None).first()
    if reader is None:
        return Stoppable(is_there=False)
    if link.topic_id is None:
        return Stoppable(is_there=True, is_on=reader.digest != Reader.Digest.OFF)
    topic = Topic.objects.filter(is_there(), pk=link.topic_id).select_related(*THINGS).first()
    is_on = Follow.objects.filter(voter=link.voter_id, topic=link.topic_id).exists()
    if topic and topic.replies_to_id == link.voter_id:
        return Stoppable(is_there=True, is_on=is_on, is_replies=True)
    thing = thing_of_topic(topic) if topic else None
    return Stoppable(is_there=True, is_on=is_on, title=thing.title) if thing else Stoppable(is_there=False)
