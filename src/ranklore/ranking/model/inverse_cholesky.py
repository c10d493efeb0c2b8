"""Inverse Cholesky factors, computed by halves: nearly all the work is matrix products, which numpy does fastest."""

import numpy as np
from numpy.typing import NDArray

DIRECT_ROWS_MAX = 64
"""Up to this many rows a matrix is inverted directly: for small ones the calls cost more than the products."""
LOWER_TRIANGLE = np.tri(DIRECT_ROWS_MAX, dtype=bool)
BLOCK_ROWS = 96
"""Rows of a triangular matrix that are multiplied together; blocks above the diagonal are left out."""


def inverse_factor(matrix: NDArray[np.floating]) -> NDArray[np.floating]:
    """R, (n, n) and lower triangular, with R' R the inverse of a symmetric positive definite matrix (n, n).

    R = L^-1 with L the Cholesky factor. The sums of squares of its columns are the diagonal of the inverse, and R' z
    has the inverse as its covariance for z ~ N(0, I). Only the lower half of the matrix is read. Raises LinAlgError
    for a matrix that is not positive definite.
    """
    result = np.zeros_like(matrix)
    _fill_inverse(matrix, result)
    return result


def _fill_inverse(matrix: NDArray[np.floating], result: NDArray[np.floating]) -> None:
    n = len(matrix)
    if n <= DIRECT_ROWS_MAX:
        np.copyto(result, np.linalg.inv(np.linalg.cholesky(matrix)), where=LOWER_TRIANGLE[:n, :n])
        return
    h = n // 2
    top, low = result[:h, :h], result[h:, h:]
    _fill_inverse(matrix[:h, :h], top)
    side = _times_transpose(matrix[h:, :h], top)
    _fill_inverse(matrix[h:, h:] - side @ side.T, low)
    across = -times_factor(side, top)
    for part in _row_blocks(n - h):
        np.matmul(low[part, : part.stop], across[: part.stop], out=result[h:, :h][part])


def _times_transpose(rows: NDArray[np.floating], factor: NDArray[np.floating]) -> NDArray[np.floating]:
    """Rows (k, n) times R' with R an inverse factor (n, n): the rows of the Cholesky factor below it."""
    side = np.empty(rows.shape, dtype=rows.dtype)
    for part in _row_blocks(len(factor)):
        np.matmul(rows[:, : part.stop], factor[part, : part.stop].T, out=side[:, part])
    return side


def times_factor(rows: NDArray[np.floating], factor: NDArray[np.floating]) -> NDArray[np.floating]:
    """Rows (k, n) times R, lower triangular (n, n)."""
    product = np.empty(rows.shape, dtype=factor.dtype)
    for part in _row_blocks(len(factor)):
        np.matmul(rows[:, part.start :], factor[part.start :, part], out=product[:, part])
    return product


def _row_blocks(n: int) -> list[slice]:
    return [slice(start, min(start + BLOCK_ROWS, n)) for start in range(0, n, BLOCK_ROWS)]


def marginal_inverse_factor(matrix: NDArray[np.floating], n: int) -> NDArray[np.floating]:
    """R, (n, n), with R' R the last n rows and columns of the inverse; the other unknowns are eliminated (Schur)."""
    h = len(matrix) - n
    if not h:
        return inverse_factor(matrix)
    side = _times_transpose(matrix[h:, :h], inverse_factor(matrix[:h, :h]))
    return inverse_factor(matrix[h:, h:] - side @ side.T)
