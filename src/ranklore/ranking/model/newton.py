"""Finds the mode of a log-concave posterior: Newton steps by preconditioned conjugate gradients.  Truncated Newton
(Nocedal, Wright 2006, chapter 7). The function is concave along every line, so a line search needs slopes only,
and the next step needs those anyway."""

import numpy as np

from ranklore.ranking.arrays import Floats
from ranklore.ranking.model.posterior import NegHessian, Posterior

STEPS_MAX = 100
MODE_TOLERANCE = 1e-6
"""Go the last step when its square, in logits, is under this share of a standard error given all the rest: it leaves
less than that, for in one logit the curvature changes no more than e-fold. What moves all alike changes none of it."""
SOLVE_TOLERANCE = 1e-16
"""What may be left of a linear system, in squared standard errors a piece."""


class NotConverged(ArithmeticError):
    """The fit did not reach the mode; its numbers are not an answer."""


def mode_of(
    posterior: Posterior, precision: Floats, start: Floats, close: float = MODE_TOLERANCE
) -> tuple[Floats, NegHessian]:
    """The mode (q, n) and the negative second derivative there, for a prior of the given precision (q, q).

    Raises NotConverged after MOST_STEPS steps.
    """
    x = start
    slope, neg_hessian = posterior.at(x, precision)
    for _ in range(STEPS_MAX):
        inverse = inverse_blocks(neg_hessian)
        first = float(np.vdot(slope, multiply_blocks(inverse, slope)))
        # no more exactly than the step itself is: what it leaves is about its square, and so the steps converge
        each = first / max(1, slope.size)
        step = solve_linear(
            neg_hessian, inverse, slope, max(first * 1e-2 * min(1.0, each), slope.size * SOLVE_TOLERANCE)
        )
        apart = step - step.sum(axis=1, keepdims=True) / max(1, posterior.n_items)
        if (apart * apart <= close * np.sqrt(inverse.diagonal().T)).all():
            return x + step, neg_hessian
        gain = float(np.vdot(slope, step))
        x, slope, neg_hessian = _step_along(posterior, precision, x, step, gain)
    raise NotConverged(
        f"no mode after {STEPS_MAX} Newton steps, decrement {gain:.3g}, {posterior.n_items} items. "
        "Raise the prior precision, or drop items that only ever won or only ever lost: "
        "without a prior their worth has no finite value."
    )


def _step_along(
    posterior: Posterior, precision: Floats, x: Floats, step: Floats, gain: float
) -> tuple[Floats, Floats, NegHessian]:
    """Go the step, or the part of it after which the slope along it is no longer steeply down."""
    size = 1.0
    while True:
        there = x + size * step
        slope, neg_hessian = posterior.at(there, precision)
        along = float(np.vdot(slope, step))
        if along >= -0.5 * gain or size < 1e-6:
            return there, slope, neg_hessian
        size *= max(0.1, min(0.7, gain / (gain - along)))


def inverse_blocks(neg_hessian: NegHessian) -> Floats:
    """The inverse of each item's block on the diagonal, (q, q, n): the preconditioner."""
    blocks = neg_hessian.blocks()
    if len(blocks) == 1:
        return np.reciprocal(blocks, out=blocks)
    inverse: Floats = blocks[::-1, ::-1] / (blocks[0, 0] * blocks[1, 1] - blocks[0, 1] * blocks[1, 0])
    inverse[0, 1] *= -1
    inverse[1, 0] *= -1
    return inverse


def solve_linear(neg_hessian: NegHessian, inverse: Floats, right: Floats, enough: float) -> Floats:
    """neg_hessian^-1 right, (q, n), by conjugate gradients until what is left, in the preconditioner's norm, is
    `enough`.
    """
    x = np.zeros_like(right)
    rest = right.copy()
    better = multiply_blocks(inverse, rest)
    direction = better.copy()
    size = float(np.vdot(rest, better))
    rounds = 4 * right.size + 20
    while size > enough and rounds:
        rounds -= 1
        bent = neg_hessian.times(direction)
        along = size / float(np.vdot(direction, bent))
        x += along * direction
        rest -= along * bent
        better = multiply_blocks(inverse, rest)
        size, before = float(np.vdot(rest, better)), size
        direction = better + (size / before) * direction
    return x


def multiply_blocks(blocks: Floats, x: Floats) -> Floats:
    """Each item's block (q, q, n) times its unknowns (q, n)."""
    product: Floats = (blocks * x).sum(axis=1) if len(blocks) > 1 else blocks[0] * x
    return product
