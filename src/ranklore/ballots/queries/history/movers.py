"""The items that moved most within a week."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from ranklore.ballots.models import RankSnapshot, Standing
from ranklore.ballots.queries.history.rank_history import CHART_ITEMS, WEEK
from ranklore.core.dates import DAY

MOVERS_MAX = 3
"""Risers and fallers that are named, each."""


@dataclass(frozen=True, slots=True)
class RankMovement:
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
    movement: RankMovement


def movements_of(list_id: int, item_ids: Collection[int], now: datetime) -> dict[int, RankMovement]:
    """How these items moved; one that did not, or had no rank then, is left out."""
    return {
        mover.item_id: mover.movement
        for mover in _movers(Standing.objects.filter(list_id=list_id, pk__in=item_ids), now)
    }


def biggest_movers(list_id: int, now: datetime) -> tuple[Mover, ...]:
    """The items that moved most, the farthest first: those that rose, then those that fell."""
    moved = sorted(_movers(Standing.objects.filter(list_id=list_id), now), key=_by_distance)
    rose = [each for each in moved if each.movement.up > 0]
    fell = [each for each in moved if each.movement.up < 0]
    return (*rose[:MOVERS_MAX], *fell[:MOVERS_MAX])


def top_movers_of(list_ids: Collection[int], now: datetime) -> dict[int, Mover]:
    """Of each of these lists the item, among the first TOP, that moved farthest. One query."""
    moved = sorted(_movers(Standing.objects.filter(list_id__in=list_ids, rank__lte=CHART_ITEMS), now), key=_by_distance)
    return {mover.list_id: mover for mover in reversed(moved)}


def _movers(standings: QuerySet[Standing], now: datetime) -> list[Mover]:
    old = RankSnapshot.objects.filter(list=OuterRef("list"), since__lte=now - WEEK)
    placed = standings.filter(rank__isnull=False).values_list(
        "list_id", "item_id", "item__name", "rank", _rank_at(now - WEEK), _rank_at(now - DAY), Exists(old)
    )
    return [
        Mover(list_id, item_id, name, rank, RankMovement(then - rank, "this week" if is_old else "today"))
        for list_id, item_id, name, rank, a_week_ago, a_day_ago, is_old in placed
        if rank and (then := a_week_ago if is_old else a_day_ago) and then != rank
    ]


def _by_distance(mover: Mover) -> tuple[int, int]:
    return -mover.movement.places, mover.rank


def _rank_at(moment: datetime) -> Subquery:
    rows = RankSnapshot.objects.filter(item=OuterRef("pk"), since__lte=moment).order_by("-since")
    return Subquery(rows.values("rank")[:1])
