"""Standard errors of long lists, whose full matrix does not fit in memory, from draws by perturbation."""

import numpy as np

from ranklore.ranking.arrays import Floats
from ranklore.ranking.model.newton import inverse_blocks, multiply_blocks, solve_linear
from ranklore.ranking.model.posterior import NegHessian

N_SAMPLES = 64
SAMPLES_SEED = 19520912
SAMPLE_TOLERANCE = 1e-6


def sampled_factor(neg_hessian: NegHessian) -> Floats:
    """R, (N_SAMPLES, n), with R' R close to the covariance of the scores, and closest on the diagonal.

    A draw solves H x = e with e ~ N(0, H), the noise of the votes (Papandreou, Yuille 2010). The variance of an item is
    its conditional variance plus the variance of its conditional mean over the draws (Siden, Lindgren, Bolin, Villani
    2018). With N_SAMPLES draws the standard errors are right to a few per cent.
    """
    rng = np.random.default_rng(SAMPLES_SEED)
    inverse = inverse_blocks(neg_hessian)
    draws = np.empty((N_SAMPLES, neg_hessian.n_items))
    means = np.empty_like(draws)
    for k in range(N_SAMPLES):
        right = neg_hessian.noise(rng)
        x = solve_linear(neg_hessian, inverse, right, SAMPLE_TOLERANCE * right.size)
        others = x - multiply_blocks(inverse, neg_hessian.times(x))
        draws[k], means[k] = x[0], others[0]
    variances = inverse[0, 0] + (means * means).mean(axis=0)
    factor: Floats = draws * np.sqrt(variances / np.maximum((draws * draws).sum(axis=0), 1e-300))
    return factor
