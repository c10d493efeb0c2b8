"""Counts an election head to head: how many voters prefer each item to each other one.

An order is stored as levels: 0 for the best item or group of equals, 1 for the next one, and LEFT_OUT for items that it
leaves out. They are below all others, and nothing is said about two of them. All ballots are compared at once, pair by
pair, because 32,000 orders of 477 items hold 3.6 billion pairs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.arrays import Floats, Items
from ranklore.ranking.tallies.evidence import IndexedBallot

Order = tuple[int | tuple[int, ...], ...]
"""Items, best first; a tuple inside it is a group of equals."""
LEFT_OUT = np.iinfo(np.int16).max
LEVELS_MAX = 500_000_000
"""Orders times items of an election: one gigabyte."""
ORDERS_AT_ONCE = 2048
"""Orders that are compared together, so that the comparisons of one item with all others fit the processor cache."""


@dataclass(frozen=True)
class HeadToHead:
    """The pairs of an election.

    levels  the level of each item in each order, int16, (n_orders, n_items)
    times   the voters who cast each order, int64, (n_orders,)
    """

    levels: NDArray[np.int16]
    times: Items

    @cached_property
    def preferred(self) -> Items:
        """Voters who prefer i to j, int64, (n_items, n_items).

        Each bit of the numbers of voters takes a pass over the orders that have it.
        """
        n = self.levels.shape[1]
        counts = np.zeros((n, n), dtype=np.int64)
        for bit in range(int(self.times.max(initial=0)).bit_length()):
            has_bit = np.flatnonzero((self.times >> bit) & 1)
            for start in range(0, has_bit.size, ORDERS_AT_ONCE):
                chosen = has_bit[start : start + ORDERS_AT_ONCE]
                counts += _count_higher(self.levels[chosen].T) << bit
        return counts

    @cached_property
    def neither(self) -> Items:
        """Voters who leave out both i and j, int64, (n_items, n_items)."""
        n = self.levels.shape[1]
        counts = np.zeros((n, n))
        for levels, times in self._blocks():
            left_out = (levels == LEFT_OUT).astype(np.float64)
            if left_out.any():
                counts += (left_out.T * times) @ left_out
        return np.rint(counts).astype(np.int64)

    @property
    def wins(self) -> Floats:
        """`preferred`, and half of the voters who place i and j equal. Items that a ballot leaves out are not equal."""
        equal = self.times.sum() - self.preferred - self.preferred.T - self.neither
        wins: Floats = self.preferred + equal / 2
        np.fill_diagonal(wins, 0)
        return wins

    @property
    def first_places(self) -> Items:
        """Voters who have the item first, alone or with equals, (n_items,)."""
        orders, items = np.nonzero(self.levels == 0)
        counts = np.bincount(items, self.times[orders], minlength=self.levels.shape[1])
        return np.rint(counts).astype(np.int64)

    @property
    def times_ordered(self) -> Items:
        """Voters who do not leave the item out, (n_items,)."""
        ordered: Items = self.times.sum() - self.neither.diagonal()
        return ordered

    def slope_products(self, chances: Floats) -> Floats:
        """J, (n_items, n_items): the sum over the voters of s s', with s the slope of the log-likelihood of one voter.

        s_i is the pairs that i wins minus those it is expected to win. `chances` has P(i over j), with 0 for i over i.
        """
        products = np.zeros_like(chances)
        for levels, times in self._blocks():
            left_out = (levels == LEFT_OUT).astype(np.float64)
            expected = chances.sum(axis=1) - left_out * (left_out @ chances.T)
            slopes = _wins_by_order(levels) - expected
            products += (slopes.T * times) @ slopes
        return products

    def _blocks(self) -> Iterator[tuple[NDArray[np.int16], Items]]:
        for start in range(0, len(self.levels), ORDERS_AT_ONCE):
            rows = slice(start, start + ORDERS_AT_ONCE)
            yield self.levels[rows], self.times[rows]


def flatten_order(order: Order) -> Iterator[int]:
    """The items of an order, best first."""
    return chain.from_iterable([stage if isinstance(stage, tuple) else (stage,) for stage in order])


def head_to_head(n_items: int, ballots: list[tuple[IndexedBallot, int]]) -> HeadToHead:
    """The levels of all orders."""
    levels = np.full((len(ballots), n_items), LEFT_OUT, dtype=np.int16)
    places = np.arange(n_items, dtype=np.int16)
    for row, (ballot, _) in zip(levels, ballots, strict=True):
        stages = places[: len(ballot.order)]
        if tuple in map(type, ballot.order):
            sizes = [len(stage) if isinstance(stage, tuple) else 1 for stage in ballot.order]
            row[list(flatten_order(ballot.order))] = np.repeat(stages, sizes)
        else:
            row[np.array(ballot.order, dtype=np.intp)] = stages
    return HeadToHead(levels, np.array([times for _, times in ballots], dtype=np.int64))


def _count_higher(levels: NDArray[np.int16]) -> Items:
    """In how many orders i has a lower level than j, (n, n), for levels (n, n_orders).

    64 answers make a word, whose bits are counted at once.
    """
    n, n_orders = levels.shape
    padded = np.zeros((n, -(-n_orders // 64) * 64), dtype=np.int16)
    padded[:, :n_orders] = levels
    counts = np.empty((n, n), dtype=np.int64)
    is_higher = np.empty(padded.shape, dtype=bool)
    for item in range(n):
        np.less(padded[item], padded, out=is_higher)
        counts[item] = np.bitwise_count(np.packbits(is_higher, axis=1).view(np.uint64)).sum(axis=1)
    return counts


def _wins_by_order(levels: NDArray[np.int16]) -> Floats:
    """The pairs that each item wins in each order, half for an equal, (n_orders, n_items)."""
    n_orders, n = levels.shape
    own = np.where(levels == LEFT_OUT, n, levels).astype(np.int64)
    keys = own + np.arange(n_orders)[:, None] * (n + 1)
    sizes = np.bincount(keys.reshape(-1), minlength=n_orders * (n + 1)).reshape(n_orders, n + 1)
    wins = n - np.cumsum(sizes, axis=1) + (sizes - 1) / 2
    wins[:, n] = 0
    return np.take_along_axis(wins, own, axis=1)
