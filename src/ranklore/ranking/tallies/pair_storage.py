"""How a table stores its pairs: as a full matrix, or as a list of the pairs that occur."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.arrays import Items
from ranklore.ranking.tallies.evidence import Pairs

MATRIX_FROM_START_MAX_ITEMS = 512
"""Up to this many items a table is a matrix from the start (2 MB); above, only once many pairs are counted."""
MATRIX_MAX_ITEMS = 2048
"""Up to this many items a table may become a matrix (32 MB); above, only the pairs that occur are stored."""
PENDING_PAIRS_MAX = 1 << 16
"""New pairs that a sparse table collects before it sorts them in, to spread the cost of sorting."""


class PairStorage(Protocol):
    """The weights of all pairs (over, under), int64 in units."""

    n_items: int

    def add(self, pairs: Pairs, step: int) -> None:
        """Add the units of each pair, times `step`."""

    def pairs(self) -> Pairs:
        """All pairs whose weight is not 0, sorted by over, then under."""

    def filled(self) -> int:
        """The number of pairs whose weight is not 0."""

    def dense(self) -> NDArray[np.int64]:
        """The whole matrix, (n, n). Do not write to it."""

    @property
    def nbytes(self) -> int:
        """The memory of its arrays, in bytes."""


class DensePairStorage:
    """An n x n matrix, allocated at the first pair."""

    __slots__ = ("matrix", "n_items")

    def __init__(self, n_items: int, matrix: NDArray[np.int64] | None = None) -> None:
        self.n_items = n_items
        self.matrix = matrix

    def add(self, pairs: Pairs, step: int) -> None:
        matrix = self._allocated()
        np.add.at(matrix.reshape(-1), pairs.over * self.n_items + pairs.under, pairs.units * step)

    def filled(self) -> int:
        return 0 if self.matrix is None else int(np.count_nonzero(self.matrix))

    def dense(self) -> NDArray[np.int64]:
        return self._allocated()

    @property
    def nbytes(self) -> int:
        return 0 if self.matrix is None else self.matrix.nbytes

    def pairs(self) -> Pairs:
        if self.matrix is None:
            return Pairs(*(np.zeros(0, dtype=np.int64) for _ in Pairs._fields))
        over, under = np.nonzero(self.matrix)
        return Pairs(over, under, self.matrix[over, under])

    def _allocated(self) -> NDArray[np.int64]:
        if self.matrix is None:
            self.matrix = np.zeros((self.n_items, self.n_items), dtype=np.int64)
        return self.matrix


class SparsePairStorage:
    """Sorted keys over * n + under with their units, and new pairs that are not sorted yet."""

    __slots__ = ("keys", "n_items", "n_pending", "pending", "units")

    def __init__(self, n_items: int) -> None:
        self.n_items = n_items
        self.keys: Items = np.zeros(0, dtype=np.int64)
        self.units: Items = np.zeros(0, dtype=np.int64)
        self.pending: list[tuple[Items, Items]] = []
        self.n_pending = 0

    def add(self, pairs: Pairs, step: int) -> None:
        self.pending.append((pairs.over * self.n_items + pairs.under, pairs.units * step))
        self.n_pending += pairs.over.size
        if self.n_pending > max(PENDING_PAIRS_MAX, self.keys.size // 4):
            self._merge_pending()

    def pairs(self) -> Pairs:
        self._merge_pending()
        return Pairs(*np.divmod(self.keys, max(1, self.n_items)), self.units)

    def filled(self) -> int:
        self._merge_pending()
        return self.keys.size

    def dense(self) -> NDArray[np.int64]:
        self._merge_pending()
        matrix = np.zeros(self.n_items * self.n_items, dtype=np.int64)
        matrix[self.keys] = self.units
        return matrix.reshape(self.n_items, self.n_items)

    @property
    def nbytes(self) -> int:
        return self.keys.nbytes + self.units.nbytes + 2 * self.n_pending * self.keys.itemsize

    def _merge_pending(self) -> None:
        if not self.pending:
            return
        keys = np.concatenate([self.keys, *(keys for keys, _ in self.pending)])
        units = np.concatenate([self.units, *(units for _, units in self.pending)])
        self.keys, self.units = summed_by_key(keys, units)
        self.pending, self.n_pending = [], 0


def summed_by_key(keys: Items, units: Items) -> tuple[Items, Items]:
    """Each key once, ascending, with the sum of its units. Keys with a sum of 0 are left out."""
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if keys.size else np.zeros(0, np.intp)
    sums = np.add.reduceat(units[order], starts) if keys.size else units
    kept = sums != 0
    return keys[starts][kept], sums[kept]
