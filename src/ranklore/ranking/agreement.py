"""What a down counts for: how far the downs of a list order its items as everything else does.

Voters who vote down the rival of their favourite say nothing of what they think of it, and nothing that the model of D
could read; left alone they bend the order, and more surely the more of them there are.
"""

import numpy as np

from ranklore.ranking.comparisons import Floats
from ranklore.ranking.newton import by_item, inverse_blocks, solve
from ranklore.ranking.posterior import Posterior

BELIEF = 10.0
"""The precision with which full agreement is believed before there are votes: its standard deviation is .3."""
ROUGHLY = 1e-2
"""What may be left of the squared decrement of the step away from the downs."""


def agreement_of(posterior: Posterior, modes: Floats, precision: Floats) -> float:
    """The discrimination a of D, P(i over j) = logistic(a (theta_i - theta_j) - (b_i - b_j)), cut to 0..1.

    `modes` (q, n) are near the mode for a prior of the given precision (q, q). Worth and familiarity are told from all
    but the downs (a Newton step from the modes), lest downs agree with themselves; then a ~ N(1, 1 / BELIEF) is one
    Newton step from 1. (The two-parameter logistic model: Birnbaum 1968.) Honest downs give .7 to 1; downs aimed at
    whoever is ahead 0 or less, which is cut off: a list is not to be read backwards. 1 without downs.
    """
    look = posterior.look_at_downs(modes)
    if look is None:
        return 1.0
    down, curvature, weights = look
    counted, posterior.agreement = posterior.agreement, 0.0
    slope, bend = posterior.at(modes, precision)
    posterior.agreement = counted
    inverse = inverse_blocks(bend)
    step = solve(bend, inverse, slope, ROUGHLY * float(np.vdot(slope, by_item(inverse, slope))))
    worth = modes[0] + step[0]
    gain = float(worth @ (down - curvature.times(weights @ step)))
    told = float(worth @ curvature.times(worth))
    return min(1.0, max(0.0, 1.0 + gain / (told + BELIEF)))
