"""Whether tastes drift, and how fast old ballots should lose weight.

A ballot of age t weighs 2**(-t / H), with H the half-life. The ballots are cut in two, the older half and the newer
one, and fitted apart. If the items moved more between the two than between halves drawn at random, tastes drift.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.arrays import Floats, Items
from ranklore.ranking.model.fitting import fit, fit_scores
from ranklore.ranking.model.prior import Prior
from ranklore.ranking.tallies.evidence import BOTH_KNOWN, DOWN, UP, Evidence, Pairs
from ranklore.ranking.tallies.tally import Tally

BALLOTS_MIN = 100
ITEMS_MIN = 5
"""Fewer ballots, or fewer items that both halves tell of, do not tell a drift from chance."""
RANDOM_SPLITS = 6
SIGMAS_MIN = 2.0
"""The items must have moved so much further than between random halves."""
TOLD_SHARE_MIN = 0.3
"""A half tells of an item if its votes outweigh the prior by this share."""
SHARES = (1 / 16, 1.0)
"""The shortest and the longest half-life, as a share of the time from the first ballot to the last."""
SPLIT_SEED = 20


class DatedEvidence(NamedTuple):
    """The evidence of a ballot, and how long ago it was cast, in any unit."""

    evidence: Evidence
    age: float


def learn_half_life(ballots: Sequence[DatedEvidence], n_items: int) -> float:
    """The half-life of ballots, in the unit of their ages; infinite where nothing drifts. Raises NotConverged.

    With v the variance of a score by chance and Q the variance that the drift adds to it over the whole time T, as a
    random walk, exponential weights exp(-t / tau) are best at tau = T sqrt(v / Q) (Muth 1960). The variance of a fit
    with these weights is then that of chance and drift together. Between halves, a random walk moves items by Q / 3.
    """
    dated = sorted(ballots, key=lambda ballot: -ballot.age)
    span = dated[0].age - dated[-1].age if dated else 0.0
    if len(dated) < BALLOTS_MIN or span <= 0:
        return math.inf
    stacked = _StackedEvidence([ballot.evidence for ballot in dated], n_items)
    (worth, shared), (_, familiarity) = fit_scores(stacked.tally_of(np.ones(len(dated), bool))).covariance.tolist()
    prior = Prior(((worth, shared), (shared, familiarity)), rounds=0)
    is_new = np.arange(len(dated)) >= len(dated) // 2
    moved = _movement(stacked, is_new, prior)
    rng = np.random.default_rng(SPLIT_SEED)
    by_chance = [_movement(stacked, rng.permutation(is_new), prior) for _ in range(RANDOM_SPLITS)]
    usual = [each for each in by_chance if each]
    if not moved or len(usual) < RANDOM_SPLITS:
        return math.inf
    excess = moved.squared - float(np.mean([each.squared for each in usual]))
    if excess * math.sqrt(moved.items / 2) < SIGMAS_MIN:
        return math.inf
    drift = 3 * excess * moved.variance
    share = math.log(2) * math.sqrt(moved.variance / 4 / drift)
    return span * min(max(share, SHARES[0]), SHARES[1])


def forgetting_weight(age: float, half_life: float) -> float:
    """The weight of a ballot of this age, 0 to 1."""
    return 1.0 if math.isinf(half_life) else 0.5 ** (max(age, 0.0) / half_life)


class _Movement(NamedTuple):
    """How far the items are apart in two fits.

    squared   mean square of the differences, each divided by its variance
    variance  the median variance of a difference
    items     how many items both halves tell of
    """

    squared: float
    variance: float
    items: int


class _StackedEvidence:
    """The evidence of many ballots in a few arrays, from which the tally of any of them is made quickly."""

    def __init__(self, ballots: Sequence[Evidence], n_items: int) -> None:
        self.n_items = n_items
        self.tables = [_stack([each.tables[n] for each in ballots]) for n in (UP, DOWN, BOTH_KNOWN)]
        self.asked, self.of_asked = _stack([each.asked for each in ballots])

    def tally_of(self, which: NDArray[np.bool_]) -> Tally:
        """The tally of the ballots in a mask, (n_ballots,), without the plain counts."""
        tally = Tally(self.n_items)
        for storage, (columns, of_ballot) in zip(tally.tables, self.tables, strict=True):
            rows = which[of_ballot]
            if rows.any():
                storage.add(Pairs(*(column[rows] for column in columns)), 1)
        rows = which[self.of_asked]
        items, asked, known = (column[rows] for column in self.asked)
        np.add.at(tally.shown, items, asked)
        np.add.at(tally.known, items, known)
        return tally


def _stack(parts: Sequence[tuple[Items, Items, Items] | None]) -> tuple[list[Items], Items]:
    """Three columns of all parts, and the number of the part that each row is from."""
    none = np.zeros(0, dtype=np.int64)
    given = [part or (none, none, none) for part in parts]
    columns = [np.concatenate(column) for column in zip(*given, strict=True)]
    return columns, np.repeat(np.arange(len(given)), [part[0].size for part in given])


def _movement(ballots: _StackedEvidence, is_second: NDArray[np.bool_], prior: Prior) -> _Movement | None:
    """None if the halves tell of too few items."""
    halves = ballots.tally_of(~is_second), ballots.tally_of(is_second)
    scores, variances = zip(*(_without_prior(half, prior) for half in halves), strict=True)
    told = np.isfinite(variances[0]) & np.isfinite(variances[1])
    if told.sum() < ITEMS_MIN:
        return None
    difference, variance = (scores[1] - scores[0])[told], (variances[0] + variances[1])[told]
    difference -= np.average(difference, weights=1 / variance)
    return _Movement(float((difference**2 / variance).mean()), float(np.median(variance)), int(told.sum()))


def _without_prior(tally: Tally, prior: Prior) -> tuple[Floats, Floats]:
    """What the votes alone say of each item, and its variance, which is infinite where they say little; item by item,
    as if the prior pulled each one towards 0 by itself."""
    fitted, prior_variance = fit(tally, prior=prior), prior.covariance[0][0]
    told = 1 - fitted.se**2 / prior_variance
    is_told = told >= TOLD_SHARE_MIN
    share = np.where(is_told, told, 1.0)
    return fitted.score / share, np.where(is_told, fitted.se**2 / share, np.inf)
