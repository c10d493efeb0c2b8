"""What happened since the last look, written down once for all who follow it. The worker does it every few seconds.

Nothing of this is done where somebody votes, comments or adds an item: their rows are the outbox, and a cursor goes
over them. On PostgreSQL a row can come to sight after another with a higher number, so the cursor stays behind what is
younger than a minute, and what was written down already is passed over.
"""

import uuid
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Model, QuerySet

from ranklore.ballots.models import PublishedOrder
from ranklore.discussion.models import Comment
from ranklore.following.models import Cursor, Event, Follow, Reader, Telling, Topic
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Voter

SETTLES = timedelta(minutes=1)
BATCH = 500
KEPT_FOR = timedelta(days=90)
EVER = datetime(2000, 1, 1, tzinfo=UTC)
Keys = dict[str, int | None]
"""The topics of an event: field of `Topic` -> id."""
Told = tuple[Event, Keys]


def gather(now: datetime) -> int:
    """Write down what is new; gives how many events that made. Of two at once, one does it.

    A batch is a transaction: on SQLite votes wait for no more than one. When there is nothing new, nothing is locked.
    """
    cursor = begun(now)
    made = 0
    for tell, field, rows in (
        (_tell_comments, "comment_id", Comment.objects.filter(is_imported=False)),
        (_tell_items, "item_id", Item.objects.exclude(nonce=None)),  # one by one, not with a whole list
        (_tell_lists, "list_id", RankedList.objects.exclude(created_by=None)),
    ):
        made += _gather_rows(cursor, field, rows, tell, now)
    return made + _gather_rankings(cursor, now)


def _gather_rows(
    cursor: Cursor, field: str, rows: QuerySet[Any], tell: Callable[[Collection[int]], int], now: datetime
) -> int:
    made, last = 0, getattr(cursor, field)
    while batch := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", "created_at")[:BATCH]):
        last = batch[-1][0]
        with transaction.atomic():
            if not hold_cursor():
                return made
            made += tell([pk for pk, _ in batch])
            settled = max((pk for pk, at in batch if at < now - SETTLES), default=0)
            Cursor.objects.filter(**{f"{field}__lt": settled}).update(**{field: settled})
    return made


def _gather_rankings(cursor: Cursor, now: datetime) -> int:
    """Published rankings have no numbers: those of followed people since a while ago are looked at again."""
    people = Topic.objects.exclude(person=None).values("person")
    known = Event.objects.filter(kind=Event.Kind.RANKING).values("order_key")
    shown = PublishedOrder.objects.filter(voter__account__in=people, published_at__gt=cursor.ranked_until)
    shown = shown.exclude(pk__in=known).select_related("voter").order_by("published_at", "pk")
    if cursor.ranked_until >= now - 2 * SETTLES and not shown.exists():
        return 0
    with transaction.atomic():
        if not hold_cursor():
            return 0
        Cursor.objects.filter(ranked_until__lt=now - SETTLES).update(ranked_until=now - SETTLES)
        return write((_event_of_ranking(order), {"person": order.voter.account_id}) for order in shown)


def begun(now: datetime) -> Cursor:
    """The cursor; the first look ever begins at now, so that nobody is told of what was long before."""
    cursor = Cursor.objects.first()
    if cursor is None:
        first = Cursor(
            pk=1,
            comment_id=_newest(Comment),
            item_id=_newest(Item),
            list_id=_newest(RankedList),
            ranked_until=now,
            moved_until=now.date() - timedelta(days=1),
        )
        Cursor.objects.bulk_create([first], ignore_conflicts=True)
        cursor = Cursor.objects.get()
    return cursor


def hold_cursor(*, wait: bool = False) -> Cursor | None:
    """The cursor, to the end of the transaction; None while another process has it, unless one waits for that. Who
    writes events holds it, and who takes away what events may be about."""
    return Cursor.objects.select_for_update(skip_locked=not wait).first()


def hold_voters(voter_ids: Collection[int]) -> None:
    """Let nobody else choose what these voters follow until the transaction ends."""
    list(Voter.objects.select_for_update(no_key=True).filter(pk__in=voter_ids).order_by("pk").values_list("pk"))


def write(told: Iterable[Told]) -> int:
    """Write the events that somebody follows, with their topics, within a transaction that holds the cursor."""
    told = list(told)
    topics = _topics_of(keys for _, keys in told)
    followed = [
        (event, sorted(topics[pair] for pair in keys.items() if pair in topics))
        for event, keys in told
        if topics.keys() & keys.items()
    ]
    events = Event.objects.bulk_create([event for event, _ in followed], batch_size=BATCH)
    Telling.objects.bulk_create(
        (
            Telling(event=event, topic_id=topic)
            for event, (_, ids) in zip(events, followed, strict=True)
            for topic in ids
        ),
        batch_size=BATCH,
    )
    return len(events)


def _topics_of(keys: Iterable[Keys]) -> dict[tuple[str, int | None], int]:
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


def _tell_comments(ids: Collection[int]) -> int:
    new = _untold(ids, Event.Kind.COMMENT, "comment")
    comments = list(Comment.objects.filter(pk__in=new).select_related("parent", "voter").order_by("pk"))
    orders = {comment.order_key for comment in comments if comment.order_key}
    published = PublishedOrder.objects.filter(key__in=orders)
    rankers: dict[uuid.UUID | None, int] = dict(published.values_list("key", "voter_id"))
    told = []
    for comment in comments:
        answered = comment.parent.voter_id if comment.parent else rankers.get(comment.order_key)
        keys: Keys = {
            "list": None if comment.order_key else comment.list_id,
            "item": comment.item_id,
            "person": comment.voter.account_id if comment.voter else None,
            "thread": comment.thread_id,
            "replies_to": answered if answered != comment.voter_id else None,
        }
        event = Event(
            kind=Event.Kind.COMMENT,
            list_id=comment.list_id,
            item_id=comment.item_id,
            comment=comment,
            order_key=comment.order_key,
            actor_id=comment.voter_id,
            at=comment.created_at,
        )
        told.append((event, keys))
    _want_replies({keys["replies_to"] for _, keys in told} - {None})
    return write(told)


def _want_replies(voter_ids: Collection[int | None]) -> None:
    """Let these voters follow the replies to them, unless they chose not to: it is on by default, from ever on."""
    there = set(Follow.objects.filter(topic__replies_to__in=voter_ids).values_list("voter_id", flat=True))
    new = {each for each in voter_ids if each} - there
    hold_voters(new)  # one of them may be choosing not to at this moment
    new -= set(Reader.objects.filter(pk__in=new, wants_replies=False).values_list("pk", flat=True))
    Topic.objects.bulk_create((Topic(replies_to_id=each) for each in sorted(new)), ignore_conflicts=True)
    topics = Topic.objects.filter(replies_to__in=new)
    Follow.objects.bulk_create(
        (Follow(voter_id=topic.replies_to_id or 0, topic=topic, after=0, since=EVER) for topic in topics),
        ignore_conflicts=True,
    )


def _tell_items(ids: Collection[int]) -> int:
    return write(
        (
            Event(kind=Event.Kind.ITEM, list_id=item.list_id, item=item, actor_id=item.added_by_id, at=item.created_at),
            {"list": item.list_id},
        )
        for item in Item.objects.filter(pk__in=_untold(ids, Event.Kind.ITEM, "item")).order_by("pk")
    )


def _tell_lists(ids: Collection[int]) -> int:
    return write(
        (
            Event(kind=Event.Kind.LIST, list=made, actor_id=made.created_by_id, at=made.created_at),
            {"person": made.created_by.account_id if made.created_by else None},
        )
        for made in RankedList.objects.filter(pk__in=_untold(ids, Event.Kind.LIST, "list"))
        .select_related("created_by")
        .order_by("pk")
    )


def _event_of_ranking(order: PublishedOrder) -> Event:
    return Event(
        kind=Event.Kind.RANKING,
        list_id=order.list_id,
        order_key=order.key,
        actor_id=order.voter_id,
        at=order.published_at,
    )


def _untold(ids: Collection[int], kind: str, field: str) -> set[int]:
    told = Event.objects.filter(**{"kind": kind, f"{field}__in": ids})
    return {*ids} - {*told.values_list(field, flat=True)}


def _newest(model: type[Model]) -> int:
    newest: int | None = model._default_manager.aggregate(newest=Max("pk"))["newest"]
    return newest or 0


@transaction.atomic
def forget_old(now: datetime) -> None:
    """Delete what happened long ago: notices are news, not a record."""
    Event.objects.filter(at__lt=now - KEPT_FOR).delete()
