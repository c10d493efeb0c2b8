"""Ranks an election: orders in which the items that a ballot leaves out are below all others.

The majority decides first: an item, or the smallest group of items, that beats all others head to head is above them
(Smith 1973, applied again to the rest). Inside a group the plain Bradley-Terry model decides, in which every pair of a
ballot counts the same. It knows no familiarity, because a candidate who is left out is not unknown.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.arrays import Floats, Items
from ranklore.ranking.ballot_files.head_to_head import HeadToHead
from ranklore.ranking.model.fitting import fit
from ranklore.ranking.model.prior import Prior
from ranklore.ranking.model.uncertainty import neighbour_variances, tie_groups
from ranklore.ranking.result import Z_95, Ranking
from ranklore.ranking.tallies.tally import Tally

ELECTION_PRIOR = Prior(familiarity=False)


@dataclass(frozen=True, slots=True)
class ElectionRanking:
    """The result of an election: arrays (n,) by item number, and `order`, best first.

    The score is the worth of the model. An item that a majority puts higher than the model does has a lower score than
    the next one.
    """

    order: NDArray[np.int64]
    rank: NDArray[np.int64]
    score: Floats
    low: Floats
    high: Floats
    rank_low: NDArray[np.int64]
    rank_high: NDArray[np.int64]
    tie_group: NDArray[np.int64]


def rank_election(votes: HeadToHead, tally: Tally) -> ElectionRanking:
    """Rank an election by its majorities, and inside a majority cycle by worth. `tally` has the pairs of `votes`.

    A place is sure only if the draws of the model and the votes head to head both say so. Raises NotConverged.
    """
    fitted = fit(tally, prior=ELECTION_PRIOR)
    fitted = fit(tally, prior=ELECTION_PRIOR, inflation=_inflation_of(fitted, votes))
    group = majority_groups(votes.preferred)
    order = np.lexsort((fitted.rank, group))
    rank = np.empty_like(order)
    rank[order] = np.arange(1, order.size + 1)
    is_clear = _clear_pairs(votes.preferred[np.ix_(order, order)])
    low, high = _rank_ranges(is_clear, fitted.rank_low[order], fitted.rank_high[order])
    back = rank - 1
    return ElectionRanking(
        order=order,
        rank=rank,
        score=fitted.score,
        low=fitted.low,
        high=fitted.high,
        rank_low=low[back],
        rank_high=high[back],
        tie_group=_tie_groups(is_clear, fitted, order)[back],
    )


def majority_groups(preferred: Items) -> Items:
    """The group of each item, (n,), from 0: each item of a group beats every item of all later groups.

    The groups are the smallest with this property. An item alone in group 0 is the Condorcet winner. `preferred` has
    the voters who prefer i to j. The best k items by wins are a union of groups if they have all the wins that k items
    can have: those against the others, and one for each pair among themselves.
    """
    n = len(preferred)
    # a tie is a win for neither; the 2 keeps the numbers whole
    points = n - 1 + np.sign(preferred - preferred.T).sum(axis=1)
    order = np.argsort(-points, kind="stable")
    size = np.arange(1, n + 1)
    is_end = np.cumsum(points[order]) == size * (size - 1) + 2 * size * (n - size)
    group = np.empty(n, dtype=np.int64)
    group[order] = np.cumsum(is_end) - is_end
    return group


def _inflation_of(fitted: Ranking, votes: HeadToHead) -> float:
    """How much more the voters differ than as many independent pairs would: trace(V J) / trace(V H).

    V is the covariance of the scores, J the sum of the squared slopes of the voters, and H the information of the pairs
    (Varin, Reid, Firth 2011; see `overdispersion_of`). An order of n items has n(n-1)/2 pairs, but is one vote.
    """
    gap = np.clip(fitted.score[:, None] - fitted.score, -500, 500)
    chances = 1 / (1 + np.exp(-gap))
    np.fill_diagonal(chances, 0)
    factor = fitted.factor.astype(np.float64)
    covariance = factor.T @ factor
    information = -(votes.times.sum() - votes.neither) * chances * chances.T
    np.fill_diagonal(information, -information.sum(axis=1))
    observed, expected = (float(np.vdot(covariance, part)) for part in (votes.slope_products(chances), information))
    return max(1.0, observed / expected) if expected > 0 else 1.0


def _clear_pairs(preferred: Items) -> NDArray[np.bool_]:
    """Whether the votes say clearly that i is above j, (n, n), for items in the order of their places and i before j.

    They do if the voters who prefer i outnumber those who prefer j by more than 1.96 standard errors of a fair coin
    (with the continuity correction), and no clear majority puts an item up to the place of i below an item from the
    place of j on. A majority cycle leaves all its places open.
    """
    margin = preferred - preferred.T
    bound = 1 + Z_95 * np.sqrt(preferred + preferred.T)
    n = len(preferred)
    contradicted = np.triu(margin <= -bound, 1)
    last = np.where(contradicted.any(axis=1), n - 1 - contradicted[:, ::-1].argmax(axis=1), -1)
    farthest = np.maximum.accumulate(last)
    clear: NDArray[np.bool_] = (margin >= bound) & (np.arange(n) > farthest[:, None])
    return np.triu(clear, 1)


def _rank_ranges(is_clear: NDArray[np.bool_], low: Items, high: Items) -> tuple[Items, Items]:
    """The places that each item may have: those of the model, its own, and those of all items too close to it."""
    place = np.arange(1, len(low) + 1)
    is_open = np.triu(~is_clear)
    best = is_open.argmax(axis=0) + 1
    worst = len(low) - is_open[:, ::-1].argmax(axis=1)
    return np.minimum(np.minimum(low, place), best), np.maximum(np.maximum(high, place), worst)


def _tie_groups(is_clear: NDArray[np.bool_], fitted: Ranking, order: Items) -> Items:
    """The tie group of each place, from 1: a group ends where an item is clearly below the one before it."""
    by_model = tie_groups(fitted.score[order], neighbour_variances(fitted.factor[:, order]))
    groups = np.ones(len(order), dtype=np.int64)
    groups[1:] += np.cumsum(is_clear.diagonal(1) & (np.diff(by_model) > 0))
    return groups
