"""Simulated voters, to show a page and to load a server with votes of every kind.

Each item has a hidden worth, voters like it more or less than that, and their votes follow. Items are numbers from 0,
in the starting order. The same seed gives the same votes. Nothing here is measured on people.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from random import Random
from statistics import fmean, pstdev
from typing import NamedTuple

PAGE_SIZE = 25
"""Rows on a page of the list."""
REORDER_AFTER_VOTERS = 50
"""After this many voters, the page they see is sorted by the picks so far."""
RANKING_ITEMS_MAX = 12
"""Items in a personal ranking."""
RETURN_DAYS_MAX = 3.0
"""A voter who changes a vote does so within this many days."""

# How voters behave: shares of voters, and chances for each vote.
NEXT_PAGE_CHANCE = 0.45
PICK_SHARE, COMPARE_SHARE, KNOW_SHARE, RANKING_SHARE = 0.85, 0.4, 0.15, 0.08
TASTE_SPREAD = 0.8  # standard deviation of liking around the hidden worth, whose own is 1
PICK_MIN_LIKING, DOWN_MAX_LIKING = 1.5, -0.9
TIE_MARGIN = 0.25  # a smaller difference in liking gives the answer "equal"
SKIP_CHANCE, DOWN_CHANCE = 0.06, 0.12
CHANGE_CHANCE, RETRACT_CHANCE = 0.03, 0.03

PICK, DOWN, KNOW, DONT_KNOW, MATCHUP, ORDER = "pick", "down", "know", "dont_know", "matchup", "order"
ITEM, OTHER, TIE, SKIPPED = "item", "other", "tie", "skip"


class SimulatedVote(NamedTuple):
    """One vote. `day` counts from the first day.

    `shown` has all items that the voter saw in that visit, in page order. Items below the voted one are included: the
    voter passed them over too.
    """

    day: float
    voter: int
    kind: str
    is_retraction: bool = False
    item: int | None = None
    other: int | None = None  # of a matchup: the higher number
    outcome: str = ""
    order: tuple[int, ...] = ()
    shown: tuple[int, ...] = ()


def worth_from_order(n_items: int, dice: Random) -> list[float]:
    """Hidden worths that roughly follow the starting order, as on a pasted page that has it nearly right."""
    return standardize([-n + dice.gauss(0, n_items / 6) for n in range(n_items)])


def random_worth(n_items: int, dice: Random) -> list[float]:
    return standardize([dice.random() for _ in range(n_items)])


def simulate(worth: Sequence[float], *, voters: int, days: float, dice: Random) -> list[SimulatedVote]:
    """All votes of this many voters, oldest first. A voter never casts the same vote twice in a row on a subject."""
    if not worth:
        return []
    fame = [0.6 * each + dice.gauss(0.8, 1.0) for each in worth]
    picks = [0] * len(worth)
    page = list(range(len(worth)))
    votes: list[SimulatedVote] = []
    for voter in range(voters):
        if voter % REORDER_AFTER_VOTERS == 0:
            page.sort(key=lambda item: (-picks[item], item))
        day = days * (voter + dice.random()) / voters
        new_votes = list(_visit(worth, fame, page, dice))
        for vote in new_votes:
            if vote.kind == PICK and vote.item is not None:
                picks[vote.item] += 1
        for n, vote in enumerate(new_votes):
            votes.append(vote._replace(day=min(day + n / 8000, days), voter=voter))
            votes += _changed_votes(votes[-1], days, dice)
    votes.sort(key=lambda vote: vote.day)  # stable: a changed vote at the same moment stays after the first
    return votes


def _visit(worth: Sequence[float], fame: Sequence[float], page: Sequence[int], dice: Random) -> Iterator[SimulatedVote]:
    """The votes of one voter in one visit, at most one for each subject."""
    wide = dice.gauss(0, 0.7)
    knows = [dice.random() < 1 / (1 + math.exp(-each - wide)) for each in fame]
    liking = [each + dice.gauss(0, TASTE_SPREAD) for each in worth]
    free = set(range(len(worth)))  # items without a vote so far
    if dice.random() < PICK_SHARE:
        yield from _votes(liking, knows, _items_seen(page, dice), free, dice)
    if dice.random() < COMPARE_SHARE and len(worth) > 1:
        yield from _matchups(liking, knows, free, dice)
    if dice.random() < KNOW_SHARE:
        for item in dice.sample(sorted(free), min(len(free), dice.randint(2, 8))):
            yield _vote(KNOW if knows[item] else DONT_KNOW, item=item)
    if dice.random() < RANKING_SHARE:
        known = sorted((item for item in page if knows[item]), key=lambda item: -liking[item])
        if known:
            yield _vote(ORDER, order=tuple(known[: dice.randint(3, RANKING_ITEMS_MAX)]))


def _items_seen(page: Sequence[int], dice: Random) -> tuple[int, ...]:
    end = dice.randint(5, PAGE_SIZE)
    while end < len(page) and dice.random() < NEXT_PAGE_CHANCE:
        end += PAGE_SIZE
    return tuple(page[:end])


def _votes(
    liking: Sequence[float], knows: Sequence[bool], seen: tuple[int, ...], free: set[int], dice: Random
) -> Iterator[SimulatedVote]:
    bar = PICK_MIN_LIKING + dice.gauss(0, 0.4)
    for item in seen:
        if not knows[item]:
            continue
        if liking[item] > bar:
            kind = PICK
        elif liking[item] < DOWN_MAX_LIKING and dice.random() < DOWN_CHANCE:
            kind = DOWN
        else:
            continue
        free.discard(item)
        yield _vote(kind, item=item, shown=seen)


def _matchups(liking: Sequence[float], knows: Sequence[bool], free: set[int], dice: Random) -> Iterator[SimulatedVote]:
    asked: set[tuple[int, int]] = set()
    for _ in range(dice.randint(1, 8)):
        first, second = sorted(dice.sample(range(len(liking)), 2))
        if (first, second) in asked:
            continue
        asked.add((first, second))
        unknown = [item for item in (first, second) if not knows[item]]
        if unknown:
            for item in unknown:
                if item in free:
                    free.discard(item)
                    yield _vote(DONT_KNOW, item=item)
            continue
        ahead = liking[first] - liking[second]
        outcome = TIE if abs(ahead) < TIE_MARGIN else ITEM if ahead > 0 else OTHER
        outcome = SKIPPED if dice.random() < SKIP_CHANCE else outcome
        yield _vote(MATCHUP, item=first, other=second, outcome=outcome)


def _changed_votes(vote: SimulatedVote, days: float, dice: Random) -> list[SimulatedVote]:
    """Sometimes the same voter votes again on the same subject: differently, or with a retraction."""
    chance = dice.random()
    if chance >= CHANGE_CHANCE + RETRACT_CHANCE:
        return []
    later = vote._replace(day=min(vote.day + dice.uniform(0.01, RETURN_DAYS_MAX), days))
    if chance < RETRACT_CHANCE:
        return [later._replace(is_retraction=True, order=())]
    return [_CHANGE_BY_KIND[vote.kind](later)]


def _reverse_matchup(vote: SimulatedVote) -> SimulatedVote:
    return vote._replace(outcome={ITEM: OTHER, OTHER: ITEM, TIE: ITEM, SKIPPED: TIE}[vote.outcome])


def _rotate_ranking(vote: SimulatedVote) -> SimulatedVote:
    """Move the first item to the end. A ranking of one item is taken back."""
    if len(vote.order) == 1:
        return vote._replace(is_retraction=True, order=())
    return vote._replace(order=(*vote.order[1:], vote.order[0]))


_CHANGE_BY_KIND: dict[str, Callable[[SimulatedVote], SimulatedVote]] = {
    PICK: lambda vote: vote._replace(kind=DOWN),
    DOWN: lambda vote: vote._replace(kind=KNOW, shown=()),
    KNOW: lambda vote: vote._replace(kind=DONT_KNOW),
    DONT_KNOW: lambda vote: vote._replace(kind=KNOW),
    MATCHUP: _reverse_matchup,
    ORDER: _rotate_ranking,
}


def _vote(
    kind: str,
    *,
    item: int | None = None,
    other: int | None = None,
    outcome: str = "",
    order: tuple[int, ...] = (),
    shown: tuple[int, ...] = (),
) -> SimulatedVote:
    return SimulatedVote(0.0, 0, kind, False, item, other, outcome, order, shown)


def standardize(values: Sequence[float]) -> list[float]:
    """Shift and scale values to mean 0 and standard deviation 1."""
    if not values:
        return []
    mean, deviation = fmean(values), pstdev(values)
    return [(value - mean) / (deviation or 1.0) for value in values]
