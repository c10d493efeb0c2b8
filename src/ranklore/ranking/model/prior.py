"""The prior of an item, and how its covariance is learned from all items of the list."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from ranklore.ranking.arrays import Floats

Matrix2x2 = tuple[tuple[float, float], tuple[float, float]]

VARIANCE_MAX = 9.0


@dataclass(frozen=True, slots=True)
class Prior:
    """(worth, familiarity) of each item ~ N(0, S), items independent.

    covariance   S before anything is learned, shape (2, 2)
    items        the number of items that it counts as when S is learned from the list
    rounds       rounds of learning (EM) in a fit without a start, which needs only one; 0: `covariance` is fixed
    familiarity  False for the plain Bradley-Terry model of worth alone
    """

    covariance: Matrix2x2 = ((1.0, 0.3), (0.3, 0.7))
    items: float = 10.0
    rounds: int = 5
    familiarity: bool = True

    def __post_init__(self) -> None:
        s = np.array(self.covariance)
        if s.shape != (2, 2) or not np.isfinite(s).all() or s[0, 1] != s[1, 0] or np.linalg.eigvalsh(s)[0] <= 0:
            raise ValueError(f"a prior covariance must be symmetric and positive definite, not {self.covariance}")
        if not (self.items > 0 and self.rounds >= 0):
            raise ValueError(f"a prior must count as more than 0 items and have 0 or more rounds, not {self}")

    @classmethod
    def plain(cls, precision: float = 1.0) -> Self:
        """The Bradley-Terry model with the fixed prior worth ~ N(0, 1/precision). 1e-9 is in effect maximum likelihood.

        Raises ValueError for a precision that is not above 0.
        """
        if not precision > 0:
            raise ValueError(f"precision must be above 0, not {precision}")
        return cls(((1 / precision, 0.0), (0.0, 1.0)), rounds=0, familiarity=False)


def learn_covariance(prior: Prior, modes: Floats, variances: Floats) -> Floats:
    """One EM step for S, (2, 2): (c S0 + sum_i [m_i m_i' + V_i]) / (c + n) with c = `prior.items`.

    Variances are capped at VARIANCE_MAX, and the correlation is kept. `modes` (2, n) and `variances` (2, 2, n) are
    those of the items given the S so far (Dempster, Laird, Rubin 1977).
    """
    items, n = prior.items, modes.shape[1]
    s: Floats = (items * np.array(prior.covariance) + modes @ modes.T + variances.sum(axis=2)) / (items + n)
    shrink = np.sqrt(np.minimum(1.0, VARIANCE_MAX / np.diagonal(s)))
    return s * np.multiply.outer(shrink, shrink)
