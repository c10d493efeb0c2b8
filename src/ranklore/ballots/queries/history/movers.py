"""The items that moved most within a week."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from ranklore.ballots.models import RankSnapshot, Standing
from ranklore.ballots.queries.history.rank_history import CHART_ITEMS, WEEK
from ranklore.core.dates import DAY

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


def movements_of(list_id: int, item_ids: Collection[int], now: datetime) -> dict[int, RankMovement]:
    """Item id -> movement. Items that did not move, or had no rank then, are left out."""
    return {
        mover.item_id: mover.movement
        for mover in _movers(Standing.objects.filter(list_id=list_id, pk__in=item_ids), now)
    }


def biggest_movers(list_id: int, now: datetime) -> tuple[Mover, ...]:
    """The items that moved most: first those that rose, then those that fell, the farthest first."""
    moved = sorted(_movers(Standing.objects.filter(list_id=list_id), now), key=_by_distance)
    rose = [each for each in moved if each.movement.up > 0]
    fell = [each for each in moved if each.movement.up < 0]
    return (*rose[:MOVERS_MAX], *fell[:MOVERS_MAX])


def top_movers_of(list_ids: Collection[int], now: datetime) -> dict[int, Mover]:
    """List id -> the item that moved most among its first CHART_ITEMS. One query."""
    moved = sorted(_movers(Standing.objects.filter(list_id__in=list_ids, rank__lte=CHART_ITEMS), now), key=_by_distance)
    return {mover.list_id: mover for mover in reversed(moved)}


def _movers(standings: QuerySet[Standing], now: datetime) -> list[Mover]:
    old = RankSnapshot.objects.filter(list=OuterRef("list"), since__lte=now - WEEK)
    ranked = standings.filter(rank__isnull=False).values_list(
        "list_id", "item_id", "item__name", "rank", _rank_at(now - WEEK), _rank_at(now - DAY), Exists(old)
    )
    return [
        Mover(list_id, item_id, name, rank, RankMovement(then - rank, _("this week") if is_old else _("today")))
        for list_id, item_id, name, rank, a_week_ago, a_day_ago, is_old in ranked
        if rank and (then := a_week_ago if is_old else a_day_ago) and then != rank
    ]


def _by_distance(mover: Mover) -> tuple[int, int]:
    return -mover.movement.places, mover.rank


def _rank_at(moment: datetime) -> Subquery:
    rows = RankSnapshot.objects.filter(item=OuterRef("pk"), since__lte=moment).order_by("-since")
    return Subquery(rows.values("rank")[:1])
