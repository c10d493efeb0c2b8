"""The Bradley-Terry likelihood of one table: slope and curvature of the log-likelihood at a vector of potentials.

P(i over j) = 1 / (1 + exp(x_j - x_i)), with x the potentials. With w_ij the weight of i over j and t_ij = w_ij + w_ji,
slope_i = sum_j w_ij - t_ij P(i over j), and the curvature is the graph Laplacian of the weights
t_ij P(i over j) P(j over i) (Bradley, Terry 1952; Hunter 2004).
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.arrays import Floats, ItemOrder, Items
from ranklore.ranking.tallies.evidence import Pairs, weights_from_units
from ranklore.ranking.tallies.pair_storage import MATRIX_MAX_ITEMS, PairStorage

SPARSE_FILL_MAX = 0.15
"""Below this share of filled pairs a list of pairs is faster than a matrix, from SPARSE_MIN_ITEMS items on."""
SPARSE_MIN_ITEMS = 256
STRIPE_SIZE = 1 << 16
"""Elements of a matrix that are processed together: half a megabyte, which fits the processor cache."""
POTENTIAL_MAX = 250.0
"""Up to this far from the mean exp stays finite. Potentials further apart are compared pair by pair, with differences
of at most twice as much, where P is 0 or 1 long before."""


class Curvature(Protocol):
    """A graph Laplacian: the negative second derivative of one table's log-likelihood."""

    diagonal: Floats

    def times(self, x: Floats) -> Floats:
        """The Laplacian times a vector of shape (n,)."""

    def dense(self, order: ItemOrder, dtype: type[np.floating]) -> NDArray[np.floating]:
        """The whole matrix, (n, n), with rows and columns in the given order of items."""

    def noise(self, rng: np.random.Generator) -> Floats:
        """A draw from the normal distribution whose covariance this is, shape (n,)."""


class TableLikelihood(Protocol):
    """The likelihood of one table. `wins` and `losses` are the total weights of each item, (n,)."""

    wins: Floats
    losses: Floats

    def at(self, potentials: Floats) -> tuple[Floats, Curvature]:
        """Slope, (n,), and curvature at potentials, (n,). The curvature is valid until the next call."""


def likelihood_of(cells: PairStorage) -> TableLikelihood | None:
    """The likelihood on a matrix or on a list of pairs, whichever is faster. None for an empty table.

    Raises ValueError for a pair with negative weight.
    """
    filled = cells.filled()
    if not filled:
        return None
    n = cells.n_items
    if n < SPARSE_MIN_ITEMS or (filled > SPARSE_FILL_MAX / 2 * n * n and n <= MATRIX_MAX_ITEMS):
        return DenseLikelihood(cells.dense())
    return SparseLikelihood(n, cells.pairs())


def _refuse_negative(units: Items) -> None:
    if units.min() < 0:
        raise ValueError("a pair has a negative weight: evidence was removed that had not been added")


class DenseLikelihood:
    """A table as a matrix. It is allocated once and processed in stripes that fit the processor cache, because memory
    traffic costs more than the arithmetic."""

    def __init__(self, units: Items) -> None:
        _refuse_negative(units)
        one_way, self.ones = weights_from_units(units), np.ones(len(units))
        self.wins, self.losses = one_way @ self.ones, self.ones @ one_way
        self.weights = one_way + one_way.T
        self.core = one_way  # reuses the memory

    def at(self, potentials: Floats) -> tuple[Floats, "DenseCurvature"]:
        relative = potentials - potentials.mean()
        if np.abs(relative).max() > POTENTIAL_MAX:
            return self._at_far(relative)
        rates = np.exp(relative)
        expected = np.empty_like(rates)
        for rows in row_stripes(rates.size):
            sums, core = np.add.outer(rates[rows], rates), self.core[rows]
            np.divide(self.weights[rows], sums, out=core)
            np.matmul(core, self.ones, out=expected[rows])
            core /= sums
        return self.wins - rates * expected, DenseCurvature(self.core, rates)

    def _at_far(self, potentials: Floats) -> tuple[Floats, "DenseCurvature"]:
        """The same from the difference of each pair, which takes three times as long."""
        expected = np.empty_like(potentials)
        for rows in row_stripes(potentials.size):
            upset = np.subtract.outer(potentials[rows], potentials)
            np.exp(np.clip(upset, -2 * POTENTIAL_MAX, 2 * POTENTIAL_MAX, out=upset), out=upset)
            upset = 1 / (1 + upset)
            chances = self.weights[rows] * (1 - upset)
            np.matmul(chances, self.ones, out=expected[rows])
            np.multiply(chances, upset, out=self.core[rows])
        return self.wins - expected, DenseCurvature(self.core, self.ones)


def row_stripes(n: int) -> list[slice]:
    """Slices of the rows of an (n, n) matrix, about STRIPE_SIZE elements each."""
    rows = max(1, STRIPE_SIZE // max(1, n))
    return [slice(start, start + rows) for start in range(0, n, rows)]


class DenseCurvature:
    """The Laplacian of weights rates_i core_ij rates_j, kept as factors. core_ij = t_ij / (rates_i + rates_j)**2."""

    def __init__(self, core: Floats, rates: Floats) -> None:
        self.core, self.rates = core, rates
        self.diagonal: Floats = rates * (core @ rates)

    def times(self, x: Floats) -> Floats:
        product: Floats = self.diagonal * x - self.rates * (self.core @ (self.rates * x))
        return product

    def dense(self, order: ItemOrder, dtype: type[np.floating]) -> NDArray[np.floating]:
        rates = self.rates[order]
        laplacian = np.empty((order.size, order.size), dtype=dtype)
        for rows in row_stripes(order.size):
            part = np.take(self.core[order[rows]], order, axis=1)
            part *= -rates[rows, None]
            part *= rates
            laplacian[rows] = part
        laplacian.flat[:: order.size + 1] += self.diagonal[order]
        return laplacian

    def noise(self, rng: np.random.Generator) -> Floats:
        weights = np.triu(self.core * np.multiply.outer(self.rates, self.rates), 1)
        flow = np.sqrt(weights) * rng.standard_normal(weights.shape)
        net: Floats = flow.sum(axis=1) - flow.sum(axis=0)
        return net


class SparseLikelihood:
    """A table as a list of the pairs that occur."""

    def __init__(self, n_items: int, pairs: Pairs) -> None:
        _refuse_negative(pairs.units)
        self.n_items, self.over, self.under = n_items, pairs.over, pairs.under
        self.weights = pairs.weights
        self.wins, self.losses = (_sum_by_item(items, self.weights, n_items) for items in (self.over, self.under))

    def at(self, potentials: Floats) -> tuple[Floats, "SparseCurvature"]:
        gap = np.clip(potentials[self.over] - potentials[self.under], -2 * POTENTIAL_MAX, 2 * POTENTIAL_MAX)
        np.exp(gap, out=gap)
        upset = 1 / (1 + gap)
        shortfall = self.weights * upset
        return self.net(shortfall), SparseCurvature(self, shortfall * (1 - upset))

    def net(self, flow: Floats) -> Floats:
        """The flow of each pair, from its lower to its upper item, summed by item, (n,)."""
        return _sum_by_item(self.over, flow, self.n_items) - _sum_by_item(self.under, flow, self.n_items)


class SparseCurvature:
    """The Laplacian of one weight a pair."""

    def __init__(self, table: SparseLikelihood, weights: Floats) -> None:
        self.table, self.weights = table, weights
        into, out_of = (_sum_by_item(items, weights, table.n_items) for items in (table.over, table.under))
        self.diagonal: Floats = into + out_of

    def times(self, x: Floats) -> Floats:
        return self.table.net(self.weights * (x[self.table.over] - x[self.table.under]))

    def dense(self, order: ItemOrder, dtype: type[np.floating]) -> NDArray[np.floating]:
        place = np.empty_like(order)
        place[order] = np.arange(order.size)
        over, under = place[self.table.over], place[self.table.under]
        laplacian: NDArray[np.floating] = np.zeros((order.size, order.size), dtype=dtype)
        for rows, columns in ((over, under), (under, over)):
            # one direction at a time: `-=` with repeated indexes would count only one of them
            laplacian[rows, columns] -= self.weights.astype(dtype)
        laplacian.flat[:: order.size + 1] += self.diagonal[order]
        return laplacian

    def noise(self, rng: np.random.Generator) -> Floats:
        return self.table.net(np.sqrt(self.weights) * rng.standard_normal(self.weights.size))


def _sum_by_item(items: Items, amounts: Floats, n_items: int) -> Floats:
    return np.asarray(np.bincount(items, amounts, minlength=n_items), dtype=np.float64)
