"""The Bradley-Terry likelihood of one table: log-likelihood's slope and curvature at a vector of potentials.

P(i over j) = 1 / (1 + exp(x_j - x_i)). With w_ij the weight of i over j and t_ij = w_ij + w_ji,
slope_i = sum_j w_ij - t_ij P(i over j); curvature is the Laplacian of the weights t_ij P(i over j) P(j over i).
(Bradley, Terry 1952; Hunter 2004.)
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.cells import Cells, DenseCells
from ranklore.ranking.evidence import ONE

Floats = NDArray[np.float64]

SPARSE_UNDER = 0.15
"""Below this share of filled pairs a list of pairs is faster than the matrix, from SMALL items up."""
SMALL = 256
FURTHEST = 250.0
"""Potentials further than this from the middle are cut off: exp must stay finite, and P is 0 or 1 long before."""


class Curvature(Protocol):
    """A graph Laplacian: the negative second derivative of one table's log-likelihood."""

    diagonal: Floats

    def times(self, x: Floats) -> Floats:
        """The Laplacian times a vector of shape (n,)."""

    def dense(self, order: NDArray[np.intp]) -> Floats:
        """The whole matrix, rows and columns in the given order of items."""

    def noise(self, rng: np.random.Generator) -> Floats:
        """A draw from the normal distribution whose covariance this is, shape (n,)."""


class Comparisons(Protocol):
    """One table, ready to be looked at from many points."""

    def at(self, potentials: Floats) -> tuple[Floats, Curvature]:
        """Slope, shape (n,), and curvature at potentials of shape (n,)."""


def comparisons_in(cells: Cells) -> Comparisons | None:
    """The table as a matrix or as a list of pairs, whichever is faster; None when it is empty.

    Raises ValueError for a pair with negative weight.
    """
    if isinstance(cells, DenseCells):
        if cells.matrix is None or not (filled := np.count_nonzero(cells.matrix)):
            return None
        if cells.n_items < SMALL or filled > SPARSE_UNDER / 2 * cells.n_items**2:
            return DenseComparisons(cells.matrix)
    over, under, units = cells.pairs()
    return PairComparisons(cells.n_items, over, under, units) if over.size else None


def _refuse_negative(least: int) -> None:
    if least < 0:
        raise ValueError("a pair has a negative weight: evidence was taken away that had never been added")


class DenseComparisons:
    """A table as a matrix."""

    def __init__(self, units: NDArray[np.int64]) -> None:
        _refuse_negative(int(units.min()))
        weights = units * (1.0 / ONE)
        self.wins = weights.sum(axis=1)
        weights += weights.T.copy()
        self.weights = weights  # both ways
        self.room = np.empty_like(weights)

    def at(self, potentials: Floats) -> tuple[Floats, "DenseCurvature"]:
        rates = np.exp(np.clip(potentials - np.median(potentials), -FURTHEST, FURTHEST))
        share = np.add.outer(rates, rates)
        np.reciprocal(share, out=share)
        np.multiply(self.weights, share, out=self.room)
        slope = self.wins - rates * self.room.sum(axis=1)
        share *= self.room
        return slope, DenseCurvature(share, rates)


class DenseCurvature:
    """Weights rates_i core_ij rates_j, core_ij = t_ij / (rates_i + rates_j)**2: never multiplied out."""

    def __init__(self, core: Floats, rates: Floats) -> None:
        self.core, self.rates = core, rates
        self.diagonal = rates * (core @ rates)

    def times(self, x: Floats) -> Floats:
        product: Floats = self.diagonal * x - self.rates * (self.core @ (self.rates * x))
        return product

    def dense(self, order: NDArray[np.intp]) -> Floats:
        rates = self.rates[order]
        laplacian = self.core[order][:, order]
        laplacian *= -rates[:, None]
        laplacian *= rates
        laplacian.flat[:: order.size + 1] += self.diagonal[order]
        return laplacian

    def noise(self, rng: np.random.Generator) -> Floats:
        weights = np.triu(self.core * np.multiply.outer(self.rates, self.rates), 1)
        flow = np.sqrt(weights) * rng.standard_normal(weights.shape)
        net: Floats = flow.sum(axis=1) - flow.sum(axis=0)
        return net


class PairComparisons:
    """A table as a list of pairs, each unordered pair once."""

    def __init__(
        self, n_items: int, over: NDArray[np.int64], under: NDArray[np.int64], units: NDArray[np.int64]
    ) -> None:
        _refuse_negative(int(units.min()))
        weights = units * (1.0 / ONE)
        self.wins = np.bincount(over, weights, minlength=n_items)
        low, high = np.minimum(over, under), np.maximum(over, under)
        keys, place = np.unique(low * n_items + high, return_inverse=True)
        self.left, self.right = keys // n_items, keys % n_items
        self.weights = np.bincount(place, weights, minlength=keys.size)
        self.n_items = n_items

    def at(self, potentials: Floats) -> tuple[Floats, "PairCurvature"]:
        gap = np.clip(potentials[self.left] - potentials[self.right], -2 * FURTHEST, 2 * FURTHEST)
        chance = 1 / (1 + np.exp(-gap))
        expected = self.weights * chance
        slope = self.wins - np.bincount(self.left, expected, minlength=self.n_items)
        slope -= np.bincount(self.right, self.weights - expected, minlength=self.n_items)
        return slope, PairCurvature(self, expected * (1 - chance))


class PairCurvature:
    """A weight for each pair."""

    def __init__(self, table: PairComparisons, weights: Floats) -> None:
        self.left, self.right, self.n_items, self.weights = table.left, table.right, table.n_items, weights
        self.diagonal = np.bincount(self.left, weights, minlength=self.n_items)
        self.diagonal += np.bincount(self.right, weights, minlength=self.n_items)

    def times(self, x: Floats) -> Floats:
        return self._net(self.weights * (x[self.left] - x[self.right]))

    def dense(self, order: NDArray[np.intp]) -> Floats:
        place = np.empty_like(order)
        place[order] = np.arange(order.size)
        left, right = place[self.left], place[self.right]
        laplacian = np.zeros((order.size, order.size))
        laplacian[left, right] = laplacian[right, left] = -self.weights
        laplacian.flat[:: order.size + 1] = self.diagonal[order]
        return laplacian

    def noise(self, rng: np.random.Generator) -> Floats:
        return self._net(np.sqrt(self.weights) * rng.standard_normal(self.weights.size))

    def _net(self, flow: Floats) -> Floats:
        net: Floats = np.bincount(self.left, flow, minlength=self.n_items)
        net -= np.bincount(self.right, flow, minlength=self.n_items)
        return net
