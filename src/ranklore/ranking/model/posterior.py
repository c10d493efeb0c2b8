"""The joint model of worth (theta) and familiarity (b): the log-posterior after the votes, up to a constant.  P(i
over j) is the logistic function of a difference of theta + b in U, of theta - b in D, of theta in X. What
voters say they know adds known_i ~ Poisson(shown_i exp(a + b_i)) with a profiled out: sum_i known_i b_i - (K +
1/2) log(1/2 + sum_i shown_i exp b_i), K = sum known. Items are N(0, S) apart from that.  Unknowns are rows of
an array (q, n): worth, then familiarity (q = 2), or worth alone (q = 1)."""

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
"""How b enters the potentials of U, D and X, beside theta."""

CurvatureParts = list[tuple[Curvature, Floats]]
KnowledgeTerm = tuple[float, Floats]
Evaluation = tuple[list[tuple[Floats, Curvature]], Floats | None]


@dataclass(slots=True)
class NegHessian:
    """The negative second derivative of the log-posterior, as something to multiply with and to fill a matrix from.

    parts      each table's curvature and the weights (q,) of the unknowns in its potentials
    weights    those weights together, (tables, q)
    precision  inverse of S, shape (q, q)
    asked      K + 1/2 and the shares p (n,) of the known-Poisson: (K + 1/2) (diag p - p p')
    """

    parts: CurvatureParts
    weights: Floats
    precision: Floats
    asked: KnowledgeTerm | None
    n_items: int

    def times(self, x: Floats) -> Floats:
        """Times an array of unknowns, (q, n)."""
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
        """The block of each item on the diagonal, shape (q, q, n)."""
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
        """The matrix (qn, qn), familiarity first, items in the given order. Only its lower half is filled in."""
        q, n = len(self.precision), self.n_items
        # by pair of unknowns; worth last: its part of the inverse Cholesky factor is all that its covariance needs
        corner = {a: slice((q - 1 - a) * n, (q - a) * n) for a in range(q)}
        whole = np.zeros((q * n, q * n), dtype=dtype)
        for k, (curvature, weights) in enumerate(self.parts):
            laplacian = curvature.dense(order, dtype)
            if weights[0] != 1:  # what the table counts for; the unknowns differ in sign only
                laplacian *= weights[0] ** 2
            if q == 1 and k == 0:
                whole = laplacian
                continue
            for a, b in combinations_with_replacement(range(q), 2):
                if weights[a] * weights[b] > 0:
                    whole[corner[a], corner[b]] += laplacian
                elif weights[a] * weights[b] < 0:
                    whole[corner[a], corner[b]] -= laplacian
        for a, b in combinations_with_replacement(range(q), 2):
            block = whole[corner[a], corner[b]]
            block[np.arange(n), np.arange(n)] += self.precision[a, b]
        if self.asked:
            total, share = self.asked[0], self.asked[1][order]
            block = whole[:n, :n]
            block -= np.multiply.outer(total * share, share)
            block[np.arange(n), np.arange(n)] += total * share
        return whole


class Posterior:
    """The log-posterior of a tally. Raises ValueError for a tally with negative weights.

    `agreement` is what a down counts for, from 0 to 1 (see `agreement`): the log-likelihood of D is multiplied by it.
    """

    def __init__(self, tally: Tally, *, with_familiarity: bool) -> None:
        tables = [likelihood_of(cells) for cells in tally.tables]
        shown, known = weights_from_units(tally.shown), weights_from_units(tally.known)
        if (known < 0).any() or (shown < known).any():
            raise ValueError("more voters know an item than were asked: evidence was taken away that was never added")
        self.is_asked = bool(shown.any())
        self.q = 2 if with_familiarity and (tables[0] or tables[1] or self.is_asked) else 1
        self.n_items, self.shown, self.known = tally.n_items, shown, known
        self.tables: list[tuple[TableLikelihood, Floats]] = [
            (table, np.array([1.0, familiarity])[: self.q])
            for table, familiarity in zip(tables, FAMILIARITY_SIGNS, strict=True)
            if table is not None
        ]
        self.downs = None if tables[DOWN] is None else sum(table is not None for table in tables[:DOWN])
        self.agreement = 1.0
        self.last: tuple[Floats, Evaluation] | None = None

    def guess(self) -> Floats:
        """Where to begin, (2, n): worth by each item's share of wins in X, as if its opponents were average ones.

        Three wins and losses more stand for the prior; opponents that differ by N(0, 1) flatten the logistic by 1.18.
        """
        guess = np.zeros((2, self.n_items))
        for table, weights in self.tables:
            if not weights[1:].any():
                guess[0] = 1.18 * np.log((table.wins + 3) / (table.losses + 3))
        return guess

    def at(self, x: Floats, precision: Floats) -> tuple[Floats, NegHessian]:
        """Slope (q, n) and negative second derivative at x (q, n). Both are good until the next look from another x."""
        looks, share = self._evaluate(x)
        slope: Floats = -(precision @ x)
        parts: CurvatureParts = []
        for k, ((part, curvature), (_, weights)) in enumerate(zip(looks, self.tables, strict=True)):
            counts_for = self.agreement if k == self.downs else 1.0
            slope += np.multiply.outer(counts_for * weights, part)
            parts.append((curvature, math.sqrt(counts_for) * weights))
        scaled = np.array([weights for _, weights in parts]).reshape(len(parts), self.q)
        if share is None:
            return slope, NegHessian(parts, scaled, precision, None, self.n_items)
        total = float(self.known.sum()) + 0.5
        slope[1] += self.known - total * share
        return slope, NegHessian(parts, scaled, precision, (total, share), self.n_items)

    def evaluate_downs(self, x: Floats) -> tuple[Floats, Curvature, Floats] | None:
        """The slope of D's log-likelihood in its own potentials, (n,), its curvature there, and the weights (q,) of the
        unknowns in the potentials, as if a down counted in full; None without downs."""
        if self.downs is None:
            return None
        part, curvature = self._evaluate(x)[0][self.downs]
        return part, curvature, self.tables[self.downs][1]

    def _evaluate(self, x: Floats) -> Evaluation:
        """Each table's slope and curvature, and the shares p of the known-Poisson."""
        if self.last is None or not np.array_equal(self.last[0], x):
            looks = [table.at(weights @ x) for table, weights in self.tables]
            share = None
            if self.q == 2 and self.is_asked:
                share = self.shown * np.exp(np.clip(x[1], -POTENTIAL_MAX, POTENTIAL_MAX))
                share /= 0.5 + share.sum()
            self.last = x, (looks, share)
        return self.last[1]
