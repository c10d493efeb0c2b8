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
TIE_LOOKAHEAD = 16
"""Places that are compared at a time when tie groups are formed."""


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


def tie_groups(scores: Floats, variances: Floats, factor: CovarianceFactor) -> NDArray[np.int64]:
    """The number of the tie group of each item, (n,), from 1.

    From the top, a group is its best item and all items right after it that are too close to call against it: the
    difference is less than Z_95 times its standard error.
    """
    groups = np.zeros(len(scores), dtype=np.int64)
    first = group = 0
    ahead = TIE_LOOKAHEAD
    while first < len(scores):
        group += 1
        end = first + 1
        while end < len(scores):
            others = slice(end, end + ahead)
            gap = scores[first] - scores[others]
            shared = factor[:, first] @ factor[:, others]
            spread = np.maximum(variances[first] + variances[others] - 2 * shared, 1e-300)
            is_clear = gap * gap >= Z_95 * Z_95 * spread
            found = int(is_clear.argmax())
            if is_clear[found]:
                end += found
                break
            end, ahead = end + gap.size, 2 * ahead
        groups[first:end] = group
        ahead = end - first + TIE_LOOKAHEAD
        first = end
    return groups


def votes_to_flip(scores: Floats, variances: Floats, factor: CovarianceFactor) -> NDArray[np.int64]:
    """Matchups that the item one place below must win against each item to draw level, (n,), rounded up.

    To first order the difference d is N(d0, v), and w wins of the lower item move its mode to 0 when d0 / v = w / 2
    (compare Huang, Shen, Wei, Broderick 2025). At most 1e15; 0 for the last place.
    """
    flips = np.zeros(len(scores), dtype=np.int64)
    if len(scores) > 1:
        shared = np.einsum("ki,ki->i", factor[:, :-1], factor[:, 1:]).astype(np.float64)
        v = np.maximum(variances[:-1] + variances[1:] - 2 * shared, 1e-300)
        flips[:-1] = np.clip(np.floor(2 * (scores[:-1] - scores[1:]) / v) + 1, 1, 1e15)
    return flips
