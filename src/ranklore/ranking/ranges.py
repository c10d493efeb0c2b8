"""How sure a ranking is: draws, ranges of places, ties, votes to flip. All in order of place, best first."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.comparisons import Floats
from ranklore.ranking.result import Z

N_DRAWS = 400
SEED = 20020107
OUTSIDE = N_DRAWS // 40
"""Draws left out at either end: 2.5%."""
AHEAD = 16
"""Places looked at together when groups of ties are formed."""

Factor = NDArray[np.floating]
"""R with R' R the covariance of the scores: the inverse Cholesky factor, or draws / sqrt(their number)."""


@lru_cache(maxsize=8)
def normal_draws(n: int) -> NDArray[np.float32]:
    """Standard normals, (N_DRAWS / 2, n): always the same, so that ranges do not flicker."""
    draws = np.random.default_rng(SEED).standard_normal((N_DRAWS // 2, n), dtype=np.float32)
    draws.flags.writeable = False
    return draws


def draws_of(scores: Floats, factor: Factor) -> NDArray[np.float32]:
    """Draws of all scores from the posterior, (N_DRAWS, n): in pairs, one as far above the mode as the other below."""
    away = normal_draws(len(factor)) @ factor.astype(np.float32, copy=False)
    mode = scores.astype(np.float32)
    return np.concatenate([mode + away, mode - away])


def rank_ranges(draws: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The best and the worst place that each item takes in 95% of the draws; its own place is always inside."""
    n = draws.shape[1]
    ranks = np.sort(np.ascontiguousarray(_ranks(draws).T), axis=1)
    place = np.arange(1, n + 1)
    low = np.minimum(ranks[:, OUTSIDE - 1].astype(np.int64), place)
    high = np.maximum(ranks[:, -OUTSIDE].astype(np.int64), place)
    return low, high


def _ranks(draws: NDArray[np.float32]) -> NDArray[np.int32]:
    """The place of each item in each draw, from 1.

    Values are cut to whole numbers and packed with their item number into one key: sorting keys is several times
    faster than sorting positions by value. Values closer than a 2**20th of the spread count as equal.
    """
    n_draws, n = draws.shape
    least, most = (draws.min(), draws.max()) if n else (np.float32(0), np.float32(0))
    bits = max(1, (n - 1).bit_length())
    kind, steps = (np.int32, min(2**22, 2 ** (31 - bits) - 1)) if bits <= 11 else (np.int64, 2**22)
    keys: NDArray[Any] = ((most - draws) * (np.float32(steps) / max(most - least, np.float32(1e-30)))).astype(kind)
    keys <<= bits
    keys |= np.arange(n, dtype=keys.dtype)
    keys.sort(axis=1)
    keys &= (1 << bits) - 1
    keys += (np.arange(n_draws, dtype=keys.dtype) * n)[:, None]
    ranks = np.empty(n_draws * n, dtype=np.int32)
    ranks[keys.ravel()] = np.tile(np.arange(1, n + 1, dtype=np.int32), n_draws)
    return ranks.reshape(n_draws, n)


def spread(factor: Factor, variances: Floats, item: int, others: slice) -> Floats:
    """Variance of the difference of one item's score and each of the others'."""
    shared = factor[:, item] @ factor[:, others]
    difference: Floats = np.maximum(variances[item] + variances[others] - 2 * shared.astype(np.float64), 1e-300)
    return difference


def tie_groups(scores: Floats, variances: Floats, factor: Factor) -> NDArray[np.int64]:
    """From the top: a group is its best item and all that follow without a gap and are too close to call against it.

    Too close to call: the difference is less than Z times its standard error.
    """
    groups = np.zeros(len(scores), dtype=np.int64)
    first = group = 0
    while first < len(scores):
        group += 1
        end, ahead = first + 1, AHEAD
        while end < len(scores):
            others = slice(end, end + ahead)
            gap = scores[first] - scores[others]
            apart = gap * gap >= Z * Z * spread(factor, variances, first, others)
            found = int(np.argmax(apart)) if apart.any() else gap.size
            end, ahead = end + found, 2 * ahead
            if found < gap.size:
                break
        groups[first:end] = group
        first = end
    return groups


def votes_to_flip(scores: Floats, variances: Floats, factor: Factor) -> NDArray[np.int64]:
    """Matchup wins of each place's lower neighbour over it that would bring the two level, rounded up.

    To first order the difference d is N(d0, v); w wins for the lower one bring the mode to d = 0 when d0 / v = w / 2.
    Compare Huang, Shen, Wei, Broderick 2025. At most 1e15 is told, 0 for the last place.
    """
    flips = np.zeros(len(scores), dtype=np.int64)
    if len(scores) > 1:
        shared = np.einsum("ki,ki->i", factor[:, :-1], factor[:, 1:]).astype(np.float64)
        v = np.maximum(variances[:-1] + variances[1:] - 2 * shared, 1e-300)
        flips[:-1] = np.clip(np.floor(2 * (scores[:-1] - scores[1:]) / v) + 1, 1, 1e15)
    return flips
