"""Ranks among some of the items only: what a list publishes when other items were removed or are too new to rank."""

from collections.abc import Sequence

import numpy as np

from ranklore.ranking.model.uncertainty import rank_ranges, tie_groups, votes_to_flip
from ranklore.ranking.result import Ranking, best_first


def restrict_to(result: Ranking, items: Sequence[int]) -> Ranking:
    """The ranking of these items alone, numbered 0, 1, … as they are given: places, ranges, ties and flips anew.

    Scores, their errors and familiarity stay as they are: the other items' votes still count. Equal scores stand in
    the order given.

    Raises ValueError for an item outside the result, or given twice.
    """
    chosen = np.asarray(items, dtype=np.int64)
    if np.unique(chosen).size < chosen.size or ((chosen < 0) | (chosen >= result.score.size)).any():
        raise ValueError(f"places among items of a result of {result.score.size}, each once")
    order = best_first(result.score[chosen])
    by_place = chosen[order]
    scores, factor, draws = result.score[by_place], result.factor[:, by_place], result.draws[:, by_place]
    variances = result.se[by_place] ** 2
    low, high = rank_ranges(draws)
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    return Ranking(
        order=order,
        rank=place + 1,
        score=result.score[chosen],
        se=result.se[chosen],
        rank_low=low[place],
        rank_high=high[place],
        tie_group=tie_groups(scores, variances, factor)[place],
        familiarity=result.familiarity[chosen],
        is_placed=result.is_placed[chosen],
        votes_to_flip=votes_to_flip(scores, variances, factor)[place],
        draws=draws[:, place],
        factor=factor[:, place],
        covariance=result.covariance,
        agreement=result.agreement,
    )
