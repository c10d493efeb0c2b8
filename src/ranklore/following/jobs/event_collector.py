"""Collect new comments, items, lists and rankings into events, every few seconds. Rows of other apps are the
outbox; a cursor goes over them. It stays a minute behind, because on PostgreSQL a row can become visible after
one with a higher id."""

import uuid
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from ranklore.ballots.models import PublishedRanking
from ranklore.discussion.models import Comment
from ranklore.following.actions.events import EVENT_BATCH_SIZE, TopicKeys, get_or_start_cursor, write_events
from ranklore.following.actions.follows import follow_replies_by_default
from ranklore.following.actions.locks import lock_cursor
from ranklore.following.models import Cursor, Event, Topic
from ranklore.lists.models import Item, RankedList

SETTLE_TIME = timedelta(minutes=1)


def collect_events(now: datetime) -> int:
    """Write down what is new; gives how many events that made. Of two at once, one does it.

    A batch is a transaction: on SQLite votes wait for no more than one. When there is nothing new, nothing is locked.
    """
    cursor = get_or_start_cursor(now)
    made = 0
    for tell, field, rows in (
        (_collect_comments, "comment_id", Comment.objects.filter(is_imported=False)),
        (_collect_items, "item_id", Item.objects.exclude(nonce=None)),  # one by one, not with a whole list
        (_collect_lists, "list_id", RankedList.objects.exclude(created_by=None)),
    ):
        made += _collect_rows(cursor, field, rows, tell, now)
    return made + _collect_rankings(cursor, now)


def _collect_rows(
    cursor: Cursor, field: str, rows: QuerySet[Any], tell: Callable[[Collection[int]], int], now: datetime
) -> int:
    made, last = 0, getattr(cursor, field)
    while batch := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", "created_at")[:EVENT_BATCH_SIZE]):
        last = batch[-1][0]
        with transaction.atomic():
            if not lock_cursor():
                return made
            made += tell([pk for pk, _ in batch])
            settled = max((pk for pk, at in batch if at < now - SETTLE_TIME), default=0)
            Cursor.objects.filter(**{f"{field}__lt": settled}).update(**{field: settled})
    return made


def _collect_rankings(cursor: Cursor, now: datetime) -> int:
    """Published rankings have no numbers: those of followed people since a while ago are looked at again."""
    people = Topic.objects.exclude(person=None).values("person")
    known = Event.objects.filter(kind=Event.Kind.RANKING).values("ranking_key")
    shown = PublishedRanking.objects.filter(voter__account__in=people, published_at__gt=cursor.ranked_until)
    shown = shown.exclude(pk__in=known).select_related("voter").order_by("published_at", "pk")
    if cursor.ranked_until >= now - 2 * SETTLE_TIME and not shown.exists():
        return 0
    with transaction.atomic():
        if not lock_cursor():
            return 0
        Cursor.objects.filter(ranked_until__lt=now - SETTLE_TIME).update(ranked_until=now - SETTLE_TIME)
        return write_events((_ranking_event(order), {"person": order.voter.account_id}) for order in shown)


def _collect_comments(ids: Collection[int]) -> int:
    new = _ids_without_event(ids, Event.Kind.COMMENT, "comment")
    comments = list(Comment.objects.filter(pk__in=new).select_related("parent", "voter").order_by("pk"))
    orders = {comment.ranking_key for comment in comments if comment.ranking_key}
    published = PublishedRanking.objects.filter(key__in=orders)
    rankers: dict[uuid.UUID | None, int] = dict(published.values_list("key", "voter_id"))
    told = []
    for comment in comments:
        answered = comment.parent.voter_id if comment.parent else rankers.get(comment.ranking_key)
        keys: TopicKeys = {
            "list": None if comment.ranking_key else comment.list_id,
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
            ranking_key=comment.ranking_key,
            actor_id=comment.voter_id,
            at=comment.created_at,
        )
        told.append((event, keys))
    follow_replies_by_default({keys["replies_to"] for _, keys in told} - {None})
    return write_events(told)


def _collect_items(ids: Collection[int]) -> int:
    return write_events(
        (
            Event(kind=Event.Kind.ITEM, list_id=item.list_id, item=item, actor_id=item.added_by_id, at=item.created_at),
            {"list": item.list_id},
        )
        for item in Item.objects.filter(pk__in=_ids_without_event(ids, Event.Kind.ITEM, "item")).order_by("pk")
    )


def _collect_lists(ids: Collection[int]) -> int:
    return write_events(
        (
            Event(kind=Event.Kind.LIST, list=made, actor_id=made.created_by_id, at=made.created_at),
            {"person": made.created_by.account_id if made.created_by else None},
        )
        for made in RankedList.objects.filter(pk__in=_ids_without_event(ids, Event.Kind.LIST, "list"))
        .select_related("created_by")
        .order_by("pk")
    )


def _ranking_event(order: PublishedRanking) -> Event:
    return Event(
        kind=Event.Kind.RANKING,
        list_id=order.list_id,
        ranking_key=order.key,
        actor_id=order.voter_id,
        at=order.published_at,
    )


def _ids_without_event(ids: Collection[int], kind: str, field: str) -> set[int]:
    told = Event.objects.filter(**{"kind": kind, f"{field}__in": ids})
    return {*ids} - {*told.values_list(field, flat=True)}
