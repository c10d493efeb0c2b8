"""Array types that the engine shares."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


ItemOrder = NDArray[np.intp]


Items = NDArray[np.int64]


CovarianceFactor = NDArray[np.floating]
"""R with R' R the covariance of the scores: the inverse Cholesky factor, (n, n) and lower triangular, or draws over the
root of their number, which are fewer than n."""
