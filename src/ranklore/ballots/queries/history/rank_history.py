"""How ranks changed over time, and what the ranking was on a past day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from ranklore.ballots.messages import describe_range
from ranklore.ballots.models import RankSnapshot, Standing
from ranklore.ballots.queries.history.rank_chart import RankChart, RankPoint, rank_at, rank_chart_of
from ranklore.ballots.recount.rank_snapshots import latest_snapshots
from ranklore.core.dates import DAY, start_of_day
from ranklore.lists.models import Item

WEEK, MONTH, YEAR = 7 * DAY, 30 * DAY, 365 * DAY
CHART_ITEMS = 10
"""How many items the chart shows."""
PERIODS = {"week": WEEK, "month": MONTH, "year": YEAR, "all": None}


@dataclass(frozen=True, slots=True)
class PastStanding:
    """The rank of an item on a past day. `is_on_list` is about today: pages do not name items that were taken off."""

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
        return describe_range(self.rank_low, self.rank_high) if self.rank_low and self.rank_high else ""


@dataclass(frozen=True, slots=True)
class ChartItem:
    """An item of the chart in numbers. best and worst are of all time."""

    item_id: int
    name: str
    rank: int
    a_week_ago: int | None
    a_month_ago: int | None
    best: int
    worst: int


@dataclass(frozen=True, slots=True)
class RankHistory:
    """The first items of a list over a period. Without a chart, nothing is recorded yet."""

    items: tuple[ChartItem, ...] = ()
    chart: RankChart | None = None


@dataclass(frozen=True, slots=True)
class ItemRankHistory:
    """The ranks of one item: the best and the worst, each with the first moment the item had it."""

    best: tuple[datetime, int]
    worst: tuple[datetime, int]
    since: datetime
    chart: RankChart | None  # None: its rank never changed


def ranking_on_day(list_id: int, day: date) -> tuple[PastStanding, ...]:
    """The ranking at the end of a day (UTC), best first."""
    rows = RankSnapshot.objects.filter(
        pk__in=latest_snapshots(list_id, before=start_of_day(day + DAY)), rank__isnull=False
    )
    return tuple(
        PastStanding(row.item, row.rank or 0, row.rank_low, row.rank_high, row.votes)
        for row in rows.select_related("item").order_by("rank", "item__start_place")
    )


def first_recorded_day(list_id: int) -> date | None:
    """The first day with a recorded rank on a list."""
    since = RankSnapshot.objects.filter(list_id=list_id).order_by("since").values_list("since", flat=True).first()
    return since.date() if since else None


def rank_history_of(list_id: int, period: str, now: datetime) -> RankHistory:
    """The ranks of the first items over one of PERIODS, as a chart and in numbers. Two queries."""
    ranked = Standing.objects.filter(list_id=list_id, rank__lte=CHART_ITEMS).order_by("rank")
    top = list(ranked.values_list("item_id", "item__name", "rank"))
    places = rank_series_of([item_id for item_id, _, _ in top])
    top = [each for each in top if each[0] in places]
    if not top:
        return RankHistory()
    length, first_moment = PERIODS[period], min(places[item_id][0][0] for item_id, _, _ in top)
    chart = rank_chart_of(
        [places[item_id] for item_id, _, _ in top], max(first_moment, now - length) if length else first_moment, now
    )
    return RankHistory(
        tuple(_chart_item(item_id, name, rank or 0, places[item_id], now) for item_id, name, rank in top), chart
    )


def item_rank_history_of(item_id: int, now: datetime) -> ItemRankHistory | None:
    """The ranks of one item over time. None if it never had one. One query."""
    places = rank_series_of([item_id]).get(item_id, ())
    ranked = [(since, rank) for since, rank in places if rank]
    if not ranked:
        return None
    best, worst = min(ranked, key=itemgetter(1)), max(ranked, key=itemgetter(1))
    since = ranked[0][0]
    chart = rank_chart_of([places], since, now, top=best[1], deepest=worst[1]) if best[1] < worst[1] else None
    return ItemRankHistory(best, worst, since, chart)


def rank_series_of(item_ids: Collection[int]) -> dict[int, tuple[RankPoint, ...]]:
    """Item id -> its ranks over time, oldest first."""
    rows = RankSnapshot.objects.filter(item__in=item_ids).order_by("item_id", "since")
    by_item = groupby(rows.values_list("item_id", "since", "rank"), key=itemgetter(0))
    return {item_id: tuple((since, rank) for _, since, rank in places) for item_id, places in by_item}


def _chart_item(item_id: int, name: str, rank: int, places: Sequence[RankPoint], now: datetime) -> ChartItem:
    ranks = [each for _, each in places if each] or [rank]
    return ChartItem(
        item_id=item_id,
        name=name,
        rank=rank,
        a_week_ago=rank_at(places, now - WEEK),
        a_month_ago=rank_at(places, now - MONTH),
        best=min(ranks),
        worst=max(ranks),
    )
