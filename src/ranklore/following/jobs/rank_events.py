"""Once a day, collect the rank changes of followed lists and items into events."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db import transaction

from ranklore.ballots.models import Standing
from ranklore.ballots.queries.history.rank_changes import RankChange, rank_changes_of
from ranklore.core.dates import DAY, start_of_day
from ranklore.following.actions.events import TopicKeys, advance_cursor, get_or_start_cursor, write_events
from ranklore.following.actions.locks import lock_cursor
from ranklore.following.models import Event, Topic

COLLECT_HOUR = 3
"""From this hour (UTC) on, the rank changes of the day before are collected, if they still hold."""
BACKLOG_MAX = timedelta(days=6)
"""If no worker ran for some days, older rank changes than this are left out."""
TARGETS_PER_QUERY = 200
RANK_CHANGES_MAX = 20_000


def collect_rank_changes(now: datetime) -> int:
    """Write events for the rank changes of past days that were not collected yet. Returns how many."""
    yesterday = now.date() - DAY
    cursor = get_or_start_cursor(now)
    if now.hour < COLLECT_HOUR or cursor.rank_changes_until >= yesterday:
        return 0
    since = start_of_day(max(cursor.rank_changes_until + DAY, yesterday - BACKLOG_MAX))
    found: dict[tuple[int, date], tuple[RankChange, TopicKeys]] = {}
    for lists in _batched_ids(Topic.objects.exclude(list=None).values_list("list_id", flat=True)):
        for change in rank_changes_of(since, now, lists=lists, most=RANK_CHANGES_MAX):
            found[change.item.pk, change.day] = change, {"list": change.item.list_id}
    for items in _batched_ids(Topic.objects.exclude(item=None).values_list("item_id", flat=True)):
        for change in rank_changes_of(since, now, items=items, most=RANK_CHANGES_MAX):
            found.setdefault((change.item.pk, change.day), (change, {}))[1]["item"] = change.item.pk
    ranks = dict(Standing.objects.filter(pk__in={item_id for item_id, _ in found}).values_list("pk", "rank"))
    lasting = [(change, keys) for change, keys in found.values() if _still_holds(change, ranks)]
    lasting.sort(key=lambda pair: (pair[0].day, -pair[0].rank))
    with transaction.atomic():
        locked = lock_cursor()
        if locked is None or locked.rank_changes_until >= yesterday:  # another process was faster
            return 0
        advance_cursor(rank_changes_until=yesterday)
        return write_events((_rank_event(change), keys) for change, keys in lasting)


def _still_holds(change: RankChange, ranks: dict[int, int | None]) -> bool:
    """Whether the item has not gone back since."""
    rank = ranks.get(change.item.pk)
    if rank is None or change.before is None:
        return rank is not None
    return rank < change.before if change.is_rise else rank > change.before


def _rank_event(change: RankChange) -> Event:
    return Event(
        kind=Event.Kind.RANK_CHANGE,
        list_id=change.item.list_id,
        item=change.item,
        rank=change.rank,
        previous_rank=change.before,
        day=change.day,
        at=change.when,
    )


def _batched_ids(ids: Iterable[int | None]) -> Iterator[list[int]]:
    known = [each for each in ids if each is not None]
    for start in range(0, len(known), TARGETS_PER_QUERY):
        yield known[start : start + TARGETS_PER_QUERY]
