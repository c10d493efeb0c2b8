"""Fits a tally: finds the mode of the joint model, its uncertainty and the ranking."""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.arrays import CovarianceFactor, Floats
from ranklore.ranking.model.agreement import agreement_of
from ranklore.ranking.model.inverse_cholesky import marginal_inverse_factor
from ranklore.ranking.model.newton import MODE_TOLERANCE, NotConverged, inverse_blocks, mode_of
from ranklore.ranking.model.posterior import NegHessian, Posterior
from ranklore.ranking.model.prior import SETTLED_CHANGE, Prior, is_settled, learn_covariance
from ranklore.ranking.model.sampling import sampled_factor
from ranklore.ranking.model.uncertainty import (
    neighbour_variances,
    posterior_draws,
    ranges_with_ties,
    rank_ranges,
    tie_groups,
    votes_to_flip,
)
from ranklore.ranking.result import Ranking, WarmStart, best_first
from ranklore.ranking.tallies.tally import Tally

DENSE_INVERSE_MAX_UNKNOWNS = 6000
"""Up to this many unknowns the full matrix is inverted (144 MB); above, standard errors come from draws."""
SINGLE_PRECISION_MIN_UNKNOWNS = 200
"""From this many unknowns on, standard errors are computed in is_single precision: about four digits are right."""
SINGLE_PRECISION_INFORMATION_MAX = 1e5
"""Single precision is used only if no item has this many times more information than the prior."""
LEARNING_TOLERANCE = 1e-2
"""Tolerance of the modes while the prior covariance is learned: a hundredth of a standard error."""
AGREEMENT_ROUNDS = 5
"""Rounds in which the weight of a down is learned from cold."""
ALLOCATOR_WARMUP_BYTES = 31 << 20
"""Just under the largest freed block that makes glibc raise its threshold (32 MiB)."""


def fit(
    tally: Tally, start: WarmStart | Ranking | None = None, prior: Prior | None = None, *, inflation: float = 1.0
) -> Ranking:
    """Rank the items of a tally by worth among those who know them (docs/ranking.md has the model).

    `start` is an earlier result, or its `start`; it makes the fit faster and may have fewer items. `inflation`
    multiplies all variances (see `overdispersion_of`). The time depends on the number of items and pairs, not of votes.

    Raises NotConverged when no mode is found, and ValueError for a tally with negative weights, for an inflation below
    1 and for a start with more items than the tally.
    """
    if not (inflation >= 1 and math.isfinite(inflation)):
        raise ValueError(f"inflation must be 1 or more, not {inflation}")
    return _build_ranking(*_fit_modes(tally, start, prior or Prior()), inflation)


def fit_scores(tally: Tally, start: WarmStart | Ranking | None = None, prior: Prior | None = None) -> WarmStart:
    """Worth and familiarity as `fit` finds them, without their uncertainty, which is several times faster.

    Raises the same errors as `fit`.
    """
    modes, _, covariance, agreement = _fit_modes(tally, start, prior or Prior())
    return WarmStart(modes[0], modes[1], covariance, agreement)


def _fit_modes(
    tally: Tally, start: WarmStart | Ranking | None, prior: Prior
) -> tuple[Floats, NegHessian, Floats, float]:
    """The modes, (2, n), the curvature there, the covariance of the items, (2, 2), and the weight of a down."""
    _keep_freed_memory()
    posterior = Posterior(tally, with_familiarity=prior.familiarity)
    covariance = np.array(prior.covariance)
    if start is not None:
        modes, known, agreement = _start_from(start, tally.n_items)
        if prior.rounds:
            posterior.agreement = agreement
            modes[1] = np.where(posterior.tells_familiarity, modes[1], modes[0] * (known[0, 1] / known[0, 0]))
            covariance = _learn_prior(posterior, prior, modes, known)
    else:
        modes = posterior.guess()
        if prior.rounds:
            modes, covariance = _learn_from_cold(posterior, prior, modes, covariance)
    modes, neg_hessian = _find_modes(posterior, modes, covariance, close=MODE_TOLERANCE)
    modes[1, ~posterior.tells_familiarity] = 0
    return modes, neg_hessian, covariance, posterior.agreement


def _learn_from_cold(posterior: Posterior, prior: Prior, modes: Floats, covariance: Floats) -> tuple[Floats, Floats]:
    """Rounds of learning until the covariance and the weight of a down stay the same.

    The weight is kept after AGREEMENT_ROUNDS: on some small tallies it would alternate for ever. Raises NotConverged
    when the covariance still changes after `prior.rounds` rounds.
    """
    for done in range(prior.rounds):
        modes, _ = _find_modes(posterior, modes, covariance, close=LEARNING_TOLERANCE)
        before, agreement = covariance, posterior.agreement
        covariance = _learn_prior(posterior, prior, modes, covariance)
        if done >= AGREEMENT_ROUNDS:
            posterior.agreement = agreement
        if is_settled(before, covariance) and abs(posterior.agreement - agreement) < SETTLED_CHANGE:
            return modes, covariance
    raise NotConverged(f"the learned prior still changes after {prior.rounds} rounds: {covariance.tolist()}")


@cache
def _keep_freed_memory() -> None:
    """Allocate a large block once and free it untouched.

    After that glibc keeps up to twice as much freed memory for the process, instead of returning it to the system array
    by array. Allocating every page again took a third of the time of a fit of 300 items. On other systems it does
    nothing.
    """
    np.empty(ALLOCATOR_WARMUP_BYTES, dtype=np.uint8)


def _learn_prior(posterior: Posterior, prior: Prior, modes: Floats, covariance: Floats) -> Floats:
    """One round of learning: sets the weight of a down in the posterior and returns the covariance of the items."""
    variances = _conditional_variances(posterior, modes, covariance)
    posterior.agreement = agreement_of(posterior, modes[: posterior.q], _precision_of(covariance, posterior.q))
    told = posterior.has_evidence
    return learn_covariance(prior, modes[:, told], variances[:, :, told])


def _start_from(start: WarmStart | Ranking, n: int) -> tuple[Floats, Floats, float]:
    """The modes, (2, n), 0 for new items, the covariance and the agreement of an earlier fit."""
    kept = start if isinstance(start, WarmStart) else start.start
    if kept.worth.size > n:
        raise ValueError(f"the start has {kept.worth.size} items, the tally only {n}")
    modes = np.zeros((2, n))
    modes[:, : kept.worth.size] = kept.worth, kept.familiarity
    return modes, kept.covariance, kept.agreement


def _find_modes(posterior: Posterior, modes: Floats, covariance: Floats, close: float) -> tuple[Floats, NegHessian]:
    """The mode, (2, n). If the votes say nothing about familiarity, it is its conditional mean given worth."""
    q = posterior.q
    x, neg_hessian = mode_of(posterior, _precision_of(covariance, q), modes[:q], close)
    return x if q == 2 else np.stack([x[0], x[0] * (covariance[0, 1] / covariance[0, 0])]), neg_hessian


def _precision_of(covariance: Floats, q: int) -> Floats:
    """The inverse of the covariance of the first q unknowns."""
    return np.asarray(np.linalg.inv(covariance[:q, :q]), dtype=np.float64)


def _conditional_variances(posterior: Posterior, modes: Floats, covariance: Floats) -> Floats:
    """The variance of each item given the others, (2, 2, n): all that EM needs, and no large inverse."""
    q = posterior.q
    inverse = inverse_blocks(posterior.at(modes[:q], _precision_of(covariance, q))[1])
    if q == 2:
        return inverse
    ratio = np.array([1.0, covariance[0, 1] / covariance[0, 0]])
    whole: Floats = inverse * np.multiply.outer(ratio, ratio)[:, :, None]
    whole[1, 1] += covariance[1, 1] - covariance[0, 1] * ratio[1]
    return whole


def _build_ranking(
    modes: Floats, neg_hessian: NegHessian, covariance: Floats, agreement: float, inflation: float
) -> Ranking:
    """The ranking by the mode and its curvature. Draws are made by place and not by item number, so that numbering the
    items differently changes nothing but their numbers."""
    worth, familiarity = modes
    order = best_first(worth)
    scores = worth[order]
    factor = _covariance_factor(neg_hessian, order)
    factor *= math.sqrt(inflation)
    variances = np.einsum("ki,ki->i", factor, factor).astype(np.float64)
    draws = posterior_draws(scores, factor)
    apart = neighbour_variances(factor)
    groups = tie_groups(scores, apart)
    low, high = ranges_with_ties(*rank_ranges(draws), groups, np.arange(1, order.size + 1))
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    return Ranking(
        order=order,
        rank=place + 1,
        score=worth,
        se=np.sqrt(variances)[place],
        rank_low=low[place],
        rank_high=high[place],
        tie_group=groups[place],
        familiarity=familiarity,
        votes_to_flip=votes_to_flip(scores, apart)[place],
        draws=draws[:, place],
        factor=factor[:, place],
        covariance=covariance,
        agreement=agreement,
    )


def _covariance_factor(neg_hessian: NegHessian, order: NDArray[np.intp]) -> CovarianceFactor:
    """R, (k, n), with R' R the covariance of the scores, items in the given order."""
    q, n = len(neg_hessian.precision), neg_hessian.n_items
    if q * n > DENSE_INVERSE_MAX_UNKNOWNS:
        return sampled_factor(neg_hessian)[:, order]
    most_information = float(neg_hessian.blocks().max(initial=0))
    prior_information = float(np.linalg.eigvalsh(neg_hessian.precision)[0])
    is_single = (
        q * n >= SINGLE_PRECISION_MIN_UNKNOWNS
        and most_information < SINGLE_PRECISION_INFORMATION_MAX * prior_information
    )
    return marginal_inverse_factor(neg_hessian.dense(order, np.float32 if is_single else np.float64), n)
