"""What the ranking of a list is based on, in numbers."""

from dataclasses import dataclass
from itertools import pairwise

from ranklore.ballots.messages import describe_range
from ranklore.ballots.models import Standing

RANGE_SAMPLE = 5


@dataclass(frozen=True, slots=True)
class LikelyRange:
    """An item's rank, and the ranks it may well have."""

    name: str
    rank: int
    low: int
    high: int

    @property
    def words(self) -> str:
        return describe_range(self.low, self.high)


@dataclass(frozen=True, slots=True)
class RankingSummary:
    """What the ranking of a list is based on.

    placed, too_new  items with and without a rank
    close_pairs      neighbours that are too close to call
    widest           the least certain of the first items; None if all are certain
    """

    picks: int
    downs: int
    placed: int
    too_new: int
    close_pairs: int
    widest: LikelyRange | None

    @property
    def pairs(self) -> int:
        """The number of pairs of neighbours."""
        return max(self.placed - 1, 0)


def ranking_summary_of(list_id: int, items: int) -> RankingSummary:
    """The summary of a list with `items` items that are not removed."""
    rows = list(
        Standing.objects.filter(list=list_id)
        .order_by("position")
        .values_list("item__name", "rank", "rank_low", "rank_high", "tie_group", "votes", "downs")
    )
    groups = [group for _, rank, _, _, group, _, _ in rows if rank is not None]
    placed = [LikelyRange(name, rank, low, high) for name, rank, low, high, *_ in rows if rank and low and high]
    widest = max(placed[:RANGE_SAMPLE], key=lambda each: each.high - each.low, default=None)
    return RankingSummary(
        picks=sum(votes for *_, votes, _ in rows),
        downs=sum(downs for *_, downs in rows),
        placed=len(groups),
        too_new=items - len(groups),
        close_pairs=sum(one == next_one for one, next_one in pairwise(groups)),
        widest=widest if widest and widest.low < widest.high else None,
    )
