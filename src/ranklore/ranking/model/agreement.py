"""The weight of a down vote: how far the downs of a list agree with all its other votes.

Some voters vote down the rival of their favourite. Such downs do not tell what they think of the item, and the model of
D cannot read them. Without this weight they would distort the order, and the more of them, the more.
"""

import numpy as np

from ranklore.ranking.arrays import Floats
from ranklore.ranking.model.newton import inverse_blocks, multiply_blocks, solve_linear
from ranklore.ranking.model.posterior import Posterior

FULL_AGREEMENT_PRECISION = 10.0
"""Prior precision of the agreement around 1; the standard deviation is 0.3."""
STEP_TOLERANCE = 1e-2
"""Share of the squared Newton decrement that may remain when the step without the downs is solved."""


def agreement_of(posterior: Posterior, modes: Floats, precision: Floats) -> float:
    """The discrimination a of D, P(i over j) = logistic(a (theta_i - theta_j) - (b_i - b_j)), cut to 0..1.

    `modes` (q, n) are near the mode for a prior of the given precision (q, q). Worth and familiarity are estimated
    from all votes but the downs, by one Newton step from the modes: otherwise the downs would agree with themselves.
    Then a, with the prior N(1, 1 / FULL_AGREEMENT_PRECISION), is one Newton step from 1 (the two-parameter logistic
    model: Birnbaum 1968). Honest downs give 0.7 to 1. Downs aimed at whichever item is ahead give 0 or less, and below
    0 is cut off: votes are never read backwards. The result is 1 without downs.
    """
    evaluation = posterior.evaluate_downs(modes)
    if evaluation is None:
        return 1.0
    downs_slope, curvature, weights = evaluation
    agreement, posterior.agreement = posterior.agreement, 0.0
    slope, neg_hessian = posterior.at(modes, precision)
    posterior.agreement = agreement
    inverse = inverse_blocks(neg_hessian)
    step = solve_linear(
        neg_hessian, inverse, slope, STEP_TOLERANCE * float(np.vdot(slope, multiply_blocks(inverse, slope)))
    )
    worth = modes[0] + step[0]
    gain = float(worth @ (downs_slope - curvature.times(weights @ step)))
    information = float(worth @ curvature.times(worth))
    return min(1.0, max(0.0, 1.0 + gain / (information + FULL_AGREEMENT_PRECISION)))
