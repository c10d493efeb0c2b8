"""The result of a fit."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.arrays import Floats

Z_95 = 1.959963984540054
"""Standard errors on either side of the mean that hold 95% of a normal distribution."""


SCORE_DECIMALS = 6
"""Scores that agree to this many decimals are equal: the error left by the last step of a fit must not order items."""


def best_first(scores: Floats) -> NDArray[np.intp]:
    """Indexes from the highest score, (n,), to the lowest; equal scores in the order given."""
    return np.argsort(-np.round(scores, SCORE_DECIMALS), kind="stable")


@dataclass(frozen=True, slots=True)
class WarmStart:
    """Where the next fit can start: worth and familiarity, (n,), the learned covariance, (2, 2), and the agreement."""

    worth: Floats
    familiarity: Floats
    covariance: Floats
    agreement: float = 1.0


@dataclass(frozen=True)
class Ranking:
    """A ranking of n items. Arrays have shape (n,) and are by item number unless said otherwise.

    order          items, best first; scores that are equal to a millionth in the order of their item numbers
    rank           place of each item, from 1; no two items have the same
    score          worth theta in logits: with a difference of 1 the better item wins 73 of 100 matchups; the mean is 0
    se             standard error of the score
    rank_low, rank_high  best and worst place of the item with 95% probability; tied neighbours have each other's
                   place in it
    tie_group      from 1, by place: a run of items of whom each is too close to call against the next, by the test of
                   their difference (1.96 standard errors). The first and last of a long group may well differ
    familiarity    b, how well known the item is: the log of a ratio to the typical item; 0 where no vote tells
    votes_to_flip  matchups that the item one place below must win against this one to swap places; 0 for the last
    draws          draws of all scores from the posterior, float32, shape (n_draws, n)
    factor         R with R' R the covariance of the scores, shape (k, n)
    covariance     S, the covariance of (worth, familiarity) among the items, shape (2, 2)
    agreement      weight of a down vote, 0 to 1: how far the downs agree with all other votes
    """

    order: NDArray[np.int64]
    rank: NDArray[np.int64]
    score: Floats
    se: Floats
    rank_low: NDArray[np.int64]
    rank_high: NDArray[np.int64]
    tie_group: NDArray[np.int64]
    familiarity: Floats
    votes_to_flip: NDArray[np.int64]
    draws: NDArray[np.float32]
    factor: NDArray[np.floating]
    covariance: Floats
    agreement: float

    @property
    def low(self) -> Floats:
        """Lower end of the 95% interval of the score. It is only as good as the model: publish the range of places."""
        lower: Floats = self.score - Z_95 * self.se
        return lower

    @property
    def high(self) -> Floats:
        """Upper end of the same interval."""
        upper: Floats = self.score + Z_95 * self.se
        return upper

    @cached_property
    def start(self) -> WarmStart:
        """What to store and pass to the next `fit`."""
        return WarmStart(self.score, self.familiarity, self.covariance, self.agreement)
