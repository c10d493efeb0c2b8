"""Once a day, collect the rank changes of followed lists and items into events."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db import transaction

from ranklore.ballots.models import Standing
from ranklore.ballots.queries.history.rank_changes import RankChange, rank_changes_of
from ranklore.core.dates import DAY, start_of_day
from ranklore.following.actions.events import TopicKeys, get_or_start_cursor, write_events
from ranklore.following.actions.locks import lock_cursor
from ranklore.following.models import Cursor, Event, Topic

COLLECT_HOUR = 3
"""From this hour (UTC) on, the places of the day before are told: those that still hold then."""
BACKLOG_MAX = timedelta(days=6)
"""Moves of days when no worker ran are told later, but not of longer ago."""
TARGETS_PER_QUERY = 200
RANK_CHANGES_MAX = 20_000


def collect_rank_changes(now: datetime) -> int:
    """Write down the moves of the days that are over and were not told yet; gives how many."""
    yesterday = now.date() - DAY
    cursor = get_or_start_cursor(now)
    if now.hour < COLLECT_HOUR or cursor.moved_until >= yesterday:
        return 0
    since = start_of_day(max(cursor.moved_until + DAY, yesterday - BACKLOG_MAX))
    found: dict[tuple[int, date], tuple[RankChange, TopicKeys]] = {}
    for lists in _batched_ids(Topic.objects.exclude(list=None).values_list("list_id", flat=True)):
        for move in rank_changes_of(since, now, lists=lists, most=RANK_CHANGES_MAX):
            found[move.item.pk, move.day] = move, {"list": move.item.list_id}
    for items in _batched_ids(Topic.objects.exclude(item=None).values_list("item_id", flat=True)):
        for move in rank_changes_of(since, now, items=items, most=RANK_CHANGES_MAX):
            found.setdefault((move.item.pk, move.day), (move, {}))[1]["item"] = move.item.pk
    ranks = dict(Standing.objects.filter(pk__in={item_id for item_id, _ in found}).values_list("pk", "rank"))
    told = [each for each in found.values() if _still_holds(each[0], ranks)]
    told.sort(key=lambda each: (each[0].day, -each[0].rank))
    with transaction.atomic():
        held = lock_cursor()
        if held is None or held.moved_until >= yesterday:  # another process was quicker
            return 0
        Cursor.objects.update(moved_until=yesterday)
        return write_events((_rank_event(move), keys) for move, keys in told)


def _still_holds(move: RankChange, ranks: dict[int, int | None]) -> bool:
    """Whether the item did not go back where it came from, since."""
    rank = ranks.get(move.item.pk)
    if rank is None or move.before is None:
        return rank is not None
    return rank < move.before if move.is_rise else rank > move.before


def _rank_event(move: RankChange) -> Event:
    return Event(
        kind=Event.Kind.MOVE,
        list_id=move.item.list_id,
        item=move.item,
        rank=move.rank,
        before=move.before,
        day=move.day,
        at=move.when,
    )


def _batched_ids(ids: Iterable[int | None]) -> Iterator[list[int]]:
    known = [each for each in ids if each is not None]
    for start in range(0, len(known), TARGETS_PER_QUERY):
        yield known[start : start + TARGETS_PER_QUERY]
