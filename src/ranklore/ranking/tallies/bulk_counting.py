"""Counts many comparisons at once: one pass over the arrays, in blocks that fit the processor cache."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ranklore.ranking.arrays import Items
from ranklore.ranking.tallies.evidence import UNITS_PER_WEIGHT, Pairs

WEIGHT_MAX = 1 << 32
"""No single comparison weighs more: a cell has to hold many."""


def count_pairs(n_items: int, over: ArrayLike, under: ArrayLike, unit: int) -> NDArray[np.int64]:
    """How often each item stood over each other, times `unit`, int64, shape (n_items, n_items).

    Raises ValueError for unequal lengths, an item outside 0..n_items-1, or an item over itself.
    """
    winners, losers = _checked_comparisons(over, under)
    cells = n_items * n_items
    counts: Items = np.zeros(0, dtype=np.int64)
    block = min(max(1 << 16, 2 * cells), 1 << 20)
    keys = np.empty(min(block, winners.size), dtype=np.int64)
    for start in range(0, winners.size, block):
        first, second = winners[start : start + block], losers[start : start + block]
        check_items(n_items, first)
        check_items(n_items, second)
        part = keys[: first.size]
        np.multiply(first, n_items, out=part, casting="unsafe", dtype=np.int64)
        part += second
        counted = np.bincount(part, minlength=cells)
        counts = np.add(counts, counted, out=counts) if start else counted
    counts *= unit
    matrix = counts.reshape(n_items, n_items)
    itself = np.flatnonzero(matrix.diagonal())
    if itself.size:
        raise ValueError(f"item {itself[0]} cannot stand over itself")
    return matrix


def weigh_pairs(n_items: int, over: ArrayLike, under: ArrayLike, weights: ArrayLike) -> Pairs:
    """Checked pairs with their weights in whole units. Raises ValueError as `count_pairs`, and for a bad weight."""
    winners, losers = _checked_comparisons(over, under)
    check_items(n_items, winners)
    check_items(n_items, losers)
    if (itself := np.flatnonzero(winners == losers)).size:
        raise ValueError(f"item {winners[itself[0]]} cannot stand over itself")
    heavy = np.asarray(weights, dtype=np.float64)
    if heavy.shape != winners.shape:
        raise ValueError(f"{winners.size} comparisons with {heavy.size} weights")
    if (bad := np.flatnonzero(~((heavy >= 0) & (heavy <= WEIGHT_MAX)))).size:
        raise ValueError(f"a weight is between 0 and {WEIGHT_MAX}, not {heavy[bad[0]]}")
    return Pairs(winners.astype(np.int64), losers.astype(np.int64), np.rint(heavy * UNITS_PER_WEIGHT).astype(np.int64))


def check_items(n_items: int, items: Items) -> None:
    """Raise ValueError for an item outside 0..n_items-1. One pass: as unsigned numbers, negatives are the largest."""
    if items.size and items.view(f"u{items.itemsize}").max() >= n_items:
        wrong = items[(items < 0) | (items >= n_items)][0]
        raise ValueError(f"item {wrong} is outside a tally of {n_items} items")


def _checked_comparisons(over: ArrayLike, under: ArrayLike) -> tuple[Items, Items]:
    winners, losers = np.asarray(over), np.asarray(under)
    if winners.ndim != 1 or winners.shape != losers.shape:
        raise ValueError(f"comparisons are two lists of one length, not {winners.shape} and {losers.shape}")
    if not winners.size:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    if winners.dtype.kind not in "iu" or losers.dtype.kind not in "iu":
        raise ValueError(f"items are whole numbers, not {winners.dtype} and {losers.dtype}")
    return winners, losers
