"""From a tally to a ranking: finds the mode of the joint model, its uncertainty and the resulting ranks."""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.arrays import CovarianceFactor, Floats
from ranklore.ranking.model.agreement import agreement_of
from ranklore.ranking.model.inverse_cholesky import marginal_inverse_factor
from ranklore.ranking.model.newton import MODE_TOLERANCE, inverse_blocks, mode_of
from ranklore.ranking.model.posterior import NegHessian, Posterior
from ranklore.ranking.model.prior import Prior, learn_covariance
from ranklore.ranking.model.sampling import sampled_factor
from ranklore.ranking.model.uncertainty import posterior_draws, rank_ranges, tie_groups, votes_to_flip
from ranklore.ranking.result import Ranking, WarmStart, best_first
from ranklore.ranking.tallies.tally import Tally

DENSE_INVERSE_MAX_UNKNOWNS = 6000
"""Unknowns whose full matrix is inverted (144 MB); beyond, standard errors come from draws."""
SINGLE_PRECISION_MIN_UNKNOWNS = 200
"""Unknowns from which standard errors are worked out in single precision, about four digits of them."""
SINGLE_PRECISION_INFORMATION_MAX = 1e5
"""And only when no item holds this many times more information than the prior."""
LEARNING_TOLERANCE = 1e-2
"""How close to come while the prior covariance is learned: a hundredth of a standard error."""
ALLOCATOR_WARMUP_BYTES = 31 << 20
"""Bytes: just under the largest block whose return can teach the C library anything (32 MiB)."""
PLACED_VARIANCE_SHARE_MAX = 2 / 3
"""An item is placed once its votes leave less than this of its prior variance."""


def fit(
    tally: Tally, start: WarmStart | Ranking | None = None, prior: Prior | None = None, *, inflation: float = 1.0
) -> Ranking:
    """Rank the items of a tally by worth among those who know them (docs/ranking.md has the model).

    `start`, an earlier result or what was kept of it, makes it faster; it may have fewer items. `inflation` multiplies
    all variances (see `overdispersion_of`). Time is that of the matrix, whatever the number of votes.

    Raises NotConverged when there is no mode to be found, ValueError for a tally that holds less than nothing, for an
    inflation below 1 or a start with more items than the tally.
    """
    if not (inflation >= 1 and math.isfinite(inflation)):
        raise ValueError(f"an inflation is 1 or more, not {inflation}")
    return _build_ranking(*_fit_modes(tally, start, prior or Prior()), inflation)


def fit_scores(tally: Tally, start: WarmStart | Ranking | None = None, prior: Prior | None = None) -> WarmStart:
    """Worth and familiarity alone, without how sure they are; several times faster than `fit`, and to the same numbers.

    Raises as `fit` does.
    """
    modes, _, covariance, agreement = _fit_modes(tally, start, prior or Prior())
    return WarmStart(modes[0], modes[1], covariance, agreement)


def _fit_modes(
    tally: Tally, start: WarmStart | Ranking | None, prior: Prior
) -> tuple[Floats, NegHessian, Floats, float]:
    """The modes (2, n), the curvature there, the covariance of the items, and what a down counts for."""
    _keep_freed_memory()
    posterior = Posterior(tally, with_familiarity=prior.familiarity)
    covariance = np.array(prior.covariance)
    if start is not None:
        modes, known, agreement = _start_from(start, tally.n_items)
        if prior.rounds:
            posterior.agreement = agreement
            covariance = _learn_prior(posterior, prior, modes, known)
    else:
        modes = posterior.guess()
        for _ in range(prior.rounds):
            modes, _ = _find_modes(posterior, modes, covariance, close=LEARNING_TOLERANCE)
            covariance = _learn_prior(posterior, prior, modes, covariance)
    return *_find_modes(posterior, modes, covariance, close=MODE_TOLERANCE), covariance, posterior.agreement


@cache
def _keep_freed_memory() -> None:
    """Claim a large block once and give it back untouched.

    After that glibc keeps up to twice as much freed memory for the process instead of giving it back to the system
    array by array: to claim every page again took a third of the time of a fit of 300 items. It does no harm elsewhere.
    """
    np.empty(ALLOCATOR_WARMUP_BYTES, dtype=np.uint8)


def _learn_prior(posterior: Posterior, prior: Prior, modes: Floats, covariance: Floats) -> Floats:
    """One round of learning: what a down counts for, kept in the posterior, and the items' covariance."""
    variances = _conditional_variances(posterior, modes, covariance)
    posterior.agreement = agreement_of(posterior, modes[: posterior.q], _precision_of(covariance, posterior.q))
    return learn_covariance(prior, modes, variances)


def _start_from(start: WarmStart | Ranking, n: int) -> tuple[Floats, Floats, float]:
    """Modes (2, n), those of new items 0, the covariance and the agreement of an earlier fit."""
    kept = start if isinstance(start, WarmStart) else start.start
    if kept.worth.size > n:
        raise ValueError(f"a start with {kept.worth.size} items for a tally of {n}")
    modes = np.zeros((2, n))
    modes[:, : kept.worth.size] = kept.worth, kept.familiarity
    return modes, kept.covariance, kept.agreement


def _find_modes(posterior: Posterior, modes: Floats, covariance: Floats, close: float) -> tuple[Floats, NegHessian]:
    """The mode, (2, n). When nothing tells of familiarity it is worked out from worth: the conditional mean."""
    q = posterior.q
    x, neg_hessian = mode_of(posterior, _precision_of(covariance, q), modes[:q], close)
    return x if q == 2 else np.stack([x[0], x[0] * (covariance[0, 1] / covariance[0, 0])]), neg_hessian


def _precision_of(covariance: Floats, q: int) -> Floats:
    """The inverse of the covariance of the first q unknowns."""
    return np.asarray(np.linalg.inv(covariance[:q, :q]), dtype=np.float64)


def _conditional_variances(posterior: Posterior, modes: Floats, covariance: Floats) -> Floats:
    """Each item's variance given the other items, (2, 2, n): what EM needs, without a large inverse."""
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
    """Everything the mode and its curvature say. Items are put in order of place first: with equal draws for equal
    places, renumbering the items renumbers the result."""
    worth, familiarity = modes
    order = best_first(worth)
    scores = worth[order]
    factor = _covariance_factor(neg_hessian, order)
    factor *= math.sqrt(inflation)
    variances = np.einsum("ki,ki->i", factor, factor).astype(np.float64)
    draws = posterior_draws(scores, factor)
    low, high = rank_ranges(draws)
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    return Ranking(
        order=order,
        rank=place + 1,
        score=worth,
        se=np.sqrt(variances)[place],
        rank_low=low[place],
        rank_high=high[place],
        tie_group=tie_groups(scores, variances, factor)[place],
        familiarity=familiarity,
        is_placed=variances[place] < PLACED_VARIANCE_SHARE_MAX * inflation * covariance[0, 0],
        votes_to_flip=votes_to_flip(scores, variances, factor)[place],
        draws=draws[:, place],
        factor=factor[:, place],
        covariance=covariance,
        agreement=agreement,
    )


def _covariance_factor(neg_hessian: NegHessian, order: NDArray[np.intp]) -> CovarianceFactor:
    """R (k, n) with R' R the covariance of the scores, items in the given order."""
    q, n = len(neg_hessian.precision), neg_hessian.n_items
    if q * n > DENSE_INVERSE_MAX_UNKNOWNS:
        return sampled_factor(neg_hessian)[:, order]
    heaviest = float(neg_hessian.blocks().max(initial=0))
    least = float(np.linalg.eigvalsh(neg_hessian.precision)[0])
    single = q * n >= SINGLE_PRECISION_MIN_UNKNOWNS and heaviest < SINGLE_PRECISION_INFORMATION_MAX * least
    return marginal_inverse_factor(neg_hessian.dense(order, np.float32 if single else np.float64), n)
