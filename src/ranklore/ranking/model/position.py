"""How much more often an item is picked because it stands higher on the page, and what to do about it.

P(i over j) is the logistic function of x_i - x_j + beta log(l / k), with x the potentials, and k and l the places of i
and j on the page: attention falls with a power of the place (order effects: Davidson, Beaver 1977). Of two items that
are equal in truth, the one in place k then wins (l / k) ** beta times as often. So a pick over an item that stood below
weighs (k / l) ** beta, and one over an item that stood above weighs 1: the ratio of the wins is that of the worth
again, wherever the two stood.
"""

import math
from collections.abc import Sequence

import numpy as np

from ranklore.ranking.arrays import Floats
from ranklore.ranking.model.fitting import fit_scores
from ranklore.ranking.tallies.evidence import IndexedBallot, evidence_of
from ranklore.ranking.tallies.tally import Tally

WeightedBallot = tuple[IndexedBallot, float]

EFFECT_SD = 1.0
"""The prior of beta is normal around 0, with this standard deviation."""
EFFECT_MAX = 3.0
NO_EFFECT_MAX = 0.03
"""A smaller effect is taken for none."""
STEPS_MAX = 50
STEP_TOLERANCE = 1e-6
ROUNDS_MAX = 6
ROUND_TOLERANCE = 0.02
"""The potentials and beta depend on each other, so they are found in turns."""


def learn_position_effect(ballots: Sequence[WeightedBallot], n_items: int) -> float:
    """Beta, from 0, to two decimals. 0: where an item stands does not matter.

    `ballots` has (ballot, weight); the picks know the page in order. Raises NotConverged.
    """
    effect, start = 0.0, None
    for _ in range(ROUNDS_MAX):
        tally = Tally(n_items)
        for ballot, weight in ballots:
            tally.add(evidence_of(ballot, weight=weight, position_effect=effect))
        start = fit_scores(tally, start)
        learned = round(_effect(start.worth + start.familiarity, ballots), 2)
        learned = learned if learned > NO_EFFECT_MAX else 0.0
        if abs(learned - effect) < ROUND_TOLERANCE:
            break
        effect = learned
    return effect


def _effect(potentials: Floats, ballots: Sequence[WeightedBallot]) -> float:
    """The mode of beta given the potentials, by Newton steps."""
    margins, distances, weights = _picked_pairs(potentials, ballots)
    beta = 0.0
    for _ in range(STEPS_MAX):
        upset = 1 / (1 + np.exp(np.clip(margins + distances * beta, -500, 500)))
        slope = float((weights * distances * upset).sum()) - beta / EFFECT_SD**2
        curvature = float((weights * distances**2 * upset * (1 - upset)).sum()) + 1 / EFFECT_SD**2
        step = slope / curvature
        beta = min(max(beta + step, 0.0), EFFECT_MAX)
        if abs(step) < STEP_TOLERANCE:
            break
    return beta


def _picked_pairs(potentials: Floats, ballots: Sequence[WeightedBallot]) -> tuple[Floats, Floats, Floats]:
    """For each picked item and each other one that was shown: the difference of their potentials, the logarithm of the
    ratio of their places (positive where the picked one stood above), and the weight."""
    margins, distances, weights = [], [], []
    for ballot, weight in ballots:
        for item, shown in ballot.picks.items():
            place = {other: math.log(n) for n, other in enumerate(shown, start=1)}
            others = [other for other in shown if other not in ballot.picks and other not in ballot.dont_know]
            margins += [potentials[item] - potentials[other] for other in others]
            distances += [place[other] - place[item] for other in others]
            weights += [weight * 2 / (len(others) + 1)] * len(others)
    return np.array(margins), np.array(distances), np.array(weights)
