"""The items that moved most within a week."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from ranklore.ballots.models import RankSnapshot, Standing
from ranklore.ballots.queries.history.rank_history import CHART_ITEMS, WEEK
from ranklore.core.database.prepared import PreparedQuery
from ranklore.core.dates import DAY
from ranklore.lists.models import Item

MOVERS_MAX = 3
"""How many risers, and how many fallers, are named."""


@dataclass(frozen=True, slots=True)
class RankMovement:
    """How far an item moved within a week, or since yesterday on a list that is younger than a week."""

    up: int  # ranks; negative: down
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
    movement: RankMovement


def movements_of(list_id: int, ranks: Mapping[int, int], now: datetime) -> dict[int, RankMovement]:
    """Item id -> movement to its present rank. Items that did not move, or had no rank then, are left out."""
    return {item_id: moved for item_id, rank in ranks.items() if (moved := _past_of(list_id, now).moved(item_id, rank))}


def biggest_movers(list_id: int, now: datetime) -> tuple[Mover, ...]:
    """The items that moved most: first those that rose, then those that fell, the farthest first."""
    past = _past_of(list_id, now)
    movers = (
        Mover(list_id, item_id, name, rank, moved)
        for item_id, name, rank in _RANKED.rows(list_id)
        if (moved := past.moved(item_id, rank))
    )
    farthest = sorted(movers, key=_by_distance)
    rose = [each for each in farthest if each.movement.up > 0]
    fell = [each for each in farthest if each.movement.up < 0]
    return (*rose[:MOVERS_MAX], *fell[:MOVERS_MAX])


_RANKED = PreparedQuery(
    lambda list_id: Standing.objects.filter(list_id=list_id, rank__gt=0).values_list("item_id", "item__name", "rank"),
    int,
)


def top_movers_of(list_ids: Collection[int], now: datetime) -> dict[int, Mover]:
    """List id -> the item that moved most among its first CHART_ITEMS. One query."""
    moved = sorted(_movers(Standing.objects.filter(list_id__in=list_ids, rank__lte=CHART_ITEMS), now), key=_by_distance)
    return {mover.list_id: mover for mover in reversed(moved)}


@dataclass(frozen=True, slots=True)
class _PastRanks:
    """The ranks of a list a week ago, or a day ago if it is younger: item id -> rank."""

    ranks: Mapping[int, int | None]
    is_old: bool

    def moved(self, item_id: int, rank: int) -> RankMovement | None:
        return _movement(self.ranks.get(item_id), rank, is_old=self.is_old)


def _movement(then: int | None, rank: int, *, is_old: bool) -> RankMovement | None:
    if not then or then == rank:
        return None
    return RankMovement(then - rank, _("this week") if is_old else _("today"))


def _past_of(list_id: int, now: datetime) -> _PastRanks:
    """Ranks are recorded by the hour, so the past stays the same for an hour."""
    return _past_at(list_id, now.replace(minute=0, second=0, microsecond=0))


@lru_cache(200)
def _past_at(list_id: int, hour: datetime) -> _PastRanks:
    is_old = RankSnapshot.objects.filter(list=list_id, since__lte=hour - WEEK).exists()
    ranks = Item.objects.filter(list_id=list_id).values_list("pk", _rank_at(hour - (WEEK if is_old else DAY)))
    return _PastRanks({item_id: rank for item_id, rank in ranks if rank}, is_old)


def clear_past_ranks() -> None:
    """Empty the cache of this process."""
    _past_at.cache_clear()


def _movers(standings: QuerySet[Standing], now: datetime) -> list[Mover]:
    old = RankSnapshot.objects.filter(list=OuterRef("list"), since__lte=now - WEEK)
    ranked = standings.filter(rank__isnull=False).values_list(
        "list_id", "item_id", "item__name", "rank", _rank_at(now - WEEK), _rank_at(now - DAY), Exists(old)
    )
    return [
        Mover(list_id, item_id, name, rank, moved)
        for list_id, item_id, name, rank, a_week_ago, a_day_ago, is_old in ranked
        if rank and (moved := _movement(a_week_ago if is_old else a_day_ago, rank, is_old=is_old))
    ]


def _by_distance(mover: Mover) -> tuple[int, int]:
    return -mover.movement.places, mover.rank


def _rank_at(moment: datetime) -> Subquery:
    rows = RankSnapshot.objects.filter(item=OuterRef("pk"), since__lte=moment).order_by("-since")
    return Subquery(rows.values("rank")[:1])
