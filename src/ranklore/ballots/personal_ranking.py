"""A personal ranking as a plain value: move an item, undo a change, compare it with the list."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from ranklore.ballots.ballot import PERSONAL_RANKING_MAX

DIFFERENCES_MAX = 3


@dataclass(frozen=True, slots=True)
class PersonalRanking:
    """A voter's ranking after one of their votes in the log.

    version  the id of that vote; 0 if there is none
    before   the ranking before the last change; None if there is nothing to undo
    """

    version: int = 0
    ids: tuple[int, ...] = ()
    before: tuple[int, ...] | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RankingLine:
    """One item of a personal ranking.

    place  in this ranking, not counting items that were taken off the list; None for such an item
    rank   on the list, by everyone's votes; None without one
    """

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
    """A personal ranking compared with the list.

    pairs   pairs of items that are ranked in both
    agree   pairs that both have in the same order
    close   pairs that are too close to call on the list
    differ  the items whose places differ most
    """

    pairs: int
    agree: int
    close: int
    differ: tuple[RankingLine, ...]


def undo_steps(orders: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The rankings that repeated undo goes back through, the present one last.

    A return to an earlier ranking counts as an undo, so it removes the steps after it.
    """
    stack: list[tuple[int, ...]] = [()]
    for order in orders:
        if len(stack) > 1 and stack[-2] == order:
            stack.pop()
        elif stack[-1] != order:
            stack.append(order)
    return stack


def move_item(order: Sequence[int], item_id: int, to: int, off: Collection[int] = ()) -> tuple[int, ...]:
    """The ranking with the item moved to a place, from 1.

    Items in `off` were taken off the list. They do not count as places, and stay beside their neighbours.
    """
    rest = [each for each in order if each != item_id]
    placed = [n for n, each in enumerate(rest) if each not in off]
    at = placed[to - 1] if to <= len(placed) else placed[-1] + 1 if placed else 0
    return (*rest[:at], item_id, *rest[at:])


def compare_with_list(lines: Sequence[RankingLine]) -> RankingComparison | None:
    """Compare a personal ranking with the list. None if fewer than two of its items have a rank there."""
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
