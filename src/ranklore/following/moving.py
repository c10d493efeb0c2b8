"""Places that moved on followed lists and items, told once a day for the day that is over."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db import transaction

from ranklore.ballots.history import DAY, start_of_day
from ranklore.ballots.models import Standing
from ranklore.ballots.moves import Move, moves_of
from ranklore.following.gathering import Keys, begun, hold_cursor, write
from ranklore.following.models import Cursor, Event, Topic

HOUR = 3
"""From this hour (UTC) on, the places of the day before are told: those that still hold then."""
LATEST = timedelta(days=6)
"""Moves of days when no worker ran are told later, but not of longer ago."""
TOGETHER = 200
MOST = 20_000


def gather_moves(now: datetime) -> int:
    """Write down the moves of the days that are over and were not told yet; gives how many."""
    yesterday = now.date() - DAY
    cursor = begun(now)
    if now.hour < HOUR or cursor.moved_until >= yesterday:
        return 0
    since = start_of_day(max(cursor.moved_until + DAY, yesterday - LATEST))
    found: dict[tuple[int, date], tuple[Move, Keys]] = {}
    for lists in _in_parts(Topic.objects.exclude(list=None).values_list("list_id", flat=True)):
        for move in moves_of(since, now, lists=lists, most=MOST):
            found[move.item.pk, move.day] = move, {"list": move.item.list_id}
    for items in _in_parts(Topic.objects.exclude(item=None).values_list("item_id", flat=True)):
        for move in moves_of(since, now, items=items, most=MOST):
            found.setdefault((move.item.pk, move.day), (move, {}))[1]["item"] = move.item.pk
    ranks = dict(Standing.objects.filter(pk__in={item_id for item_id, _ in found}).values_list("pk", "rank"))
    told = [each for each in found.values() if _holds(each[0], ranks)]
    told.sort(key=lambda each: (each[0].day, -each[0].rank))
    with transaction.atomic():
        held = hold_cursor()
        if held is None or held.moved_until >= yesterday:  # another process was quicker
            return 0
        Cursor.objects.update(moved_until=yesterday)
        return write((_event(move), keys) for move, keys in told)


def _holds(move: Move, ranks: dict[int, int | None]) -> bool:
    """Whether the item did not go back where it came from, since."""
    rank = ranks.get(move.item.pk)
    if rank is None or move.before is None:
        return rank is not None
    return rank < move.before if move.is_rise else rank > move.before


def _event(move: Move) -> Event:
    return Event(
        kind=Event.Kind.MOVE,
        list_id=move.item.list_id,
        item=move.item,
        rank=move.rank,
        before=move.before,
        day=move.day,
        at=move.when,
    )


def _in_parts(ids: Iterable[int | None]) -> Iterator[list[int]]:
    known = [each for each in ids if each is not None]
    for start in range(0, len(known), TOGETHER):
        yield known[start : start + TOGETHER]
