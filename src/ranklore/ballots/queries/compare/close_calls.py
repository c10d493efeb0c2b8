"""Ranks near the top of lists that one vote could change."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import OuterRef, Subquery

from ranklore.ballots.models import Board, Standing

TOP_PLACES = 3
"""Only these ranks are considered, each with the next one."""
WINS_MAX = 1
"""Matchup wins that the item below needs to draw level: one vote."""
VOTERS_MIN = 3
"""With fewer voters, one vote can change every rank."""


@dataclass(frozen=True, slots=True)
class ClosePair:
    """Two neighbours on a list. rank: that of the upper one, which the vote is about."""

    list_id: int
    rank: int
    above_id: int
    above: str
    below_id: int
    below: str

    @property
    def of(self) -> str:
        """The pair as the `of` parameter of the Compare page."""
        return f"{self.above_id}-{self.below_id}"


def close_calls(list_ids: Collection[int]) -> dict[int, ClosePair]:
    """List id -> the highest pair that one vote could change. Lists without one are left out."""
    # A subquery, because with a join PostgreSQL reads the boards of all lists.
    voters = Subquery(Board.objects.filter(list=OuterRef("list")).values("voters"))
    voted = Standing.objects.alias(list_voters=voters).filter(
        list_id__in=list_ids, rank__lte=TOP_PLACES + 1, list_voters__gte=VOTERS_MIN
    )
    standings = voted.order_by("list_id", "position").values_list(
        "list_id", "rank", "votes_to_flip", "item_id", "item__name"
    )
    found: dict[int, ClosePair] = {}
    for (list_id, rank, flip, above_id, above), (other, _, _, below_id, below) in pairwise(standings):
        # A pair must be of one list: the last item of a list has nobody below who could overtake it.
        if list_id == other and list_id not in found and rank and rank <= TOP_PLACES and (flip or 0) <= WINS_MAX:
            found[list_id] = ClosePair(list_id, rank, above_id, above, below_id, below)
    return found
