"""How certain a ranking is: draws, rank ranges, ties and votes to flip. All arrays are in rank order, best first."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.arrays import CovarianceFactor, Floats
from ranklore.ranking.model.inverse_cholesky import times_factor
from ranklore.ranking.result import Z_95

N_DRAWS = 400
DRAWS_SEED = 20020107
TAIL_DRAWS = N_DRAWS // 40
"""Draws left out at either end: 2.5% of them."""


@lru_cache(maxsize=8)
def normal_draws(n: int) -> NDArray[np.float32]:
    """Standard normal draws, (N_DRAWS / 2, n): always the same, so that ranges do not change between fits by chance."""
    draws = np.random.default_rng(DRAWS_SEED).standard_normal((N_DRAWS // 2, n), dtype=np.float32)
    draws.flags.writeable = False
    return draws


def posterior_draws(scores: Floats, factor: CovarianceFactor) -> NDArray[np.float32]:
    """Draws of all scores from the posterior, (N_DRAWS, n), in pairs that mirror each other around the mode."""
    normal, factor = normal_draws(len(factor)), factor.astype(np.float32, copy=False)
    deviation = times_factor(normal, factor) if len(factor) == len(scores) else normal @ factor
    mode = scores.astype(np.float32)
    return np.concatenate([mode + deviation, mode - deviation])


def rank_ranges(draws: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The best and the worst place of each item in 95% of the draws, each (n,). Its own place is always inside.

    Sorting integers is several times faster than an argsort, so both sorts use packed keys: first value and item, draw
    by draw, which gives the places; then item and place, all at once, so that the places of an item in all draws are
    next to each other, the best first. Values that differ by less than 2**-20 of the spread count as equal.
    """
    n_draws, n = draws.shape
    place = np.arange(1, n + 1)
    if not n:
        return place, place
    bits = n.bit_length()
    kind, steps = (np.int32, 2 ** min(22, 31 - bits) - 1) if bits <= 11 else (np.int64, 2**22)
    least, most = draws.min(), draws.max()
    values = np.subtract(most, draws)
    values *= np.float32(steps) / max(most - least, np.float32(1e-30))
    keys: NDArray[Any] = values.astype(kind)
    keys <<= bits
    keys |= np.arange(n, dtype=kind)
    keys.sort(axis=1)
    mask = (1 << bits) - 1
    keys &= mask
    keys <<= bits
    keys |= place.astype(kind)
    flat = keys.reshape(-1)
    flat.sort()
    places = flat.reshape(n, n_draws)[:, [TAIL_DRAWS - 1, -TAIL_DRAWS]] & mask
    return np.minimum(places[:, 0], place), np.maximum(places[:, 1], place)


def neighbour_variances(factor: CovarianceFactor) -> Floats:
    """The variance of the difference between each score and the next, (n - 1,), from the covariance factor (k, n)."""
    difference = factor[:, :-1] - factor[:, 1:]
    variances: Floats = np.einsum("ki,ki->i", difference, difference).astype(np.float64)
    return np.maximum(variances, 1e-300)


def tie_groups(scores: Floats, variances: Floats) -> NDArray[np.int64]:
    """The number of the tie group of each item, (n,), from 1.

    A new group starts where an item is clearly below the one before it: their difference is at least Z_95 times its
    standard error. `variances` are those of the differences, (n - 1,). So neighbours in different groups differ by
    their own test, and neighbours in one group do not. The first and the last item of a long group may well differ.
    """
    groups = np.ones(len(scores), dtype=np.int64)
    groups[1:] += np.cumsum(scores[:-1] - scores[1:] >= Z_95 * np.sqrt(variances))
    return groups


def ranges_with_ties(
    low: NDArray[np.int64], high: NDArray[np.int64], groups: NDArray[np.int64], place: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rank ranges (n,), extended so that of two neighbours in one tie group each may have the place of the other.

    `place` has the place of each item, (n,), in rising order.

    The draws nearly always say so already. They do not where they are too few, or where a third item moves with one of
    the two.
    """
    is_tied = np.diff(groups) == 0
    low, high = low.copy(), high.copy()
    low[1:] = np.where(is_tied, np.minimum(low[1:], place[:-1]), low[1:])
    high[:-1] = np.where(is_tied, np.maximum(high[:-1], place[1:]), high[:-1])
    return low, high


def votes_to_flip(scores: Floats, variances: Floats) -> NDArray[np.int64]:
    """Matchups that the item one place below must win against each item to draw level, (n,), rounded up.

    To first order the difference d is N(d0, v), and w wins of the lower item move its mode to 0 when d0 / v = w / 2
    (compare Huang, Shen, Wei, Broderick 2025). `variances` are those of the differences, (n - 1,). At most 1e15; 0 for
    the last place.
    """
    flips = np.zeros(len(scores), dtype=np.int64)
    flips[:-1] = np.clip(np.floor(2 * (scores[:-1] - scores[1:]) / variances) + 1, 1, 1e15)
    return flips
