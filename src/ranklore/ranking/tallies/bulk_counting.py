"""Counts many comparisons at once, in one pass over the arrays and in blocks that fit the processor cache."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ranklore.ranking.arrays import Items
from ranklore.ranking.tallies.evidence import UNITS_PER_WEIGHT, Pairs

WEIGHT_MAX = 1 << 32
"""The most that one comparison may weigh, because an int64 must hold the sum of many."""


def count_pairs(n_items: int, over: ArrayLike, under: ArrayLike, unit: int) -> NDArray[np.int64]:
    """How often each item beat each other item, times `unit`: int64, shape (n_items, n_items).

    Raises ValueError for unequal lengths, an item outside 0..n_items-1, or an item that beats itself.
    """
    winners, losers = _checked_comparisons(over, under)
    n_pairs = n_items * n_items
    counts: Items = np.zeros(0, dtype=np.int64)
    block = min(max(1 << 16, 2 * n_pairs), 1 << 20)
    keys = np.empty(min(block, winners.size), dtype=np.int64)
    for start in range(0, winners.size, block):
        first, second = winners[start : start + block], losers[start : start + block]
        check_items(n_items, first)
        check_items(n_items, second)
        part = keys[: first.size]
        np.multiply(first, n_items, out=part, casting="unsafe", dtype=np.int64)
        part += second
        counted = np.bincount(part, minlength=n_pairs)
        counts = np.add(counts, counted, out=counts) if start else counted
    counts *= unit
    matrix = counts.reshape(n_items, n_items)
    itself = np.flatnonzero(matrix.diagonal())
    if itself.size:
        raise ValueError(f"item {itself[0]} cannot beat itself")
    return matrix


def weigh_pairs(n_items: int, over: ArrayLike, under: ArrayLike, weights: ArrayLike) -> Pairs:
    """The pairs with their weights in units. Raises ValueError as `count_pairs` does, and for a weight out of range."""
    winners, losers = _checked_comparisons(over, under)
    check_items(n_items, winners)
    check_items(n_items, losers)
    if (itself := np.flatnonzero(winners == losers)).size:
        raise ValueError(f"item {winners[itself[0]]} cannot beat itself")
    weight_of_pair = np.asarray(weights, dtype=np.float64)
    if weight_of_pair.shape != winners.shape:
        raise ValueError(f"{winners.size} comparisons, but {weight_of_pair.size} weights")
    if (invalid := np.flatnonzero(~((weight_of_pair >= 0) & (weight_of_pair <= WEIGHT_MAX)))).size:
        raise ValueError(f"a weight must be between 0 and {WEIGHT_MAX}, not {weight_of_pair[invalid[0]]}")
    return Pairs(
        winners.astype(np.int64), losers.astype(np.int64), np.rint(weight_of_pair * UNITS_PER_WEIGHT).astype(np.int64)
    )


def check_items(n_items: int, items: Items) -> None:
    """Raise ValueError for an item outside 0..n_items-1. As unsigned numbers, negative ones are large: one pass."""
    if items.size and items.view(f"u{items.itemsize}").max() >= n_items:
        wrong = items[(items < 0) | (items >= n_items)][0]
        raise ValueError(f"item {wrong} is outside a tally of {n_items} items")


def _checked_comparisons(over: ArrayLike, under: ArrayLike) -> tuple[Items, Items]:
    winners, losers = np.asarray(over), np.asarray(under)
    if winners.ndim != 1 or winners.shape != losers.shape:
        raise ValueError(f"over and under must be lists of the same length, not {winners.shape} and {losers.shape}")
    if not winners.size:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    if winners.dtype.kind not in "iu" or losers.dtype.kind not in "iu":
        raise ValueError(f"items must be whole numbers, not {winners.dtype} and {losers.dtype}")
    return winners, losers
