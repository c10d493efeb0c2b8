"""What one ballot adds to the count: pairs "this item over that one" with weights in whole units, so sums are exact."""

import math
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.arrays import Items

UNITS_PER_WEIGHT = 1 << 30
"""Units in a weight of 1. Tallies count in units of 2**-30, so sums are exact in any order and what was added can be
removed to the last bit. An int64 holds weights up to 2**33 (8.6e9) with an error below a billionth."""

UP, DOWN, BOTH_KNOWN = 0, 1, 2
"""The tables U, D and X. In X the voter knows both items; in U (picked over shown) and D (shown over downed) it is not
recorded whether the voter knows the other item."""


def weights_from_units(units: Items) -> NDArray[np.float64]:
    """Units, int64, as weights, float64, of the same shape."""
    return np.multiply(units, 1.0 / UNITS_PER_WEIGHT, dtype=np.float64)


class Matchup(NamedTuple):
    """Two items side by side. `winner` is one of the two, or None for a tie."""

    left: int
    right: int
    winner: int | None


@dataclass(frozen=True, slots=True)
class IndexedBallot:
    """The current votes of one voter on one list, without contradictions. Items are numbers from 0.

    picks      item that belongs high -> the items that were shown, including itself, in the order of the page
    downs      item that does not belong so high -> the items that were shown, including itself
    matchups   answered matchups, ties included
    order      a personal ranking, best first; a tuple inside it is a group of equals
    on_offer   the items that the voter could order; those they left out rank below all in the order
    know       items the voter says they know, or has answered a question about
    dont_know  items the voter says they do not know; a vote on the item overrides this
    """

    picks: Mapping[int, Collection[int]] = field(default_factory=dict)
    downs: Mapping[int, Collection[int]] = field(default_factory=dict)
    matchups: Collection[Matchup] = ()
    order: tuple[int | tuple[int, ...], ...] = ()
    on_offer: Collection[int] = ()
    know: frozenset[int] = frozenset()
    dont_know: frozenset[int] = frozenset()

    @property
    def voted_on(self) -> frozenset[int]:
        """The items that any vote is about, besides answers to whether the voter knows them."""
        compared = chain.from_iterable(matchup[:2] for matchup in self.matchups)
        return frozenset((*self.picks, *self.downs, *_flatten_order(self.order), *compared))

    def without(self, items: Set[int]) -> "IndexedBallot":
        """The ballot of a voter who never saw these items."""
        if not items:
            return self
        groups = (tuple(n for n in stage if n not in items) for stage in map(_as_group, self.order))
        return IndexedBallot(
            picks=_votes_without(self.picks, items),
            downs=_votes_without(self.downs, items),
            matchups=tuple(each for each in self.matchups if each.left not in items and each.right not in items),
            order=tuple(group[0] if len(group) == 1 else group for group in groups if group),
            on_offer=[n for n in self.on_offer if n not in items],
            know=self.know - items,
            dont_know=self.dont_know - items,
        )


def _as_group(stage: int | tuple[int, ...]) -> tuple[int, ...]:
    return stage if isinstance(stage, tuple) else (stage,)


def _votes_without(votes: Mapping[int, Collection[int]], items: Set[int]) -> dict[int, Collection[int]]:
    return {n: [each for each in shown if each not in items] for n, shown in votes.items() if n not in items}


class Pairs(NamedTuple):
    """`over[k]` is above `under[k]` with a weight of `units[k]` (in 1/UNITS_PER_WEIGHT). All are int64, (n_pairs,)."""

    over: Items
    under: Items
    units: Items

    @property
    def weights(self) -> NDArray[np.float64]:
        """The units as weights."""
        return weights_from_units(self.units)


_NO_ITEMS = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a ballot adds to a tally. `Tally.add(…, times=n)` counts it for n equal ballots.

    tables  the pairs for U, D and X
    asked   answers to whether the voter knows an item: (items, answered, known), the last two in 1/UNITS_PER_WEIGHT
    picked, downed, ordered  item numbers for the plain counts, each once
    seen    items that were shown with a pick or a down, int64; each once
    voted   items with a vote of any kind, int64; each once
    unit    the trust in the voter, in 1/UNITS_PER_WEIGHT
    highest  the largest item number in the ballot, -1 when it has none
    """

    tables: tuple[Pairs | None, Pairs | None, Pairs | None]
    asked: tuple[Items, Items, Items] | None
    picked: tuple[int, ...]
    downed: tuple[int, ...]
    ordered: tuple[int, ...]
    seen: Items
    voted: Items
    unit: int
    highest: int


class _PairCollector:
    """Collects pairs with their weights."""

    __slots__ = ("over", "total", "under", "weight")

    def __init__(self) -> None:
        self.over: list[int] = []
        self.under: list[int] = []
        self.weight: list[float] = []
        self.total = 0.0

    def add(self, over: list[int], under: list[int], weight: float) -> None:
        self.over += over
        self.under += under
        self.weight += [weight] * len(over)
        self.total += weight * len(over)

    def pairs(self, scale: float) -> Pairs | None:
        if not self.over:
            return None
        units = np.rint(np.array(self.weight) * (scale * UNITS_PER_WEIGHT)).astype(np.int64)
        return Pairs(np.array(self.over, dtype=np.int64), np.array(self.under, dtype=np.int64), units)


def evidence_of(
    ballot: IndexedBallot,
    *,
    budget: float = math.inf,
    trust: float = 1.0,
    weight: float = 1.0,
    position_effect: float = 0.0,
    equal_pairs: bool = False,
) -> Evidence:
    """The evidence in a ballot. The same ballot always gives the same evidence, so it can be removed again.

    Weights (rank breaking: Azari Soufiani, Chen, Parkes, Xia 2013; Khetan, Oh 2016): a pick over each of m unpicked
    items weighs 2/(m+1), so that a choice between two weighs 1, as a matchup does. A down is the same the other way
    round. In an order, each stage weighs 2/n over each later item, with n items left. A tie is half each way. Items
    that the voter does not know do not take part, and do not count in m and n. A pick of the item in place k of the
    page over one in a later place l is multiplied by (k / l) ** `position_effect` (see `learn_position_effect`). If
    the total exceeds `budget`, all weights are scaled down to it. Then they are multiplied by `trust` and `weight`, 0
    to 1; with trust 0 the evidence is empty. `weight` is of the pairs alone: it does not change who has voted. With
    `equal_pairs` every pair in an order weighs 1, as in an election.

    Raises ValueError for a negative or repeated item, a pick or down that was not shown, a matchup of an item with
    itself or won by a third item, an item both known and not known or both picked and downed, a budget or
    `position_effect` below 0 and a trust or weight outside 0 to 1.
    """
    if not budget >= 0:
        raise ValueError(f"budget must be 0 or more, not {budget}")
    if not 0 <= trust <= 1:
        raise ValueError(f"trust must be between 0 and 1, not {trust}")
    if not 0 <= weight <= 1:
        raise ValueError(f"weight must be between 0 and 1, not {weight}")
    if not (position_effect >= 0 and math.isfinite(position_effect)):
        raise ValueError(f"position_effect must be 0 or more, not {position_effect}")
    highest = _check_ballot(ballot)
    if trust == 0:
        return Evidence((None, None, None), None, (), (), (), _NO_ITEMS, _NO_ITEMS, 0, -1)
    tables = (_PairCollector(), _PairCollector(), _PairCollector())
    known, unknown = _known_and_unknown(ballot)
    _add_picks(ballot.picks, tables[UP], tables[BOTH_KNOWN], known, unknown, position_effect)
    _add_downs(ballot.downs, tables[DOWN], tables[BOTH_KNOWN], known, unknown)
    _add_matchups(ballot.matchups, tables[BOTH_KNOWN])
    _add_order(ballot, tables[UP], tables[BOTH_KNOWN], known, unknown, equal_pairs=equal_pairs)
    total = sum(collector.total for collector in tables)
    scale = trust * weight * (min(1.0, budget / total) if total else 1.0)
    up, down, both = (collector.pairs(scale) for collector in tables)
    unit = round(trust * UNITS_PER_WEIGHT)
    asked = _knowledge_answers(ballot, unknown, unit)
    seen = np.array(sorted(_shown_with_votes(ballot)), dtype=np.int64)
    voted = np.array(sorted(ballot.voted_on), dtype=np.int64)
    ordered = tuple(_flatten_order(ballot.order))
    return Evidence(
        (up, down, both), asked, tuple(ballot.picks), tuple(ballot.downs), ordered, seen, voted, unit, highest
    )


def _known_and_unknown(ballot: IndexedBallot) -> tuple[Set[int], Set[int]]:
    """The items that the voter knows, because they say so or voted on it, and those that they do not know."""
    known = ballot.know | ballot.voted_on
    return known, set(ballot.dont_know) - known


def _shown_with_votes(ballot: IndexedBallot) -> set[int]:
    return set().union(*ballot.picks.values(), *ballot.downs.values())


def _add_picks(
    picks: Mapping[int, Collection[int]],
    seen: _PairCollector,
    both: _PairCollector,
    known: Set[int],
    unknown: Set[int],
    position_effect: float,
) -> None:
    for item, shown in picks.items():
        others = [other for other in shown if other not in picks and other not in unknown]
        weight = 2 / (len(others) + 1)
        place = {other: n for n, other in enumerate(shown, start=1)} if position_effect else {}
        at = place.get(item, 0)
        for collector, under in _split_by_knowledge(others, known, seen, both):
            if position_effect:
                for other in under:
                    collector.add([item], [other], weight * min(1.0, at / place[other]) ** position_effect)
            else:
                collector.add([item] * len(under), under, weight)


def _add_downs(
    downs: Mapping[int, Collection[int]], seen: _PairCollector, both: _PairCollector, known: Set[int], unknown: Set[int]
) -> None:
    for item, shown in downs.items():
        others = [other for other in shown if other not in downs and other not in unknown]
        weight = 2 / (len(others) + 1)
        for collector, over in _split_by_knowledge(others, known, seen, both):
            collector.add(over, [item] * len(over), weight)


def _split_by_knowledge(
    others: list[int], known: Set[int], seen: _PairCollector, both: _PairCollector
) -> Iterable[tuple[_PairCollector, list[int]]]:
    yield seen, [other for other in others if other not in known]
    yield both, [other for other in others if other in known]


def _add_matchups(matchups: Collection[Matchup], both: _PairCollector) -> None:
    for left, right, winner in matchups:
        if winner is None:
            both.add([left, right], [right, left], 0.5)
        else:
            both.add([winner], [right if winner == left else left], 1.0)


def _add_order(
    ballot: IndexedBallot,
    seen: _PairCollector,
    both: _PairCollector,
    known: Set[int],
    unknown: Set[int],
    *,
    equal_pairs: bool,
) -> None:
    """At each stage one item, or a group of equal items, is above all later ones."""
    later = list(_flatten_order(ballot.order))
    left_out = [item for item in ballot.on_offer if item not in later and item not in unknown]
    for stage in ballot.order:
        group = stage if isinstance(stage, tuple) else (stage,)
        weight = 1.0 if equal_pairs else 2 / (len(later) + len(left_out))
        later = later[len(group) :]
        for item in group:
            equals = [other for other in group if other != item]
            both.add([item] * len(equals), equals, weight / 2)
            for collector, under in _split_by_knowledge(left_out, known, seen, both):
                collector.add([item] * len(under), under, weight)
            both.add([item] * len(later), later, weight)


def _knowledge_answers(ballot: IndexedBallot, unknown: Set[int], unit: int) -> tuple[Items, Items, Items] | None:
    """Only answers to a question count here: a pick says that the item is known *and* good, so it would be biased."""
    known = set(ballot.know)
    for matchup in ballot.matchups:
        known.update(matchup[:2])
    items = sorted(known | unknown)
    if not items:
        return None
    is_known = np.array([item in known for item in items])
    return np.array(items, dtype=np.int64), np.full(len(items), unit, dtype=np.int64), is_known * np.int64(unit)


def _flatten_order(order: tuple[int | tuple[int, ...], ...]) -> Iterable[int]:
    return chain.from_iterable(stage if isinstance(stage, tuple) else (stage,) for stage in order)


def _check_ballot(ballot: IndexedBallot) -> int:
    """Raise ValueError for a ballot that contradicts itself. Returns its highest item number, or -1."""
    highest = -1
    for word, votes in (("picked", ballot.picks), ("downed", ballot.downs)):
        for item, shown in votes.items():
            if item not in shown:
                raise ValueError(f"item {item} is {word} but was not shown")
            highest = max(highest, _check_items(shown, f"shown with item {item}"))
    for left, right, winner in ballot.matchups:
        if left == right:
            raise ValueError(f"item {left} cannot be in a matchup with itself")
        if winner is not None and winner not in (left, right):
            raise ValueError(f"item {winner} cannot win a matchup of {left} and {right}")
        highest = max(highest, _check_items((left, right), "in a matchup"))
    both = ballot.know & ballot.dont_know
    if both:
        raise ValueError(f"item {min(both)} is both known and not known")
    both_ways = ballot.picks.keys() & ballot.downs.keys()
    if both_ways:
        raise ValueError(f"item {min(both_ways)} is both picked and downed")
    ordered = list(_flatten_order(ballot.order))
    for items, where in ((ordered, "in an order"), (ballot.on_offer, "on offer"), (ballot.know | ballot.dont_know, "")):
        highest = max(highest, _check_items(items, where))
    return highest


def _check_items(items: Collection[int], where: str) -> int:
    if not items:
        return -1
    if min(items) < 0:
        raise ValueError(f"an item number cannot be negative: {min(items)}")
    if len(set(items)) < len(items):
        raise ValueError(f"an item occurs twice {where}: {sorted(items)}")
    return max(items)
