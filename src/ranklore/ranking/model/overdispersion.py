"""Overdispersion: how much wider the ranges must be because one voter casts many votes that are not independent."""

from collections.abc import Iterable

import numpy as np

from ranklore.ranking.arrays import Floats
from ranklore.ranking.model.posterior import FAMILIARITY_SIGNS
from ranklore.ranking.result import Ranking
from ranklore.ranking.tallies.evidence import Evidence, Pairs

OVERDISPERSION_BALLOTS_MIN = 5
"""Fewer ballots do not tell how alike voters are."""


def overdispersion_of(result: Ranking, ballots: Iterable[Evidence]) -> float:
    """The variance factor, 1 or more, for `fit(..., inflation=...)`. `ballots` has the evidence of each voter.

    The factor is sum_v s_v' V s_v / sum_v trace(V I_v), with s_v the slope of the log-likelihood of voter v in worth, V
    the covariance of the scores and I_v the information that the model gives the pairs of v. It compares the variation
    that the voters add with that of as many independent pairs (Varin, Reid, Firth 2011, clustered by voter). It takes
    0.1 ms a voter, so it is for a nightly run.
    """
    draws = result.draws - result.draws.mean(axis=0)
    counts_for = (1.0, result.agreement, 1.0)
    observed = expected = 0.0
    for evidence in ballots:
        slope_draws = np.zeros(len(draws))
        for pairs, familiarity, share in zip(evidence.tables, FAMILIARITY_SIGNS, counts_for, strict=True):
            if pairs is not None:
                weights, upset = _pair_weights(result, pairs, familiarity)
                weights *= share
                difference = draws[:, pairs.over] - draws[:, pairs.under]
                slope_draws += difference @ (weights * upset)
                expected += float(difference.var(axis=0) @ (weights * upset * (1 - upset)))
        observed += float(slope_draws @ slope_draws) / len(draws)
    return max(1.0, observed / expected) if expected else 1.0


def _pair_weights(result: Ranking, pairs: Pairs, familiarity: float) -> tuple[Floats, Floats]:
    """The weight of each pair, and the chance that it goes the other way."""
    potentials = result.score + familiarity * result.familiarity
    gap = np.clip(potentials[pairs.over] - potentials[pairs.under], -500, 500)
    return pairs.weights, 1 / (1 + np.exp(gap))
