"""Simple scoring rules, for plain figures and for comparison: counts, net, Wilson, Borda, Copeland."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.arrays import Floats
from ranklore.ranking.result import Z_95
from ranklore.ranking.tallies.tally import Tally


@dataclass(frozen=True, slots=True)
class BaselineRanking:
    """A ranking by a plain score; arrays (n,) by item number, `order` best first. Equal scores share a tie group and
    stand in the order of their item numbers."""

    order: NDArray[np.int64]
    rank: NDArray[np.int64]
    score: Floats
    tie_group: NDArray[np.int64]


def rank_by_baseline(method: str, tally: Tally) -> BaselineRanking:
    """Rank by one of BASELINES. Raises ValueError for another method.

    Where a tally has no picks and no downs, wins and losses over all pairs stand for them.
    """
    if method not in BASELINES:
        raise ValueError(f"the methods are {', '.join(BASELINES)}; not {method}")
    return rank_by_score(BASELINES[method](tally))


def rank_by_score(score: Floats) -> BaselineRanking:
    """The ranking by a score, (n,)."""
    order = np.argsort(-score, kind="stable")
    sorted_scores = score[order]
    starts = np.ones(score.size, dtype=np.int64)
    starts[1:] = sorted_scores[1:] != sorted_scores[:-1]
    rank, tie_group = np.empty_like(order), np.empty_like(order)
    rank[order] = np.arange(1, score.size + 1)
    tie_group[order] = np.cumsum(starts)
    return BaselineRanking(order, rank, score, tie_group)


def pair_weights(tally: Tally) -> Floats:
    """The weight of i over j in all three tables, (n, n)."""
    weights = np.zeros((tally.n_items, tally.n_items))
    for cells in tally.tables:
        pairs = cells.pairs()
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
    """Lower end of Wilson's 95% interval for up / (up + down) (Wilson 1927); 0 without votes."""
    up, down = _picks_and_downs(tally)
    n = np.maximum(up + down, 1e-9)
    share, z2 = up / n, Z_95 * Z_95
    bound: Floats = (share + z2 / (2 * n) - Z_95 * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    return np.where(up + down > 0, bound, 0.0)


def _borda(tally: Tally) -> Floats:
    """Wins less losses over all pairs: with complete orders, Borda's count (de Borda 1781) around its middle."""
    weights = pair_weights(tally)
    difference: Floats = weights.sum(axis=1) - weights.sum(axis=0)
    return difference


def _copeland(tally: Tally) -> Floats:
    """Others beaten in head-to-head weight, less others lost to (Copeland 1951)."""
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
