"""The Plackett-Luce model: an order is a series of choices of the best of the remaining items."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.arrays import Floats
from ranklore.ranking.model.bradley_terry import POTENTIAL_MAX
from ranklore.ranking.model.newton import MODE_TOLERANCE, STEPS_MAX, NotConverged


def plackett_luce(n_items: int, orders: Sequence[Sequence[int]], *, precision: float = 1e-9) -> Floats:
    """Worth of each item in logits, shape (n_items,), from orders of distinct items, best first.

    This is the mode of the Plackett-Luce likelihood (Hunter 2004) with the prior worth ~ N(0, 1/precision), found by
    Newton's method. With 1e-9 it is the maximum likelihood, and items that only lose are far below. The time grows with
    the squares of the lengths of the orders.

    Raises ValueError for an item outside 0..n_items-1 or twice in an order, and NotConverged when no mode is found.
    """
    stages = [np.array(order, dtype=np.int64) for order in orders if len(order)]
    for order in stages:
        if order.min() < 0 or order.max() >= n_items or np.unique(order).size < order.size:
            raise ValueError(f"an order must have distinct items below {n_items}, not {order.tolist()}")
    worth, gain = np.zeros(n_items), np.inf
    for _ in range(STEPS_MAX):
        slope, neg_hessian = _slope_and_neg_hessian(stages, worth, precision)
        step = np.linalg.solve(neg_hessian, slope)
        gain = float(slope @ step)
        if gain <= MODE_TOLERANCE:
            worth += step - np.mean(worth + step)
            return worth
        worth = worth + step / max(1.0, np.abs(step).max() / 2)
    raise NotConverged(
        f"no mode found after {STEPS_MAX} steps (decrement {gain:.3g}); raise the precision from {precision}"
    )


def _slope_and_neg_hessian(orders: list[NDArray[np.int64]], worth: Floats, precision: float) -> tuple[Floats, Floats]:
    rates = np.exp(np.clip(worth - np.median(worth), -POTENTIAL_MAX, POTENTIAL_MAX))
    slope, neg_hessian = -precision * worth, precision * np.eye(worth.size)
    for order in orders:
        e = rates[order]
        still_in = np.cumsum(e[::-1])[::-1]
        # the last item left is not a choice
        once = np.cumsum(np.append(1 / still_in[:-1], 0.0))
        twice = np.cumsum(np.append(1 / still_in[:-1] ** 2, 0.0))
        place = np.arange(order.size)
        slope[order] += (place < order.size - 1) - e * once
        neg_hessian[np.ix_(order, order)] -= np.multiply.outer(e, e) * twice[np.minimum.outer(place, place)]
        neg_hessian[order, order] += e * once
    return slope, neg_hessian
