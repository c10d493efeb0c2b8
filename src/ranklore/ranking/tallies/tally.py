"""The sum of the evidence of all ballots: three tables of weighted pairs, answers about knowledge, and plain counts."""

from os import PathLike
from typing import IO

import numpy as np
from numpy.typing import ArrayLike

from ranklore.ranking.tallies.bulk_counting import count_pairs, weigh_pairs
from ranklore.ranking.tallies.evidence import BOTH_KNOWN, DOWN, UNITS_PER_WEIGHT, UP, Evidence, Pairs
from ranklore.ranking.tallies.pair_storage import (
    MATRIX_FROM_START_MAX_ITEMS,
    MATRIX_MAX_ITEMS,
    DensePairStorage,
    PairStorage,
    SparsePairStorage,
)

FULL_COUNT_SHARE_MIN = 1 / 16
"""From this many comparisons per pair of items on, they are counted in a whole matrix, which is faster."""

COUNT_VECTORS = ("shown", "known", "picks", "downs", "ordered", "seen", "voters")


class Tally:
    """The evidence of ballots on `n_items` items. Sums are whole numbers, so they are exact in any order.

    tables  the pairs of U, D and X (see `tallies.evidence`)
    shown, known  voters who were asked whether they know an item, and who do, in 1/UNITS_PER_WEIGHT; int64, (n_items,)
    picks, downs, ordered  plain counts of ballots that picked, downed or ordered an item; int64, (n_items,)
    seen    ballots with a pick or a down that were shown an item; int64, (n_items,)
    voters  the trust in all who voted on an item in any way, in 1/UNITS_PER_WEIGHT; int64, (n_items,)
    """

    __slots__ = ("downs", "known", "n_items", "ordered", "picks", "seen", "shown", "tables", "voters")

    def __init__(self, n_items: int) -> None:
        if n_items < 0:
            raise ValueError(f"a tally cannot have {n_items} items")
        self.n_items = n_items
        kind = DensePairStorage if n_items <= MATRIX_FROM_START_MAX_ITEMS else SparsePairStorage
        self.tables: list[PairStorage] = [kind(n_items) for _ in (UP, DOWN, BOTH_KNOWN)]
        self.shown, self.known, self.picks, self.downs, self.ordered, self.seen, self.voters = (
            np.zeros(n_items, dtype=np.int64) for _ in COUNT_VECTORS
        )

    def add(self, evidence: Evidence, sign: int = 1, times: int = 1) -> None:
        """Add the evidence of a ballot `times` times, or remove it with `sign=-1`.

        Raises ValueError for an item outside the tally, another sign, or `times` below 1, and then adds nothing.
        """
        step = _signed_times(sign, times)
        if evidence.highest >= self.n_items:
            raise ValueError(f"item {evidence.highest} is outside a tally of {self.n_items} items")
        for storage, pairs in zip(self.tables, evidence.tables, strict=True):
            if pairs is not None:
                storage.add(pairs, step)
        if evidence.asked is not None:
            items, asked, known = evidence.asked
            self.shown[items] += asked * step
            self.known[items] += known * step
        for item in evidence.picked:
            self.picks[item] += step
        for item in evidence.downed:
            self.downs[item] += step
        for item in evidence.ordered:
            self.ordered[item] += step
        self.seen[evidence.seen] += step
        self.voters[evidence.voted] += evidence.unit * step

    def add_comparisons(self, over: ArrayLike, under: ArrayLike, weights: ArrayLike | None = None) -> None:
        """Add many comparisons to X: `over[k]` beat `under[k]` with weight 1 or `weights[k]`. All have shape (n,).

        Takes one pass, and memory for a few blocks, whatever n is. Raises ValueError for unequal lengths, an item
        outside the tally or compared with itself, and a negative, infinite or NaN weight, and then adds nothing.
        """
        if (
            weights is None
            and self.n_items <= MATRIX_MAX_ITEMS
            and np.size(over) >= self.n_items**2 * FULL_COUNT_SHARE_MIN
        ):
            counts = DensePairStorage(self.n_items, count_pairs(self.n_items, over, under, UNITS_PER_WEIGHT))
            counts.add(self.tables[BOTH_KNOWN].pairs(), 1)
            self.tables[BOTH_KNOWN] = counts
        else:
            weights = np.ones(np.shape(over)) if weights is None else weights
            self.tables[BOTH_KNOWN].add(weigh_pairs(self.n_items, over, under, weights), 1)

    def resized(self, n_items: int) -> "Tally":
        """A copy with more items, numbered after the present ones. Raises ValueError for fewer items."""
        if n_items < self.n_items:
            raise ValueError(f"a tally of {self.n_items} items cannot shrink to {n_items}")
        larger = Tally(n_items)
        for mine, theirs in zip(larger.tables, self.tables, strict=True):
            mine.add(theirs.pairs(), 1)
        for name in COUNT_VECTORS:
            getattr(larger, name)[: self.n_items] = getattr(self, name)
        return larger

    @property
    def nbytes(self) -> int:
        """The memory of its arrays, in bytes."""
        counts = len(COUNT_VECTORS) * self.picks.nbytes
        return counts + sum(storage.nbytes for storage in self.tables)

    def save(self, file: str | PathLike[str] | IO[bytes]) -> None:
        """Write the tally as npz: the pairs that occur, sorted, so that equal tallies give equal arrays."""
        tables = [storage.pairs() for storage in self.tables]
        counts = {name: getattr(self, name) for name in COUNT_VECTORS}
        pairs = {f"{word}{n}": part for n, table in enumerate(tables) for word, part in table._asdict().items()}
        np.savez_compressed(
            file, allow_pickle=False, n_items=np.int64(self.n_items), one=np.int64(UNITS_PER_WEIGHT), **counts, **pairs
        )

    @classmethod
    def load(cls, file: str | PathLike[str] | IO[bytes]) -> "Tally":
        """Read a tally that `save` wrote. Raises ValueError for any other npz file."""
        with np.load(file, allow_pickle=False) as saved:
            missing = {"n_items", "one", *COUNT_VECTORS} - set(saved.files)
            if missing or saved["one"] != UNITS_PER_WEIGHT:
                problem = f"it has no {', '.join(sorted(missing))}" if missing else "its unit differs"
                raise ValueError(f"not a tally of this version: {problem}")
            tally = Tally(int(saved["n_items"]))
            for n, storage in enumerate(tally.tables):
                storage.add(Pairs(*(saved[f"{word}{n}"] for word in Pairs._fields)), 1)
            for name in COUNT_VECTORS:
                getattr(tally, name)[:] = saved[name]
        return tally

    def __eq__(self, other: object) -> bool:
        """Equal to the last bit."""
        if not isinstance(other, Tally) or self.n_items != other.n_items:
            return NotImplemented if not isinstance(other, Tally) else False
        vectors = all(np.array_equal(getattr(self, name), getattr(other, name)) for name in COUNT_VECTORS)
        return vectors and all(
            np.array_equal(a, b)
            for mine, theirs in zip(self.tables, other.tables, strict=True)
            for a, b in zip(mine.pairs(), theirs.pairs(), strict=True)
        )

    __hash__ = None  # type: ignore[assignment]  # a tally is mutable


def _signed_times(sign: int, times: int) -> int:
    if sign not in (1, -1):
        raise ValueError(f"sign must be 1 or -1, not {sign}")
    if times < 1:
        raise ValueError(f"times must be 1 or more, not {times}")
    return sign * times
