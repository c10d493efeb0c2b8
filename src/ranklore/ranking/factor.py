"""Inverse Cholesky factors by halves: nearly all the work is matrix products, the fastest thing numpy does."""

import numpy as np
from numpy.typing import NDArray

LEAF = 64


def inverse_factor(matrix: NDArray[np.floating]) -> NDArray[np.floating]:
    """R, lower triangular, with R' R the inverse of a symmetric positive definite matrix (n, n).

    With L the Cholesky factor, R = L^-1: its columns' sums of squares are the inverse's diagonal, and R' z has the
    inverse as its covariance. Only the lower half of the matrix is read. Raises LinAlgError for one that is not
    positive definite.
    """
    result = np.zeros_like(matrix)
    _fill(matrix, result)
    return result


def _fill(matrix: NDArray[np.floating], result: NDArray[np.floating]) -> None:
    n = len(matrix)
    if n <= LEAF:
        result[:] = np.tril(np.linalg.inv(np.linalg.cholesky(matrix)))
        return
    h = n // 2
    top, low = result[:h, :h], result[h:, h:]
    _fill(matrix[:h, :h], top)
    side = matrix[h:, :h] @ top.T
    _fill(matrix[h:, h:] - side @ side.T, low)
    np.matmul(low @ side, -top, out=result[h:, :h])


def last_factor(matrix: NDArray[np.floating], n: int) -> NDArray[np.floating]:
    """R (n, n) with R' R the last n rows and columns of the inverse: the other unknowns are eliminated (Schur)."""
    h = len(matrix) - n
    if not h:
        return inverse_factor(matrix)
    side = matrix[h:, :h] @ inverse_factor(matrix[:h, :h]).T
    return inverse_factor(matrix[h:, h:] - side @ side.T)
