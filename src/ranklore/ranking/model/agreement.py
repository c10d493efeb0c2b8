"""The weight of the downs of each item: how far they agree with all other votes.

Some voters vote down the rival of their favourite. Such downs do not tell what they think of the item, and the model
cannot read them. Downs are rare, so a few such voters could decide the place of an item if all downs had full weight.
"""

import numpy as np

from ranklore.ranking.arrays import Floats
from ranklore.ranking.model.newton import inverse_blocks, mode_of
from ranklore.ranking.model.posterior import Posterior

FULL_AGREEMENT_PRECISION = 3.0
"""Prior precision of an item's agreement around 1; the standard deviation is 0.6."""
DOWNS_SHIFT_MAX = 3.0
"""How far downs alone may move the worth of an item, in standard errors of what all other votes say."""

CLOSE_WITHOUT_DOWNS = 1e-2
"""Tolerance of the modes without the downs (see `mode_of`)."""


def agreement_of(posterior: Posterior, start: Floats, precision: Floats) -> tuple[Floats, Floats]:
    """The weights of the downs of each item in D and in Y, 0 to 1, (2, n), and the modes without the downs, (q, n).

    `start` (q, n) is where the search for these modes begins, for a prior of the given precision (q, q). The posterior
    has no downs afterwards. All weights are 1 if there are none.

    Worth and familiarity are estimated from all votes but the downs: otherwise the downs would agree with themselves.
    The agreement of an item is the discrimination a of its pairs, P(i over j) = logistic(a (theta_i - theta_j) -
    (b_i - b_j)), cut to 0..1, with the prior N(1, 1 / FULL_AGREEMENT_PRECISION), by one Newton step from 1 (the
    two-parameter logistic model: Birnbaum 1968). Honest downs give 0.7 to 1. Downs on an item that all other votes put
    ahead give 0 or less, and below 0 is cut off: votes are never read backwards.

    In Y about half of the weight is that of a pick over the downed item. It is true whatever the down is for, so a
    pair in Y weighs (1 + a) / 2.

    At last both weights are multiplied by the share of the downs that moves the item by DOWNS_SHIFT_MAX standard errors
    (a bounded influence: Huber 1964). The shift is that of the first Newton step with all other items kept: the net
    force times the variance.
    """
    if not posterior.has_downs:
        return np.ones((2, posterior.n_items)), start
    posterior.count_downs(None)
    modes, neg_hessian = mode_of(posterior, precision, start, CLOSE_WITHOUT_DOWNS)
    standard_error = np.sqrt(inverse_blocks(neg_hessian)[0, 0])
    of_down, of_known = posterior.down_upsets(modes)
    gain = of_down.gain + of_known.gain
    information = of_down.information + of_known.information
    agreement = np.clip(1 + gain / (information + FULL_AGREEMENT_PRECISION), 0, 1)
    weights = np.stack([agreement, (1 + agreement) / 2])
    force_max = of_down.won + of_known.won + DOWNS_SHIFT_MAX / standard_error
    force = weights[0] * of_down.lost + weights[1] * of_known.lost
    return weights * (force_max / np.maximum(force, force_max)), modes
