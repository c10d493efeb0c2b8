"""The downs of a list as pairs whose weights can be multiplied for each downed item."""

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.arrays import Floats
from ranklore.ranking.model.bradley_terry import (
    POTENTIAL_MAX,
    DenseLikelihood,
    SparseLikelihood,
    TableLikelihood,
    checked_weights,
    row_stripes,
    sum_by_item,
)
from ranklore.ranking.tallies.pair_storage import PairStorage


class Upsets(NamedTuple):
    """How far the pairs of each item, all (n,), are from what potentials expect. With w_ij the weight of i over j, its
    upset is w_ij P(j over i).

    lost, won    the sum of the upsets of an item below the others, and above them
    gain         the sum of (over - under) times the upset, over all pairs of the item, of a vector x
    information  the sum of (over - under)**2 times w_ij P(i over j) P(j over i), likewise
    """

    lost: Floats
    won: Floats
    gain: Floats
    information: Floats


def no_upsets(n_items: int) -> Upsets:
    """Those of an empty table."""
    return Upsets(*np.zeros((4, n_items)))


class DownPairs(Protocol):
    """The pairs of table D or Y. `occurs` says which items have one, (n,)."""

    occurs: NDArray[np.bool_]

    def likelihood(self, agreement: Floats, others: Floats | None = None) -> TableLikelihood:
        """The likelihood with each weight multiplied by the agreement, (n,), of the lower item.

        `others`, (n, n), is added to the weights; only for a matrix.
        """

    def upsets(self, potentials: Floats, x: Floats) -> Upsets:
        """The upsets of all pairs at potentials, (n,), and what they say of x, (n,)."""


def down_pairs(cells: PairStorage, *, is_matrix: bool) -> DownPairs | None:
    """The pairs as a matrix or as a list, or None for an empty table. Raises ValueError for a negative weight."""
    if not cells.filled():
        return None
    return DenseDowns(checked_weights(cells.dense())) if is_matrix else SparseDowns(cells)


class DenseDowns:
    """The downs as a matrix, processed in stripes that fit the processor cache."""

    def __init__(self, weights: Floats) -> None:
        self.weights, ones = weights, np.ones(len(weights))
        self.occurs = (weights @ ones + ones @ weights) > 0

    def likelihood(self, agreement: Floats, others: Floats | None = None) -> TableLikelihood:
        one_way = self.weights * agreement
        if others is not None:
            one_way += others
        return DenseLikelihood(one_way)

    def upsets(self, potentials: Floats, x: Floats) -> Upsets:
        rates = np.exp(np.clip(potentials - potentials.mean(), -POTENTIAL_MAX, POTENTIAL_MAX))
        powers = (np.ones_like(x), x, x * x)
        above, below, spread = np.zeros((2, x.size)), np.zeros((2, x.size)), np.zeros((3, x.size))
        for rows in row_stripes(x.size):
            chance = np.add.outer(rates[rows], rates)
            np.divide(rates, chance, out=chance)
            upset = self.weights[rows] * chance
            for k in (0, 1):  # single products are faster than one with a matrix of two columns
                above[k, rows] = upset @ powers[k]
                below[k] += powers[k][rows] @ upset
            upset *= np.subtract(1, chance, out=chance)
            for k in (0, 1, 2):
                spread[k, rows] += upset @ powers[k]
                spread[k] += powers[k][rows] @ upset
        gain = x * (above[0] - below[0]) - above[1] + below[1]
        information = np.maximum(0, x * (x * spread[0] - 2 * spread[1]) + spread[2])  # rounding may leave less than 0
        return Upsets(below[0], above[0], gain, information)


class SparseDowns:
    """The downs as a list of the pairs that occur."""

    def __init__(self, cells: PairStorage) -> None:
        self.over, self.under, units = cells.pairs()
        self.weights = checked_weights(units)
        self.occurs = np.zeros(cells.n_items, dtype=bool)
        self.occurs[self.over] = self.occurs[self.under] = True

    def likelihood(self, agreement: Floats, others: Floats | None = None) -> TableLikelihood:
        assert others is None
        return SparseLikelihood(agreement.size, self.over, self.under, self.weights * agreement[self.under])

    def upsets(self, potentials: Floats, x: Floats) -> Upsets:
        between = np.clip(potentials[self.over] - potentials[self.under], -2 * POTENTIAL_MAX, 2 * POTENTIAL_MAX)
        chance = 1 / (1 + np.exp(between))
        upset, gap = self.weights * chance, x[self.over] - x[self.under]
        gain, information = upset * gap, upset * (1 - chance) * gap * gap
        over, under, n = self.over, self.under, x.size
        return Upsets(
            sum_by_item(under, upset, n),
            sum_by_item(over, upset, n),
            sum_by_item(over, gain, n) + sum_by_item(under, gain, n),
            sum_by_item(over, information, n) + sum_by_item(under, information, n),
        )
