"""The prior of an item, and how its covariance is learned from all items of the list."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from ranklore.ranking.arrays import Floats

Matrix2x2 = tuple[tuple[float, float], tuple[float, float]]

VARIANCE_MAX = 9.0
SETTLED_CHANGE = 1e-3
"""Relative change of S in a round, and change of the weight of a down, below which learning ends."""
EXPLAINED_SHARE_MAX = 0.9
"""Share of VARIANCE_MAX that worth may explain of the variance of familiarity."""


@dataclass(frozen=True, slots=True)
class Prior:
    """(worth, familiarity) of each item ~ N(0, S), items independent.

    covariance   S before anything is learned, shape (2, 2)
    items        the number of items that it counts as when S is learned from the list
    rounds       most rounds of learning (EM) in a fit without a start; one with a start has one; 0: S is fixed
    familiarity  False for the plain Bradley-Terry model of worth alone
    """

    covariance: Matrix2x2 = ((1.0, 0.3), (0.3, 0.7))
    items: float = 10.0
    rounds: int = 1000
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

    Variances are capped (see `cap_variances`). `modes` (2, n) and `variances` (2, 2, n) are those of the items with
    evidence, given the S so far (Dempster, Laird, Rubin 1977). Items without evidence would add S itself: they do not
    change where S ends, but slow its way there.
    """
    items, n = prior.items, modes.shape[1]
    s: Floats = (items * np.array(prior.covariance) + modes @ modes.T + variances.sum(axis=2)) / (items + n)
    return cap_variances(s)


def is_settled(before: Floats, after: Floats) -> bool:
    """Whether a round of learning changed S, (2, 2), by less than SETTLED_CHANGE of its standard deviations squared."""
    deviations = np.sqrt(before.diagonal())
    return bool((np.abs(after - before) < SETTLED_CHANGE * np.multiply.outer(deviations, deviations)).all())


def cap_variances(s: Floats) -> Floats:
    """S with variances of at most VARIANCE_MAX and the same regression of familiarity on worth, S_01 / S_00.

    Familiarity is worth times the regression, plus a rest that does not depend on worth. The cap on worth leaves the
    rest as it is, and the one on familiarity shortens the rest first. To keep the correlation instead would raise the
    regression whenever worth is capped, in each round again, until the two are one.
    """
    regression = s[0, 1] / s[0, 0]
    rest = s[1, 1] - regression * s[0, 1]
    worth = min(s[0, 0], VARIANCE_MAX)
    if regression * regression * worth > EXPLAINED_SHARE_MAX * VARIANCE_MAX:
        worth = EXPLAINED_SHARE_MAX * VARIANCE_MAX / (regression * regression)
    explained = regression * regression * worth
    rest = min(rest, VARIANCE_MAX - explained)
    return np.array([[worth, regression * worth], [regression * worth, explained + rest]])
