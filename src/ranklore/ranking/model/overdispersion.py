"""How much wider the ranges have to be because some voters cast many votes of one mind (overdispersion)."""

from collections.abc import Iterable

import numpy as np

from ranklore.ranking.arrays import Floats
from ranklore.ranking.model.posterior import FAMILIARITY_SIGNS
from ranklore.ranking.result import Ranking
from ranklore.ranking.tallies.evidence import Evidence, Pairs


def overdispersion_of(result: Ranking, ballots: Iterable[Evidence]) -> float:
    """The factor, 1 or more, for `fit(..., inflation=...)`, from the evidence of each voter.

    With s_v the slope of a voter's log-likelihood in worth, V the covariance of the scores and I_v the information that
    the model gives the voter's pairs, sum_v s_v' V s_v / sum_v trace(V I_v): what the voters add against what as many
    independent pairs would (Varin, Reid, Firth 2011, clustered by voter). For a nightly run: 0.1 ms a voter.
    """
    draws = result.draws - result.draws.mean(axis=0)
    counts_for = (1.0, result.agreement, 1.0)
    found = expected = 0.0
    for evidence in ballots:
        pushed = np.zeros(len(draws))
        for pairs, familiarity, share in zip(evidence.tables, FAMILIARITY_SIGNS, counts_for, strict=True):
            if pairs is not None:
                weights, upset = _pair_weights(result, pairs, familiarity)
                weights *= share
                difference = draws[:, pairs.over] - draws[:, pairs.under]
                pushed += difference @ (weights * upset)
                expected += float(difference.var(axis=0) @ (weights * upset * (1 - upset)))
        found += float(pushed @ pushed) / len(draws)
    return max(1.0, found / expected) if expected else 1.0


def _pair_weights(result: Ranking, pairs: Pairs, familiarity: float) -> tuple[Floats, Floats]:
    """The pairs' weights, and the chance of each to go the other way."""
    potentials = result.score + familiarity * result.familiarity
    gap = np.clip(potentials[pairs.over] - potentials[pairs.under], -500, 500)
    return pairs.weights, 1 / (1 + np.exp(gap))
