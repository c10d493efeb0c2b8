"""From a tally to a ranking. The model here is the plain count of picks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.tally import Tally


@dataclass(frozen=True, slots=True)
class Ranking:
    """The result of a fit over n items; all arrays have shape (n,).

    order      items, best first
    rank       of each item, from 1; no two items share one
    score      of each item, in the model's unit (here: picks)
    tie_group  of each item: items with the same number are too close to call; groups are numbered from 1 by place
    """

    order: NDArray[np.int64]
    rank: NDArray[np.int64]
    score: NDArray[np.float64]
    tie_group: NDArray[np.int64]


def fit(tally: Tally) -> Ranking:
    """Rank items by how many ballots picked them.

    Equal counts are a tie and stand in the order of their item numbers, the lower first, so the same tally always
    gives the same ranking.
    """
    order = np.argsort(-tally.picks, kind="stable")
    sorted_picks = tally.picks[order]
    new_group = np.ones(tally.n_items, dtype=np.int64)
    new_group[1:] = sorted_picks[1:] != sorted_picks[:-1]
    rank, tie_group = np.empty_like(order), np.empty_like(order)
    rank[order] = np.arange(1, tally.n_items + 1)
    tie_group[order] = np.cumsum(new_group)
    return Ranking(order, rank, tally.picks.astype(np.float64), tie_group)
