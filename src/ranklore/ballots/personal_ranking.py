"""A personal ranking as a plain value: move an item, undo a change, compare it with the list."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from ranklore.ballots.ballot import PERSONAL_RANKING_MAX

DIFFERENCES_MAX = 3


@dataclass(frozen=True, slots=True)
class PersonalRanking:
    """A voter's own ranking as a vote in the log left it.

    version  the id of that vote; 0 when there is none
    before   the ranking that the last change was made from, None when there is nothing to undo
    """

    version: int = 0
    ids: tuple[int, ...] = ()
    before: tuple[int, ...] | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RankingLine:
    """One item of a ranking. place: among those that are on the list; rank: the crowd's, None when it has none."""

    item_id: int
    name: str
    credits: tuple[str, ...]
    place: int | None
    rank: int | None
    tie_group: int | None = None

    @property
    def up_to(self) -> int:
        return max((self.place or 1) - 1, 1)

    @property
    def down_to(self) -> int:
        return (self.place or 1) + 1


@dataclass(frozen=True, slots=True)
class RankingComparison:
    """A ranking beside the crowd's: of its pairs of items, on how many the two agree.

    close   pairs of these that the crowd's votes cannot surely tell apart
    differ  the items whose places differ most
    """

    pairs: int
    agree: int
    close: int
    differ: tuple[RankingLine, ...]


def undo_steps(orders: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The rankings that an undo would go back through, the present one last. Going back to one takes the later away."""
    stack: list[tuple[int, ...]] = [()]
    for order in orders:
        if len(stack) > 1 and stack[-2] == order:
            stack.pop()
        elif stack[-1] != order:
            stack.append(order)
    return stack


def move_item(order: Sequence[int], item_id: int, to: int, off: Collection[int] = ()) -> tuple[int, ...]:
    """The ranking with the item at a place, from 1; `off` are items without a place, which keep their neighbours."""
    rest = [each for each in order if each != item_id]
    placed = [n for n, each in enumerate(rest) if each not in off]
    at = placed[to - 1] if to <= len(placed) else placed[-1] + 1 if placed else 0
    return (*rest[:at], item_id, *rest[at:])


def compare_with_list(lines: Sequence[RankingLine]) -> RankingComparison | None:
    """A ranking beside the crowd's; None when the crowd has a place for fewer than two of its items."""
    ranked = [line for line in lines if line.place and line.rank]
    if len(ranked) < 2:
        return None
    pairs = list(combinations(ranked, 2))
    agree = sum((above.rank or 0) < (below.rank or 0) for above, below in pairs)
    close = sum(above.tie_group is not None and above.tie_group == below.tie_group for above, below in pairs)
    differ = sorted((line for line in ranked if _place_difference(line)), key=_place_difference, reverse=True)
    return RankingComparison(len(pairs), agree, close, tuple(differ[:DIFFERENCES_MAX]))


def _place_difference(line: RankingLine) -> int:
    return abs((line.place or 0) - (line.rank or 0))


def room_left(order: Sequence[int]) -> int:
    return PERSONAL_RANKING_MAX - len(order)
