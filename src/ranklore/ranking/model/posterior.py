"""The joint model of worth (theta) and familiarity (b): the log-posterior after the votes, up to a constant.

P(i over j) is the logistic function of a difference of theta + b in table U, of theta - b in D, and of theta in X. The
answers about knowledge add known_i ~ Poisson(shown_i exp(a + b_i)) with a profiled out, which is
sum_i known_i b_i - (K + 1/2) log(1/2 + sum_i shown_i exp b_i) with K = sum known. The prior of each item is N(0, S).

Unknowns are the rows of an array (q, n): worth, then familiarity (q = 2), or worth alone (q = 1).
"""

import math
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.arrays import Floats, ItemOrder
from ranklore.ranking.model.bradley_terry import POTENTIAL_MAX, Curvature, TableLikelihood, likelihood_of
from ranklore.ranking.tallies.evidence import DOWN, weights_from_units
from ranklore.ranking.tallies.tally import Tally

FAMILIARITY_SIGNS = (1.0, -1.0, 0.0)
"""The factor of b in the potentials of U, D and X. The factor of theta is 1."""

CurvatureParts = list[tuple[Curvature, Floats]]
KnowledgeTerm = tuple[float, Floats]
Evaluation = tuple[list[tuple[Floats, Curvature]], Floats | None]


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
            if weights[0] != 1:  # the weight of the table; those of its unknowns differ only in sign
                laplacian *= weights[0] ** 2
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


class Posterior:
    """The log-posterior of a tally. Raises ValueError for a tally with negative weights.

    agreement     the weight of a down, 0 to 1, which multiplies the log-likelihood of D (see `agreement_of`)
    has_evidence, tells_familiarity  whether any vote tells of the item, and of its familiarity, (n,)
    """

    def __init__(self, tally: Tally, *, with_familiarity: bool) -> None:
        tables = [likelihood_of(pairs) for pairs in tally.tables]
        shown, known = weights_from_units(tally.shown), weights_from_units(tally.known)
        if (known < 0).any() or (shown < known).any():
            raise ValueError("more voters know an item than were asked: evidence was removed that had not been added")
        # familiarity is relative: if all who were asked know all items, or there is only one, nothing tells of it
        is_told = bool(tables[0] or tables[1] or (shown > known).any()) and tally.n_items > 1
        self.q = 2 if with_familiarity and is_told else 1
        self.is_asked = self.q == 2 and bool(shown.any())
        self.n_items, self.shown, self.known = tally.n_items, shown, known
        self.tables: list[tuple[TableLikelihood, Floats]] = [
            (table, np.array([1.0, familiarity])[: self.q])
            for table, familiarity in zip(tables, FAMILIARITY_SIGNS, strict=True)
            if table is not None
        ]
        self.downs = None if tables[DOWN] is None else sum(table is not None for table in tables[:DOWN])
        self.tells_familiarity = shown > 0 if self.q == 2 else np.zeros(self.n_items, dtype=bool)
        self.has_evidence = self.tells_familiarity.copy()
        for table, weights in self.tables:
            occurs = table.wins + table.losses > 0
            self.has_evidence |= occurs
            if weights[1:].any():
                self.tells_familiarity |= occurs
        self.agreement = 1.0
        self.last: tuple[Floats, Evaluation] | None = None

    def guess(self) -> Floats:
        """Where to start, (2, n): the worth of each item by its share of wins in X, as if its opponents were average.

        Three more wins and losses stand for the prior. Opponents that differ by N(0, 1) flatten the logistic function
        by 1.18.
        """
        guess = np.zeros((2, self.n_items))
        for table, weights in self.tables:
            if not weights[1:].any():
                guess[0] = 1.18 * np.log((table.wins + 3) / (table.losses + 3))
        return guess

    def at(self, x: Floats, precision: Floats) -> tuple[Floats, NegHessian]:
        """Slope, (q, n), and negative second derivative at x, (q, n). Both are valid until a call with another x."""
        evaluations, share = self._evaluate(x)
        slope: Floats = -(precision @ x)
        parts: CurvatureParts = []
        for k, ((part, curvature), (_, weights)) in enumerate(zip(evaluations, self.tables, strict=True)):
            table_weight = self.agreement if k == self.downs else 1.0
            slope += np.multiply.outer(table_weight * weights, part)
            parts.append((curvature, math.sqrt(table_weight) * weights))
        scaled = np.array([weights for _, weights in parts]).reshape(len(parts), self.q)
        if share is None:
            return slope, NegHessian(parts, scaled, precision, None, self.n_items)
        total = float(self.known.sum()) + 0.5
        slope[1] += self.known - total * share
        return slope, NegHessian(parts, scaled, precision, (total, share), self.n_items)

    def evaluate_downs(self, x: Floats) -> tuple[Floats, Curvature, Floats] | None:
        """For the full weight of a down: the slope of the log-likelihood of D in its potentials, (n,), the curvature
        there, and the weights (q,) of the unknowns in the potentials. None without downs."""
        if self.downs is None:
            return None
        part, curvature = self._evaluate(x)[0][self.downs]
        return part, curvature, self.tables[self.downs][1]

    def _evaluate(self, x: Floats) -> Evaluation:
        """The slope and curvature of each table, and the shares p of the Poisson term."""
        if self.last is None or not np.array_equal(self.last[0], x):
            evaluations = [table.at(weights @ x) for table, weights in self.tables]
            share = None
            if self.is_asked:
                share = self.shown * np.exp(np.clip(x[1], -POTENTIAL_MAX, POTENTIAL_MAX))
                share /= 0.5 + share.sum()
            self.last = x, (evaluations, share)
        return self.last[1]
