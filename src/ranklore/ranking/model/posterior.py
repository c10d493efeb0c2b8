"""The joint model of worth (theta) and familiarity (b): the log-posterior after the votes, up to a constant.

P(i over j) is the logistic function of a difference of theta + b in table U, of theta - b in D, and of theta in X and
Y. The answers about knowledge add known_i ~ Poisson(shown_i exp(a + b_i)) with a profiled out, which is
sum_i known_i b_i - (K + 1/2) log(1/2 + sum_i shown_i exp b_i) with K = sum known. The prior of each item is N(0, S).

Unknowns are the rows of an array (q, n): worth, then familiarity (q = 2), or worth alone (q = 1).
"""

from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.arrays import Floats, ItemOrder
from ranklore.ranking.model.bradley_terry import (
    POTENTIAL_MAX,
    Curvature,
    DenseLikelihood,
    TableLikelihood,
    checked_weights,
    is_matrix_faster,
    likelihood_of,
)
from ranklore.ranking.model.downs import Upsets, down_pairs, no_upsets
from ranklore.ranking.tallies.evidence import BOTH_KNOWN, DOWN, DOWN_KNOWN, UP, weights_from_units
from ranklore.ranking.tallies.tally import Tally

FAMILIARITY_SIGNS = (1.0, -1.0, 0.0, 0.0)
"""The factor of b in the potentials of U, D, X and Y. The factor of theta is 1."""

CurvatureParts = list[tuple[Curvature, Floats]]
KnowledgeTerm = tuple[float, Floats]


@dataclass(slots=True)
class NegHessian:
    """The negative second derivative of the log-posterior. It multiplies vectors and fills a matrix.

    parts      the curvature of each table, with the weights (q,) of the unknowns in its potentials
    weights    the weights of all tables, (tables, q)
    precision  inverse of S, shape (q, q)
    asked      K + 1/2 and the shares p (n,) of the Poisson term, whose curvature is (K + 1/2) (diag p - p p')
    """

    parts: CurvatureParts
    weights: Floats
    precision: Floats
    asked: KnowledgeTerm | None
    n_items: int

    def times(self, x: Floats) -> Floats:
        """The product with an array of unknowns, (q, n)."""
        potentials = self.weights @ x
        for potential, (curvature, _) in zip(potentials, self.parts, strict=True):
            potential[:] = curvature.times(potential)
        product: Floats = self.precision @ x
        product += self.weights.T @ potentials
        if self.asked:
            total, share = self.asked
            product[1] += total * share * (x[1] - share @ x[1])
        return product

    def noise(self, rng: np.random.Generator) -> Floats:
        """A draw from the normal distribution whose covariance this is, (q, n)."""
        noise: Floats = np.linalg.cholesky(self.precision) @ rng.standard_normal((len(self.precision), self.n_items))
        for curvature, weights in self.parts:
            noise += np.multiply.outer(weights, curvature.noise(rng))
        if self.asked:
            total, share = self.asked
            flow, s = np.sqrt(share) * rng.standard_normal(self.n_items), float(share.sum())
            noise[1] += np.sqrt(total) * (flow - share * flow.sum() * (1 - np.sqrt(max(0.0, 1 - s))) / s)
        return noise

    def blocks(self) -> Floats:
        """The diagonal block of each item, (q, q, n)."""
        (tables, q), n = self.weights.shape, self.n_items
        products = (self.weights[:, :, None] * self.weights[:, None, :]).reshape(tables, q * q)
        diagonals = np.array([curvature.diagonal for curvature, _ in self.parts]).reshape(tables, n)
        blocks: Floats = (products.T @ diagonals).reshape(q, q, n)
        blocks += self.precision[:, :, None]
        if self.asked:
            total, share = self.asked
            blocks[1, 1] += total * share * (1 - share)
        return blocks

    def dense(self, order: ItemOrder, dtype: type[np.floating]) -> NDArray[np.floating]:
        """The matrix, (qn, qn), familiarity first, items in the given order. Only its lower half is filled."""
        q, n = len(self.precision), self.n_items
        # worth is last, because the last rows of the inverse Cholesky factor are all that its covariance needs
        corner = {a: slice((q - 1 - a) * n, (q - a) * n) for a in range(q)}
        matrix = np.zeros((q * n, q * n), dtype=dtype)
        for k, (curvature, weights) in enumerate(self.parts):
            laplacian = curvature.dense(order, dtype)
            if q == 1 and k == 0:
                matrix = laplacian
                continue
            for a, b in combinations_with_replacement(range(q), 2):
                if weights[a] * weights[b] > 0:
                    matrix[corner[a], corner[b]] += laplacian
                elif weights[a] * weights[b] < 0:
                    matrix[corner[a], corner[b]] -= laplacian
        for a, b in combinations_with_replacement(range(q), 2):
            block = matrix[corner[a], corner[b]]
            block[np.arange(n), np.arange(n)] += self.precision[a, b]
        if self.asked:
            total, share = self.asked[0], self.asked[1][order]
            block = matrix[:n, :n]
            block -= np.multiply.outer(total * share, share)
            block[np.arange(n), np.arange(n)] += total * share
        return matrix


class Table:
    """The likelihood of a table and the weights (q,) of the unknowns in its potentials. Keeps its last evaluation."""

    def __init__(self, likelihood: TableLikelihood, weights: Floats) -> None:
        self.likelihood, self.weights = likelihood, weights
        self.last: tuple[Floats, tuple[Floats, Curvature]] | None = None

    def at(self, x: Floats) -> tuple[Floats, Curvature]:
        """The slope in the potentials, (n,), and the curvature at x, (q, n)."""
        if self.last is None or not np.array_equal(self.last[0], x):
            self.last = x, self.likelihood.at(self.weights @ x)
        return self.last[1]


class Posterior:
    """The log-posterior of a tally, at first without the downs (see `count_downs`).

    has_downs     whether there are any
    has_evidence, tells_familiarity  whether any vote tells of the item, and of its familiarity, (n,)

    Raises ValueError for a tally with negative weights.
    """

    def __init__(self, tally: Tally, *, with_familiarity: bool) -> None:
        n = tally.n_items
        up, down, both, down_known = tally.tables
        shown, known = weights_from_units(tally.shown), weights_from_units(tally.known)
        if (known < 0).any() or (shown < known).any():
            raise ValueError("more voters know an item than were asked: evidence was removed that had not been added")
        is_matrix = is_matrix_faster(n, both.filled() + down_known.filled())
        self.downs = down_pairs(down, is_matrix=is_matrix_faster(n, down.filled()))
        self.known_downs = down_pairs(down_known, is_matrix=is_matrix)
        self.has_downs = bool(self.downs or self.known_downs)
        picks = likelihood_of(up)
        # familiarity is relative: if all who were asked know all items, or there is only one, nothing tells of it
        is_told = bool(picks or self.downs or (shown > known).any()) and n > 1
        self.q = 2 if with_familiarity and is_told else 1
        self.is_asked = self.q == 2 and bool(shown.any())
        self.n_items, self.shown, self.known = n, shown, known
        self.picks = picks and self._table(picks, UP)
        # one matrix is evaluated faster than two, so Y is added to X where both are matrices
        self.addend = checked_weights(both.dense()) if self.known_downs and is_matrix else None
        without_downs = likelihood_of(both) if self.addend is None else DenseLikelihood(self.addend.copy())
        self.both = without_downs and self._table(without_downs, BOTH_KNOWN)
        self.tables: list[Table] = []
        self.count_downs(None)
        self.tells_familiarity = (shown > 0) & (self.q == 2)
        self.has_evidence = self.tells_familiarity.copy()
        for occurs, sign in (
            *((_occurring(table.likelihood), table.weights[1:].any()) for table in self.tables),
            *((pairs.occurs, sign) for pairs, sign in ((self.downs, self.q == 2), (self.known_downs, False)) if pairs),
        ):
            self.has_evidence |= occurs
            if sign:
                self.tells_familiarity |= occurs

    def _table(self, likelihood: TableLikelihood, number: int) -> Table:
        return Table(likelihood, np.array([1.0, FAMILIARITY_SIGNS[number]])[: self.q])

    def count_downs(self, agreement: Floats | None) -> None:
        """Multiply the weights of the downs of each item in D and in Y, (2, n), or leave all downs out (None)."""
        tables = [self.picks, self.both]
        if agreement is not None and self.downs:
            tables.insert(1, self._table(self.downs.likelihood(agreement[0]), DOWN))
        if agreement is not None and self.known_downs:
            known_downs = self._table(self.known_downs.likelihood(agreement[1], self.addend), DOWN_KNOWN)
            if self.addend is None:
                tables.append(known_downs)
            else:
                tables[-1] = known_downs
        self.tables = [table for table in tables if table]

    def down_upsets(self, x: Floats) -> tuple[Upsets, Upsets]:
        """What the downs in D and in Y, with full weight, say of worth at x, (q, n)."""
        worth, familiarity = x[0], x[1] if self.q == 2 else 0.0
        return (
            self.downs.upsets(worth - familiarity, worth) if self.downs else no_upsets(self.n_items),
            self.known_downs.upsets(worth, worth) if self.known_downs else no_upsets(self.n_items),
        )

    def guess(self) -> Floats:
        """Where to start, (2, n): the worth of each item by its share of wins in X, as if its opponents were average.

        Three more wins and losses stand for the prior. Opponents that differ by N(0, 1) flatten the logistic function
        by 1.18.
        """
        wins, losses = np.full((2, self.n_items), 3.0)
        for table in self.tables:
            if not table.weights[1:].any():
                wins += table.likelihood.wins
                losses += table.likelihood.losses
        return np.stack([1.18 * np.log(wins / losses), np.zeros(self.n_items)])

    def at(self, x: Floats, precision: Floats) -> tuple[Floats, NegHessian]:
        """Slope, (q, n), and negative second derivative at x, (q, n). Both are valid until a call with another x."""
        slope: Floats = -(precision @ x)
        parts: CurvatureParts = []
        for table in self.tables:
            part, curvature = table.at(x)
            slope += np.multiply.outer(table.weights, part)
            parts.append((curvature, table.weights))
        scaled = np.array([weights for _, weights in parts]).reshape(len(parts), self.q)
        if not self.is_asked:
            return slope, NegHessian(parts, scaled, precision, None, self.n_items)
        share = self.shown * np.exp(np.clip(x[1], -POTENTIAL_MAX, POTENTIAL_MAX))
        share /= 0.5 + share.sum()
        total = float(self.known.sum()) + 0.5
        slope[1] += self.known - total * share
        return slope, NegHessian(parts, scaled, precision, (total, share), self.n_items)


def _occurring(table: TableLikelihood) -> NDArray[np.bool_]:
    return table.wins + table.losses > 0
