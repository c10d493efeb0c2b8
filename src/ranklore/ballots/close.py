"""Places at the top of lists that one vote would change."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from ranklore.ballots.models import Standing

TOP = 3
"""The places that are looked at, each with the one after it."""
CLOSE = 1
"""Wins of the item below that would bring the two level: one vote."""
VOTERS_LEAST = 3
"""With fewer voters everything is one vote from changing."""


@dataclass(frozen=True, slots=True)
class Close:
    """Two neighbours of a list. rank: the place that they are about."""

    list_id: int
    rank: int
    above_id: int
    above: str
    below_id: int
    below: str

    @property
    def of(self) -> str:
        """How an address names the two."""
        return f"{self.above_id}-{self.below_id}"


def close_calls(list_ids: Collection[int]) -> dict[int, Close]:
    """Of each of these lists the highest place that one vote would change; a list without one is left out."""
    voted = Standing.objects.filter(list_id__in=list_ids, list__board__voters__gte=VOTERS_LEAST, rank__lte=TOP + 1)
    by_list: defaultdict[int, list[Standing]] = defaultdict(list)
    for standing in voted.select_related("item").order_by("list_id", "position"):
        by_list[standing.list_id].append(standing)
    found = ((list_id, _first_close(standings)) for list_id, standings in by_list.items())
    return {list_id: close for list_id, close in found if close}


def _first_close(standings: list[Standing]) -> Close | None:
    for above, below in pairwise(standings):
        # the item below has a rank too: the last place of all has nobody who could overtake it
        if above.rank and above.rank <= TOP and below.rank and (above.votes_to_flip or 0) <= CLOSE:
            return Close(above.list_id, above.rank, above.item_id, above.item.name, below.item_id, below.item.name)
    return None
