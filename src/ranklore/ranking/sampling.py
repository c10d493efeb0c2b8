"""Standard errors of long lists, where no full matrix fits in memory: draws by perturbation."""

import numpy as np

from ranklore.ranking.comparisons import Floats
from ranklore.ranking.newton import by_item, inverse_blocks, solve
from ranklore.ranking.posterior import Bend

N_SAMPLES = 64
SEED = 19520912
CLOSE = 1e-6


def sampled_factor(bend: Bend) -> Floats:
    """R (N_SAMPLES, n) with R' R close to the covariance of the scores, and closer still on the diagonal.

    A draw solves H x = e with e ~ N(0, H), which is the noise of the votes themselves (Papandreou, Yuille 2010).
    Variances are the conditional variance of an item plus the variance of its conditional mean over the draws (Siden,
    Lindgren, Bolin, Villani 2018): with N_SAMPLES draws a standard error is within a few per cent.
    """
    rng = np.random.default_rng(SEED)
    inverse = inverse_blocks(bend)
    draws = np.empty((N_SAMPLES, bend.n_items))
    means = np.empty_like(draws)
    for k in range(N_SAMPLES):
        right = bend.noise(rng)
        x = solve(bend, inverse, right, CLOSE * right.size)
        others = x - by_item(inverse, bend.times(x))
        draws[k], means[k] = x[0], others[0]
    variances = inverse[0, 0] + (means * means).mean(axis=0)
    factor: Floats = draws * np.sqrt(variances / np.maximum((draws * draws).sum(axis=0), 1e-300))
    return factor
