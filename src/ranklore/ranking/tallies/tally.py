"""The sum of the evidence of all ballots: three tables of weighted pairs, who knows what, and plain counts."""

from os import PathLike
from typing import IO, Self

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
"""Comparisons per pair of items from which counting goes through a whole matrix."""

COUNT_VECTORS = ("shown", "known", "picks", "downs", "ordered")


class Tally:
    """Evidence added up over ballots on `n_items` items, exactly: in whole numbers, so that the order never matters.

    tables  the pairs of U, D and X (see `evidence`)
    shown, known  voters asked whether they know an item, and those who do, in 1/ONE; int64, shape (n_items,)
    picks, downs, ordered  ballots that picked, downed or ordered an item: plain figures; int64, shape (n_items,)
    """

    __slots__ = ("downs", "known", "n_items", "ordered", "picks", "shown", "tables")

    def __init__(self, n_items: int) -> None:
        if n_items < 0:
            raise ValueError(f"a tally cannot have {n_items} items")
        self.n_items = n_items
        kind = DensePairStorage if n_items <= MATRIX_FROM_START_MAX_ITEMS else SparsePairStorage
        self.tables: list[PairStorage] = [kind(n_items) for _ in (UP, DOWN, BOTH_KNOWN)]
        self.shown, self.known, self.picks, self.downs, self.ordered = (
            np.zeros(n_items, dtype=np.int64) for _ in COUNT_VECTORS
        )

    def add(self, evidence: Evidence, sign: int = 1, times: int = 1) -> None:
        """Add a ballot's evidence `times` over, or with `sign=-1` take it away: exactly what was added.

        Raises ValueError for an item outside the tally, another sign, or `times` below 1; nothing is added then.
        """
        step = _signed_times(sign, times)
        if evidence.highest >= self.n_items:
            raise ValueError(f"item {evidence.highest} is outside a tally of {self.n_items} items")
        for cells, pairs in zip(self.tables, evidence.tables, strict=True):
            if pairs is not None:
                cells.add(pairs, step)
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

    def add_comparisons(self, over: ArrayLike, under: ArrayLike, weights: ArrayLike | None = None) -> None:
        """Add many comparisons at once to X: `over[k]` won against `under[k]`, weight 1 or `weights[k]`; shape (n,).

        Time is one pass; extra memory is a few blocks, whatever n is. Raises ValueError for unequal lengths, an
        item outside the tally or against itself, a negative, infinite or NaN weight; nothing is added then.
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

    def merge(self, other: Self) -> None:
        """Add another tally of as many items, as if its ballots were counted here. Raises ValueError otherwise."""
        if other.n_items != self.n_items:
            raise ValueError(f"tallies of {self.n_items} and {other.n_items} items cannot be merged")
        for mine, theirs in zip(self.tables, other.tables, strict=True):
            mine.add(theirs.pairs(), 1)
        for name in COUNT_VECTORS:
            getattr(self, name)[:] += getattr(other, name)

    def resized(self, n_items: int) -> "Tally":
        """A copy with room for more items, numbered after the present ones. Raises ValueError for fewer."""
        if n_items < self.n_items:
            raise ValueError(f"a tally of {self.n_items} items cannot shrink to {n_items}")
        larger = Tally(n_items)
        for mine, theirs in zip(larger.tables, self.tables, strict=True):
            mine.add(theirs.pairs(), 1)
        for name in COUNT_VECTORS:
            getattr(larger, name)[: self.n_items] = getattr(self, name)
        return larger

    def save(self, file: str | PathLike[str] | IO[bytes]) -> None:
        """Write the tally as npz: only the pairs that occur, in order, so equal tallies make equal arrays."""
        tables = [cells.pairs() for cells in self.tables]
        counts = {name: getattr(self, name) for name in COUNT_VECTORS}
        pairs = {f"{word}{n}": part for n, table in enumerate(tables) for word, part in table._asdict().items()}
        np.savez_compressed(
            file, allow_pickle=False, n_items=np.int64(self.n_items), one=np.int64(UNITS_PER_WEIGHT), **counts, **pairs
        )

    @classmethod
    def load(cls, file: str | PathLike[str] | IO[bytes]) -> "Tally":
        """Read what `save` wrote. Raises ValueError for anything else."""
        with np.load(file, allow_pickle=False) as saved:
            missing = {"n_items", "one", *COUNT_VECTORS} - set(saved.files)
            if missing or saved["one"] != UNITS_PER_WEIGHT:
                raise ValueError(f"not a tally of this version: {', '.join(sorted(missing)) or 'another unit'}")
            tally = Tally(int(saved["n_items"]))
            for n, cells in enumerate(tally.tables):
                cells.add(Pairs(*(saved[f"{word}{n}"] for word in Pairs._fields)), 1)
            for name in COUNT_VECTORS:
                getattr(tally, name)[:] = saved[name]
        return tally

    def __eq__(self, other: object) -> bool:
        """The same to the last bit."""
        if not isinstance(other, Tally) or self.n_items != other.n_items:
            return NotImplemented if not isinstance(other, Tally) else False
        vectors = all(np.array_equal(getattr(self, name), getattr(other, name)) for name in COUNT_VECTORS)
        return vectors and all(
            np.array_equal(a, b)
            for mine, theirs in zip(self.tables, other.tables, strict=True)
            for a, b in zip(mine.pairs(), theirs.pairs(), strict=True)
        )

    __hash__ = None  # type: ignore[assignment]  # a tally changes


def _signed_times(sign: int, times: int) -> int:
    if sign not in (1, -1):
        raise ValueError(f"the sign is 1 or -1, not {sign}")
    if times < 1:
        raise ValueError(f"evidence counts once or more, not {times} times")
    return sign * times
