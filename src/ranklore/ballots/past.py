"""How items moved, and how a list stood on a past day: read from what was published then."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from ranklore.ballots.chart import Chart, Place, chart_of, rank_at
from ranklore.ballots.history import DAY, newest_rows, start_of_day
from ranklore.ballots.models import PastPlace, Standing
from ranklore.ballots.wording import range_words
from ranklore.lists.models import Item

WEEK, MONTH, YEAR = 7 * DAY, 30 * DAY, 365 * DAY
TOP = 10
"""Items of the chart."""
PERIODS = {"week": WEEK, "month": MONTH, "year": YEAR, "all": None}
MOVERS = 3
"""Risers and fallers that are named, each."""


@dataclass(frozen=True, slots=True)
class Movement:
    """How far an item came since a week ago; on a list that is younger than that, since yesterday."""

    up: int  # places; below zero: down
    period: str

    @property
    def places(self) -> int:
        return abs(self.up)


@dataclass(frozen=True, slots=True)
class Mover:
    list_id: int
    item_id: int
    name: str
    rank: int
    movement: Movement


@dataclass(frozen=True, slots=True)
class PlaceThen:
    """Where an item stood on a past day. `is_on_list` is for today: what was taken off is not named any more."""

    item: Item
    rank: int
    rank_low: int | None
    rank_high: int | None
    votes: int

    @property
    def is_on_list(self) -> bool:
        return self.item.removed_at is None

    @property
    def range_words(self) -> str:
        return range_words(self.rank_low, self.rank_high) if self.rank_low and self.rank_high else ""


@dataclass(frozen=True, slots=True)
class Past:
    """An item of the chart in figures. best and worst are of all that is known."""

    item_id: int
    name: str
    rank: int
    a_week_ago: int | None
    a_month_ago: int | None
    best: int
    worst: int


@dataclass(frozen=True, slots=True)
class History:
    """The first items of a list over a period; without a chart nothing is known yet."""

    items: tuple[Past, ...] = ()
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class ItemHistory:
    """All the places of one item: the best and the worst, each with the moment it came there first."""

    best: tuple[datetime, int]
    worst: tuple[datetime, int]
    since: datetime
    chart: Chart | None  # None: it never moved


def movements_of(list_id: int, item_ids: Collection[int], now: datetime) -> dict[int, Movement]:
    """How these items moved; one that did not, or had no rank then, is left out."""
    return {
        mover.item_id: mover.movement
        for mover in _moved(Standing.objects.filter(list_id=list_id, pk__in=item_ids), now)
    }


def movers_on(list_id: int, now: datetime) -> tuple[Mover, ...]:
    """The items that moved most, the farthest first: those that rose, then those that fell."""
    moved = sorted(_moved(Standing.objects.filter(list_id=list_id), now), key=_farthest)
    rose = [each for each in moved if each.movement.up > 0]
    fell = [each for each in moved if each.movement.up < 0]
    return (*rose[:MOVERS], *fell[:MOVERS])


def moved_at_the_top(list_ids: Collection[int], now: datetime) -> dict[int, Mover]:
    """Of each of these lists the item, among the first TOP, that moved farthest. One query."""
    moved = sorted(_moved(Standing.objects.filter(list_id__in=list_ids, rank__lte=TOP), now), key=_farthest)
    return {mover.list_id: mover for mover in reversed(moved)}


def places_at(list_id: int, day: date) -> tuple[PlaceThen, ...]:
    """The ranking as it stood at the end of a day (UTC), best first."""
    rows = PastPlace.objects.filter(pk__in=newest_rows(list_id, before=start_of_day(day + DAY)), rank__isnull=False)
    return tuple(
        PlaceThen(row.item, row.rank or 0, row.rank_low, row.rank_high, row.votes)
        for row in rows.select_related("item").order_by("rank", "item__start_place")
    )


def first_day_of(list_id: int) -> date | None:
    """The day of the oldest place that is known of a list."""
    since = PastPlace.objects.filter(list_id=list_id).order_by("since").values_list("since", flat=True).first()
    return since.date() if since else None


def history_of(list_id: int, period: str, now: datetime) -> History:
    """The places of the first items over one of PERIODS, and the same in figures. Two queries."""
    placed = Standing.objects.filter(list_id=list_id, rank__lte=TOP).order_by("rank")
    top = list(placed.values_list("item_id", "item__name", "rank"))
    places = places_of([item_id for item_id, _, _ in top])
    top = [each for each in top if each[0] in places]
    if not top:
        return History()
    length, begun = PERIODS[period], min(places[item_id][0][0] for item_id, _, _ in top)
    chart = chart_of([places[item_id] for item_id, _, _ in top], max(begun, now - length) if length else begun, now)
    return History(tuple(_past(item_id, name, rank or 0, places[item_id], now) for item_id, name, rank in top), chart)


def history_of_item(item_id: int, now: datetime) -> ItemHistory | None:
    """The places of one item; None for one that never had any. One query."""
    places = places_of([item_id]).get(item_id, ())
    placed = [(since, rank) for since, rank in places if rank]
    if not placed:
        return None
    best, worst = min(placed, key=itemgetter(1)), max(placed, key=itemgetter(1))
    since = placed[0][0]
    chart = chart_of([places], since, now, top=best[1], deepest=worst[1]) if best[1] < worst[1] else None
    return ItemHistory(best, worst, since, chart)


def places_of(item_ids: Collection[int]) -> dict[int, tuple[Place, ...]]:
    """Item id -> its places over time, oldest first."""
    rows = PastPlace.objects.filter(item__in=item_ids).order_by("item_id", "since")
    by_item = groupby(rows.values_list("item_id", "since", "rank"), key=itemgetter(0))
    return {item_id: tuple((since, rank) for _, since, rank in places) for item_id, places in by_item}


def _past(item_id: int, name: str, rank: int, places: Sequence[Place], now: datetime) -> Past:
    ranks = [each for _, each in places if each] or [rank]
    return Past(
        item_id=item_id,
        name=name,
        rank=rank,
        a_week_ago=rank_at(places, now - WEEK),
        a_month_ago=rank_at(places, now - MONTH),
        best=min(ranks),
        worst=max(ranks),
    )


def _moved(standings: QuerySet[Standing], now: datetime) -> list[Mover]:
    old = PastPlace.objects.filter(list=OuterRef("list"), since__lte=now - WEEK)
    placed = standings.filter(rank__isnull=False).values_list(
        "list_id", "item_id", "item__name", "rank", _rank_then(now - WEEK), _rank_then(now - DAY), Exists(old)
    )
    return [
        Mover(list_id, item_id, name, rank, Movement(then - rank, "this week" if is_old else "today"))
        for list_id, item_id, name, rank, a_week_ago, a_day_ago, is_old in placed
        if rank and (then := a_week_ago if is_old else a_day_ago) and then != rank
    ]


def _farthest(mover: Mover) -> tuple[int, int]:
    return -mover.movement.places, mover.rank


def _rank_then(moment: datetime) -> Subquery:
    rows = PastPlace.objects.filter(item=OuterRef("pk"), since__lte=moment).order_by("-since")
    return Subquery(rows.values("rank")[:1])
