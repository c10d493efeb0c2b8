"""What a list publishes of a ranking: the order of its page, the places, and the items that ask for a look.

The three are not the same. An item stands where the model puts it, but it has no place (a number) before enough people
have voted on it.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.model.uncertainty import neighbour_variances, ranges_with_ties, tie_groups, votes_to_flip
from ranklore.ranking.restriction import restrict_to
from ranklore.ranking.result import SCORE_DECIMALS, Ranking
from ranklore.ranking.tallies.evidence import weights_from_units
from ranklore.ranking.tallies.tally import Tally

ITEM_VOTERS_MIN = 4.0
"""So many people must have voted on an item before it has a place: who added it, and three others."""
LARGE_LIST_FACTOR = 0.1
"""On a large list it takes this many times the square root of its voters: 10 of 10,000, 32 of 100,000."""
PLACED_RANGE_SHARE_MAX = 0.9
"""The widest range that a place may have, as a share of the list. Ranges are too coarse for it on lists of fewer than
SHORT_LIST items."""
SHORT_LIST = 10
SPOTLIGHT_MIN_VOTERS = 100
"""With fewer voters, looks at uncertain items cost more votes on the others than they teach."""
NEW_IN_SPOTLIGHT = 1 / 3
"""The share of the versions of a page that ask for a look at a new item."""


class Place(NamedTuple):
    """A published place. The numbers are those of the items that are not new, with a place or without.

    rank            from 1, in the order of the page
    low, high       best and worst rank with 95% probability
    tie_group       from 1: a run of placed items of whom each is too close to call against the next
    votes_to_flip   matchups that the next placed item must win against this one to swap places; 0 for the last
    """

    rank: int
    low: int
    high: int
    tie_group: int
    votes_to_flip: int


@dataclass(frozen=True, slots=True)
class Publication:
    """What is published. Items are numbers of the tally.

    order      the items of the list, in the order of its page
    places     placed item -> its place, the first one first
    new        items that were added later and have too few voters for a place
    spotlight  items that ask for a look, those that need votes most first
    """

    order: tuple[int, ...]
    places: dict[int, Place]
    new: frozenset[int]
    spotlight: tuple[int, ...]


def publish(
    result: Ranking,
    tally: Tally,
    items: Sequence[int],
    *,
    voters: int,
    late: Collection[int] = (),
    seed: int = 0,
) -> Publication:
    """Derive what a list with these items publishes from a fit of its tally.

    items   those that are on the list now, in starting order; those that were removed are still in the tally
    voters  how many people have voted on the list
    late    items that were added after the list was made
    seed    of what changes from one version of the page to the next

    The order of the page is that of the scores; of equal ones, more picks come first. But items in `late` stay out of
    its first half until enough people have voted on them (`item_voters_needed`), whatever the votes were, and take no
    number from others. Of these, one that is seen a lot and not picked goes down: that few know it is no excuse before
    enough people have said that they do. An item that is not new and has no place keeps its number free.
    """
    new = new_items(tally, late, voters).intersection(items)
    on_list = np.asarray(items, dtype=np.int64)
    score = result.score.copy()
    unproven = list(new)
    score[unproven] += np.minimum(0, result.familiarity[unproven])
    by_score = np.lexsort((on_list, -tally.picks[on_list], -np.round(score[on_list], SCORE_DECIMALS)))
    order = on_list[by_score].tolist()
    ranked = [n for n in order if n not in new]
    if new:
        first = ranked[: (len(order) + 1) // 2]
        leading = frozenset(first)
        order = [*first, *(n for n in order if n not in leading)]
    return Publication(
        order=tuple(order),
        places=_places_of(result, ranked, _has_enough_voters(tally, voters)),
        new=new,
        spotlight=_spotlight_of(result, order, new, seed) if voters >= SPOTLIGHT_MIN_VOTERS else (),
    )


def new_items(tally: Tally, late: Collection[int], voters: int) -> frozenset[int]:
    """Those of the items in `late` that have too few voters for a place."""
    has_voters = _has_enough_voters(tally, voters)
    return frozenset(n for n in late if not has_voters[n])


def item_voters_needed(voters: int) -> float:
    """The number of people who must have voted on an item before it has a place, on a list with this many voters."""
    return max(ITEM_VOTERS_MIN, LARGE_LIST_FACTOR * math.sqrt(voters))


def attention_order(result: Ranking, seed: int = 0) -> NDArray[np.int64]:
    """Items in the order in which they should be looked at, (n,): by score + 1 standard error + 1/4 of a posterior
    draw. Items with few votes come forward, so that they are seen."""
    draw = np.random.default_rng(seed).standard_normal(result.score.size)
    return np.argsort(-(result.score + result.se * (1 + draw / 4)), kind="stable")


def _has_enough_voters(tally: Tally, voters: int) -> NDArray[np.bool_]:
    enough: NDArray[np.bool_] = weights_from_units(tally.voters) >= item_voters_needed(voters)
    return enough


def _places_of(result: Ranking, ranked: Sequence[int], has_voters: NDArray[np.bool_]) -> dict[int, Place]:
    """The places of those of the ranked items, best first, that have enough voters and a range that is not too wide."""
    all_low, all_high = _ranges_among(result, ranked)
    width = all_high - all_low + 1
    is_narrow = width <= (PLACED_RANGE_SHARE_MAX * len(ranked) if len(ranked) >= SHORT_LIST else len(ranked))
    at = np.flatnonzero(is_narrow & has_voters[ranked])
    items = np.asarray(ranked, dtype=np.int64)[at]
    scores, variances = result.score[items], neighbour_variances(result.factor[:, items])
    groups, rank = tie_groups(scores, variances), at + 1
    low, high = ranges_with_ties(all_low[at], all_high[at], groups, rank)
    columns = np.array([rank, low, high, groups, votes_to_flip(scores, variances)], dtype=np.int64)
    return dict(zip(items.tolist(), map(Place._make, columns.T.tolist()), strict=True))


def _ranges_among(result: Ranking, ranked: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rank ranges among the ranked items, best first. Where those are all items, the fit has them already; items of
    equal score may be in another order than there."""
    if len(ranked) < result.score.size:
        among = restrict_to(result, ranked)
        return among.rank_low, among.rank_high
    place = np.arange(1, len(ranked) + 1)
    return np.minimum(result.rank_low[ranked], place), np.maximum(result.rank_high[ranked], place)


def _spotlight_of(result: Ranking, order: Sequence[int], new: Collection[int], seed: int) -> tuple[int, ...]:
    on_list = set(order)
    by_attention = [n for n in attention_order(result, seed).tolist() if n in on_list]
    spotlight = [n for n in by_attention if n not in new]
    newcomer = next((n for n in by_attention if n in new), None)
    if newcomer is not None and np.random.default_rng([seed, 1]).random() < NEW_IN_SPOTLIGHT:
        spotlight.insert(0, newcomer)
    return tuple(spotlight)
