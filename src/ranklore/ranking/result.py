"""What a fit returns."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.arrays import Floats

Z_95 = 1.959963984540054
"""Two-sided 95% of a normal distribution."""


SCORE_DECIMALS = 6
"""Decimals to which scores have to agree to be equal: what is left of a fit's last step must not order items."""


def best_first(scores: Floats) -> NDArray[np.intp]:
    """Positions in order of place; equal scores in the order given."""
    return np.argsort(-np.round(scores, SCORE_DECIMALS), kind="stable")


@dataclass(frozen=True, slots=True)
class WarmStart:
    """Where the next fit can begin: worth and familiarity, each (n,), the learned covariance (2, 2) and agreement."""

    worth: Floats
    familiarity: Floats
    covariance: Floats
    agreement: float = 1.0


@dataclass(frozen=True)
class Ranking:
    """A ranking of n items. Arrays have shape (n,) and are by item number unless said otherwise.

    order          items, best first. Scores equal to a millionth stand in the order of their item numbers
    rank           place of each item, from 1; no two items share one
    score          worth theta, in logits: a difference of 1 wins 73 matchups in 100; the middle of the list is 0
    se             standard error of the score
    rank_low, rank_high  the places, best and worst, that hold the item with 95% probability
    tie_group      items with one number are too close to call against the best of them; from 1, in order of place
    familiarity    b, how well known the item is, in log units of the typical item; 0 where nothing tells
    is_placed      False for items too new to rank: their votes have not told a third of what there is to know
    votes_to_flip  matchup wins of the next lower place over this one that would swap the two; 0 for the last place
    draws          draws of all scores from the posterior, float32, shape (n_draws, n)
    factor         R with R' R the covariance of the scores, shape (k, n)
    covariance     S, the covariance of (worth, familiarity) among the items, shape (2, 2)
    agreement      what a down counts for, 0 to 1: how far the downs agree with everything else
    """

    order: NDArray[np.int64]
    rank: NDArray[np.int64]
    score: Floats
    se: Floats
    rank_low: NDArray[np.int64]
    rank_high: NDArray[np.int64]
    tie_group: NDArray[np.int64]
    familiarity: Floats
    is_placed: NDArray[np.bool_]
    votes_to_flip: NDArray[np.int64]
    draws: NDArray[np.float32]
    factor: NDArray[np.floating]
    covariance: Floats
    agreement: float

    @property
    def low(self) -> Floats:
        """Lower end of the score's 95% interval under the model; publish the range of places instead."""
        lower: Floats = self.score - Z_95 * self.se
        return lower

    @property
    def high(self) -> Floats:
        """Upper end of that interval."""
        upper: Floats = self.score + Z_95 * self.se
        return upper

    @cached_property
    def start(self) -> WarmStart:
        """What to keep, and to give to the next `fit`."""
        return WarmStart(self.score, self.familiarity, self.covariance, self.agreement)
