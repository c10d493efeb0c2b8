"""The array types of the engine."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


ItemOrder = NDArray[np.intp]


Items = NDArray[np.int64]


CovarianceFactor = NDArray[np.floating]
"""R with R' R the covariance of the n scores: the inverse Cholesky factor, (n, n) and lower triangular, or k < n draws
divided by the square root of k, (k, n)."""
