"""What a down vote counts for: how far the downs of a list order its items as all other votes do.  Voters who vote
down the rival of their favourite say nothing about what they think of it, and nothing that the model of D can
read. Without this weight they would distort the order, more so the more of them there are."""

import numpy as np

from ranklore.ranking.arrays import Floats
from ranklore.ranking.model.newton import inverse_blocks, multiply_blocks, solve_linear
from ranklore.ranking.model.posterior import Posterior

FULL_AGREEMENT_PRECISION = 10.0
"""The precision with which full agreement is believed before there are votes: its standard deviation is .3."""
STEP_TOLERANCE = 1e-2
"""What may be left of the squared decrement of the step away from the downs."""


def agreement_of(posterior: Posterior, modes: Floats, precision: Floats) -> float:
    """The discrimination a of D, P(i over j) = logistic(a (theta_i - theta_j) - (b_i - b_j)), cut to 0..1.

    `modes` (q, n) are near the mode for a prior of the given precision (q, q). Worth and familiarity are told from all
    but the downs (a Newton step from the modes), lest downs agree with themselves; then a ~ N(1, 1 / BELIEF) is one
    Newton step from 1. (The two-parameter logistic model: Birnbaum 1968.) Honest downs give .7 to 1; downs aimed at
    whoever is ahead 0 or less, which is cut off: a list is not to be read backwards. 1 without downs.
    """
    look = posterior.evaluate_downs(modes)
    if look is None:
        return 1.0
    down, curvature, weights = look
    counted, posterior.agreement = posterior.agreement, 0.0
    slope, neg_hessian = posterior.at(modes, precision)
    posterior.agreement = counted
    inverse = inverse_blocks(neg_hessian)
    step = solve_linear(
        neg_hessian, inverse, slope, STEP_TOLERANCE * float(np.vdot(slope, multiply_blocks(inverse, slope)))
    )
    worth = modes[0] + step[0]
    gain = float(worth @ (down - curvature.times(weights @ step)))
    told = float(worth @ curvature.times(worth))
    return min(1.0, max(0.0, 1.0 + gain / (told + FULL_AGREEMENT_PRECISION)))
