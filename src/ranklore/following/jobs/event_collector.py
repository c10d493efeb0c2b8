"""Collect new comments, items, lists and rankings into events, every few seconds. The rows of other apps are the
outbox, and a cursor moves over them. It stays a minute behind, because on PostgreSQL a row can become visible after
one with a higher id."""

import uuid
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from ranklore.ballots.models import PublishedRanking
from ranklore.discussion.models import Comment
from ranklore.following.actions.events import (
    EVENT_BATCH_SIZE,
    TopicKeys,
    advance_cursor,
    get_or_start_cursor,
    write_events,
)
from ranklore.following.actions.follows import follow_replies_by_default
from ranklore.following.actions.locks import lock_cursor
from ranklore.following.models import Cursor, Event, Topic
from ranklore.lists.models import Item, RankedList

SETTLE_TIME = timedelta(minutes=1)


def collect_events(now: datetime) -> int:
    """Write events for what is new. Returns how many. If two processes call it at once, one of them does the work.

    Each batch is a transaction: on SQLite a vote waits for one batch at most. If nothing is new, nothing is locked.
    """
    cursor = get_or_start_cursor(now)
    written = 0
    for write_batch, field, rows in (
        (_collect_comments, "comment_id", Comment.objects.filter(is_imported=False)),
        (_collect_items, "item_id", Item.objects.exclude(nonce=None)),  # added one by one, not with a whole list
        (_collect_lists, "list_id", RankedList.objects.exclude(created_by=None)),
    ):
        written += _collect_rows(cursor, field, rows, write_batch, now)
    return written + _collect_rankings(cursor, now)


def _collect_rows(
    cursor: Cursor, field: str, rows: QuerySet[Any], write_batch: Callable[[Collection[int]], int], now: datetime
) -> int:
    written, last = 0, getattr(cursor, field)
    while batch := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", "created_at")[:EVENT_BATCH_SIZE]):
        last = batch[-1][0]
        with transaction.atomic():
            if not lock_cursor():
                return written
            written += write_batch([pk for pk, _ in batch])
            settled = max((pk for pk, at in batch if at < now - SETTLE_TIME), default=0)
            advance_cursor(**{field: settled})
    return written


def _collect_rankings(cursor: Cursor, now: datetime) -> int:
    """Published rankings have no ids in order of time, so those of followed people since the cursor are read again."""
    people = Topic.objects.exclude(person=None).values("person")
    known = Event.objects.filter(kind=Event.Kind.RANKING).values("ranking_key")
    rankings = PublishedRanking.objects.filter(voter__account__in=people, published_at__gt=cursor.rankings_until)
    rankings = rankings.exclude(pk__in=known).select_related("voter").order_by("published_at", "pk")
    if cursor.rankings_until >= now - 2 * SETTLE_TIME and not rankings.exists():
        return 0
    with transaction.atomic():
        if not lock_cursor():
            return 0
        advance_cursor(rankings_until=now - SETTLE_TIME)
        return write_events((_ranking_event(each), {"person": each.voter.account_id}) for each in rankings)


def _collect_comments(ids: Collection[int]) -> int:
    new = _ids_without_event(ids, Event.Kind.COMMENT, "comment")
    comments = list(Comment.objects.filter(pk__in=new).select_related("parent", "voter").order_by("pk"))
    ranking_keys = {comment.ranking_key for comment in comments if comment.ranking_key}
    rankings = PublishedRanking.objects.filter(key__in=ranking_keys)
    ranking_owners: dict[uuid.UUID | None, int] = dict(rankings.values_list("key", "voter_id"))
    new_events = []
    for comment in comments:
        replied_to = comment.parent.voter_id if comment.parent else ranking_owners.get(comment.ranking_key)
        keys: TopicKeys = {
            "list": None if comment.ranking_key else comment.list_id,
            "item": comment.item_id,
            "person": comment.voter.account_id if comment.voter else None,
            "thread": comment.thread_id,
            "replies_to": replied_to if replied_to != comment.voter_id else None,
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
        new_events.append((event, keys))
    follow_replies_by_default({keys["replies_to"] for _, keys in new_events} - {None})
    return write_events(new_events)


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
            Event(kind=Event.Kind.LIST, list=new, actor_id=new.created_by_id, at=new.created_at),
            {"person": new.created_by.account_id if new.created_by else None},
        )
        for new in RankedList.objects.filter(pk__in=_ids_without_event(ids, Event.Kind.LIST, "list"))
        .select_related("created_by")
        .order_by("pk")
    )


def _ranking_event(ranking: PublishedRanking) -> Event:
    return Event(
        kind=Event.Kind.RANKING,
        list_id=ranking.list_id,
        ranking_key=ranking.key,
        actor_id=ranking.voter_id,
        at=ranking.published_at,
    )


def _ids_without_event(ids: Collection[int], kind: str, field: str) -> set[int]:
    events = Event.objects.filter(**{"kind": kind, f"{field}__in": ids})
    return {*ids} - {*events.values_list(field, flat=True)}
