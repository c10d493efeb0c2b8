"""Places at the top of lists that one vote would change."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import OuterRef, Subquery

from ranklore.ballots.models import Board, Standing

TOP_PLACES = 3
"""The places that are looked at, each with the one after it."""
WINS_MAX = 1
"""Wins of the item below that would bring the two level: one vote."""
VOTERS_MIN = 3
"""With fewer voters everything is one vote from changing."""


@dataclass(frozen=True, slots=True)
class ClosePair:
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


def close_calls(list_ids: Collection[int]) -> dict[int, ClosePair]:
    """Of each of these lists the highest place that one vote would change; a list without one is left out."""
    # Each looked up by itself: joined, PostgreSQL reads the boards of all lists.
    voters = Subquery(Board.objects.filter(list=OuterRef("list")).values("voters"))
    voted = Standing.objects.alias(voters=voters).filter(
        list_id__in=list_ids, rank__lte=TOP_PLACES + 1, voters__gte=VOTERS_MIN
    )
    places = voted.order_by("list_id", "position").values_list(
        "list_id", "rank", "votes_to_flip", "item_id", "item__name"
    )
    found: dict[int, ClosePair] = {}
    for (list_id, rank, flip, above_id, above), (other, _, _, below_id, below) in pairwise(places):
        # the last place of all has nobody who could overtake it
        if list_id == other and list_id not in found and rank and rank <= TOP_PLACES and (flip or 0) <= WINS_MAX:
            found[list_id] = ClosePair(list_id, rank, above_id, above, below_id, below)
    return found
