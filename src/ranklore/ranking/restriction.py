"""Ranks among some of the items: what a list publishes when other items were removed or are too new to rank."""

from collections.abc import Sequence

import numpy as np

from ranklore.ranking.model.uncertainty import (
    neighbour_variances,
    ranges_with_ties,
    rank_ranges,
    tie_groups,
    votes_to_flip,
)
from ranklore.ranking.result import Ranking, best_first


def restrict_to(result: Ranking, items: Sequence[int]) -> Ranking:
    """The ranking of these items alone, numbered 0, 1, … in the order given.

    Places, ranges, ties and votes to flip are computed again. Scores, standard errors and familiarity stay the same:
    the votes on the other items still count. Items with equal scores keep the order given.

    Raises ValueError for an item that is not in the result, or is given twice.
    """
    chosen = np.asarray(items, dtype=np.int64)
    if np.unique(chosen).size < chosen.size or ((chosen < 0) | (chosen >= result.score.size)).any():
        raise ValueError(f"items must be distinct numbers below {result.score.size}")
    order = best_first(result.score[chosen])
    by_place = chosen[order]
    scores, factor, draws = result.score[by_place], result.factor[:, by_place], result.draws[:, by_place]
    apart = neighbour_variances(factor)
    groups = tie_groups(scores, apart)
    low, high = ranges_with_ties(*rank_ranges(draws), groups, np.arange(1, order.size + 1))
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    return Ranking(
        order=order,
        rank=place + 1,
        score=result.score[chosen],
        se=result.se[chosen],
        rank_low=low[place],
        rank_high=high[place],
        tie_group=groups[place],
        familiarity=result.familiarity[chosen],
        votes_to_flip=votes_to_flip(scores, apart)[place],
        draws=draws[:, place],
        factor=factor[:, place],
        covariance=result.covariance,
        agreement=result.agreement,
    )
