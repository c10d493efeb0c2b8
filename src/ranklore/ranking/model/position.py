"""How much more often an item is picked because it stands higher on the page, and what to do about it.

P(i over j) is the logistic function of x_i - x_j + s beta, with x the potentials, and s = 1 where i stood above j, else
-1 (an order effect: Davidson, Beaver 1977). Of two items that are equal in truth, the upper one then wins exp(beta)
times as often. So a pick over an item that stood below weighs exp(-beta), and one over an item that stood above weighs
1: the ratio of the wins is that of the worth again, whichever stood above how often.
"""

import math
from collections.abc import Sequence

import numpy as np

from ranklore.ranking.arrays import Floats
from ranklore.ranking.model.fitting import fit_scores
from ranklore.ranking.result import WarmStart
from ranklore.ranking.tallies.evidence import IndexedBallot, evidence_of
from ranklore.ranking.tallies.tally import Tally

WeightedBallot = tuple[IndexedBallot, float]

ADVANTAGE_SD = 1.0
"""The prior of beta is normal around 0, with this standard deviation in logits."""
ADVANTAGE_MAX = 3.0
STEPS_MAX = 50
STEP_TOLERANCE = 1e-6
ROUNDS_MAX = 4
"""The potentials and beta depend on each other; after so many rounds they hardly change."""
NO_EFFECT_MIN = 0.95
"""A weight above this is taken for 1."""


def learn_from_above(ballots: Sequence[WeightedBallot], n_items: int) -> float:
    """The weight of a pick over an item that stood below it, 0 to 1, to two decimals. 1: where an item stands does not
    matter.

    `ballots` has (ballot, weight); the picks know the page in order. Raises NotConverged.
    """
    from_above, start = 1.0, None
    for _ in range(ROUNDS_MAX):
        tally = Tally(n_items)
        for ballot, weight in ballots:
            tally.add(evidence_of(ballot, weight=weight, from_above=from_above))
        start = fit_scores(tally, start)
        learned = round(math.exp(-_advantage(start, ballots)), 2)
        learned = 1.0 if learned >= NO_EFFECT_MIN else learned
        if learned == from_above:
            break
        from_above = learned
    return from_above


def _advantage(scores: WarmStart, ballots: Sequence[WeightedBallot]) -> float:
    """Beta, in logits, from 0 to ADVANTAGE_MAX: its mode given the potentials, by Newton steps."""
    margins, signs, weights = _picked_pairs(scores.worth + scores.familiarity, ballots)
    beta = 0.0
    for _ in range(STEPS_MAX):
        upset = 1 / (1 + np.exp(np.clip(margins + signs * beta, -500, 500)))
        slope = float((weights * signs * upset).sum()) - beta / ADVANTAGE_SD**2
        curvature = float((weights * upset * (1 - upset)).sum()) + 1 / ADVANTAGE_SD**2
        step = slope / curvature
        beta = min(max(beta + step, 0.0), ADVANTAGE_MAX)
        if abs(step) < STEP_TOLERANCE:
            break
    return beta


def _picked_pairs(potentials: Floats, ballots: Sequence[WeightedBallot]) -> tuple[Floats, Floats, Floats]:
    """For each picked item and each other one that was shown: the difference of their potentials, whether the picked
    one stood above (1) or below (-1), and the weight."""
    margins, signs, weights = [], [], []
    for ballot, weight in ballots:
        for item, shown in ballot.picks.items():
            page = list(shown)
            at = page.index(item)
            left_out = ballot.picks.keys() | ballot.dont_know
            others = [(n, other) for n, other in enumerate(page) if other not in left_out]
            margins += [potentials[item] - potentials[other] for _, other in others]
            signs += [1.0 if at < n else -1.0 for n, _ in others]
            weights += [weight * 2 / (len(others) + 1)] * len(others)
    return np.array(margins), np.array(signs), np.array(weights)
