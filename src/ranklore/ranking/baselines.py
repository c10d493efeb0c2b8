"""Simple scoring rules to compare with: counts, net, Wilson, Borda, Copeland."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.arrays import Floats
from ranklore.ranking.result import Z_95
from ranklore.ranking.tallies.tally import Tally


@dataclass(frozen=True, slots=True)
class BaselineRanking:
    """A ranking by a simple score: arrays (n,) by item number, and `order`, best first.

    Items with equal scores are in one tie group, in the order of their item numbers.
    """

    order: NDArray[np.int64]
    rank: NDArray[np.int64]
    score: Floats
    tie_group: NDArray[np.int64]


def rank_by_baseline(method: str, tally: Tally) -> BaselineRanking:
    """Rank by one of BASELINES. Raises ValueError for another method.

    For a tally without picks and downs, the wins and losses of all pairs are used instead.
    """
    if method not in BASELINES:
        raise ValueError(f"method must be one of {', '.join(BASELINES)}, not {method}")
    return rank_by_score(BASELINES[method](tally))


def rank_by_score(score: Floats) -> BaselineRanking:
    """Rank by a score, (n,): the highest is first."""
    order = np.argsort(-score, kind="stable")
    sorted_scores = score[order]
    starts = np.ones(score.size, dtype=np.int64)
    starts[1:] = sorted_scores[1:] != sorted_scores[:-1]
    rank, tie_group = np.empty_like(order), np.empty_like(order)
    rank[order] = np.arange(1, score.size + 1)
    tie_group[order] = np.cumsum(starts)
    return BaselineRanking(order, rank, score, tie_group)


def pair_weights(tally: Tally) -> Floats:
    """The weight of i over j in all three tables together, (n, n)."""
    weights = np.zeros((tally.n_items, tally.n_items))
    for table in tally.tables:
        pairs = table.pairs()
        weights[pairs.over, pairs.under] += pairs.weights
    return weights


def _picks_and_downs(tally: Tally) -> tuple[Floats, Floats]:
    if tally.picks.any() or tally.downs.any():
        return tally.picks.astype(np.float64), tally.downs.astype(np.float64)
    weights = pair_weights(tally)
    return weights.sum(axis=1), weights.sum(axis=0)


def _counts(tally: Tally) -> Floats:
    return _picks_and_downs(tally)[0]


def _net(tally: Tally) -> Floats:
    up, down = _picks_and_downs(tally)
    return up - down


def _wilson(tally: Tally) -> Floats:
    """Lower end of the 95% Wilson interval of up / (up + down), which is 0 without votes (Wilson 1927)."""
    up, down = _picks_and_downs(tally)
    n = np.maximum(up + down, 1e-9)
    share, z2 = up / n, Z_95 * Z_95
    bound: Floats = (share + z2 / (2 * n) - Z_95 * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    return np.where(up + down > 0, bound, 0.0)


def _borda(tally: Tally) -> Floats:
    """Wins minus losses over all pairs: with complete orders, the Borda count minus its mean (de Borda 1781)."""
    weights = pair_weights(tally)
    difference: Floats = weights.sum(axis=1) - weights.sum(axis=0)
    return difference


def _copeland(tally: Tally) -> Floats:
    """Number of items it beats in head-to-head weight, minus the number that beat it (Copeland 1951)."""
    weights = pair_weights(tally)
    score: Floats = np.sign(weights - weights.T).sum(axis=1)
    return score


BASELINES: dict[str, Callable[[Tally], Floats]] = {
    "counts": _counts,
    "net": _net,
    "wilson": _wilson,
    "borda": _borda,
    "copeland": _copeland,
}
