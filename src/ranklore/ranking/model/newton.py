"""Finds the mode of a log-concave posterior by Newton steps, each solved by preconditioned conjugate gradients.

This is the truncated Newton method (Nocedal, Wright 2006, chapter 7). The function is concave along every line, so the
line search needs only slopes, which the next step needs anyway.
"""

import numpy as np

from ranklore.ranking.arrays import Floats
from ranklore.ranking.model.posterior import NegHessian, Posterior

STEPS_MAX = 100
MODE_TOLERANCE = 1e-6
"""A step is the last one when its square, in logits, is below this share of the standard error of each item given all
others. The error that remains is smaller than that: over one logit the curvature changes by a factor of e at most. The
mean of the step is left aside, because moving all items alike changes no difference."""
SOLVE_TOLERANCE = 1e-16
"""Error that may remain in a linear system, in squared standard errors for each unknown."""


class NotConverged(ArithmeticError):
    """The fit did not reach the mode, so there is no result."""


def mode_of(
    posterior: Posterior, precision: Floats, start: Floats, close: float = MODE_TOLERANCE
) -> tuple[Floats, NegHessian]:
    """The mode (q, n) and the negative second derivative there, for a prior of the given precision (q, q).

    Raises NotConverged after STEPS_MAX steps.
    """
    x = start
    slope, neg_hessian = posterior.at(x, precision)
    for _ in range(STEPS_MAX):
        inverse = inverse_blocks(neg_hessian)
        first = float(np.vdot(slope, multiply_blocks(inverse, slope)))
        # solve only as exactly as the step is: the error it leaves is about its square, so the steps still converge
        per_unknown = first / max(1, slope.size)
        step = solve_linear(
            neg_hessian, inverse, slope, max(first * 1e-2 * min(1.0, per_unknown), slope.size * SOLVE_TOLERANCE)
        )
        relative = step - step.sum(axis=1, keepdims=True) / max(1, posterior.n_items)
        if (relative * relative <= close * np.sqrt(inverse.diagonal().T)).all():
            return x + step, neg_hessian
        gain = float(np.vdot(slope, step))
        x, slope, neg_hessian = _step_along(posterior, precision, x, step, gain)
    raise NotConverged(
        f"no mode found after {STEPS_MAX} Newton steps (decrement {gain:.3g}, {posterior.n_items} items). "
        "Raise the prior precision, or remove items that only won or only lost: "
        "without a prior their worth has no finite value."
    )


def _step_along(
    posterior: Posterior, precision: Floats, x: Floats, step: Floats, gain: float
) -> tuple[Floats, Floats, NegHessian]:
    """Take the step, or the part of it after which the slope along it is no longer steeply downhill."""
    size = 1.0
    while True:
        there = x + size * step
        slope, neg_hessian = posterior.at(there, precision)
        along = float(np.vdot(slope, step))
        if along >= -0.5 * gain or size < 1e-6:
            return there, slope, neg_hessian
        size *= max(0.1, min(0.7, gain / (gain - along)))


def inverse_blocks(neg_hessian: NegHessian) -> Floats:
    """The preconditioner: the inverse of each item's block on the diagonal, (q, q, n)."""
    blocks = neg_hessian.blocks()
    if len(blocks) == 1:
        return np.reciprocal(blocks, out=blocks)
    inverse: Floats = blocks[::-1, ::-1] / (blocks[0, 0] * blocks[1, 1] - blocks[0, 1] * blocks[1, 0])
    inverse[0, 1] *= -1
    inverse[1, 0] *= -1
    return inverse


def solve_linear(neg_hessian: NegHessian, inverse: Floats, right: Floats, tolerance: float) -> Floats:
    """neg_hessian^-1 right, (q, n), by conjugate gradients until the squared residual is at most `tolerance`.

    The residual is measured in the norm of the preconditioner `inverse`, (q, q, n).
    """
    x = np.zeros_like(right)
    residual = right.copy()
    preconditioned = multiply_blocks(inverse, residual)
    direction = preconditioned.copy()
    size = float(np.vdot(residual, preconditioned))
    rounds = 4 * right.size + 20
    while size > tolerance and rounds:
        rounds -= 1
        product = neg_hessian.times(direction)
        along = size / float(np.vdot(direction, product))
        x += along * direction
        residual -= along * product
        preconditioned = multiply_blocks(inverse, residual)
        size, before = float(np.vdot(residual, preconditioned)), size
        direction = preconditioned + (size / before) * direction
    return x


def multiply_blocks(blocks: Floats, x: Floats) -> Floats:
    """Each item's block (q, q, n) times its unknowns (q, n)."""
    product: Floats = (blocks * x).sum(axis=1) if len(blocks) > 1 else blocks[0] * x
    return product
