"""Simulated voters: a hidden order of worth, tastes around it, and the votes that follow. Pure: one seed, one
result.  Items are numbers from 0, in the starting order. Nothing here is measured on people. It exists to show
a page and to load a server with votes of every kind."""

import math
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import NamedTuple

PAGE_SIZE = 25
"""Rows of a page of the list."""
REORDER_AFTER_VOTERS = 50
"""Voters, after which the page they see follows the picks so far."""
RANKING_ITEMS_MAX = 12
"""Items in an own ranking."""
RETURN_DAYS_MAX = 3.0
"""Days, in which a voter comes back to change their mind."""

# How voters are. Shares of voters, or chances of each word.
NEXT_PAGE_CHANCE = 0.45  # to the next page
PICK_SHARE, COMPARE_SHARE, KNOW_SHARE, RANKING_SHARE = 0.85, 0.4, 0.15, 0.08
TASTE_SPREAD = 0.8  # spread of tastes around the hidden worth, which itself has spread 1
PICK_MIN_LIKING, DOWN_MAX_LIKING = 1.5, -0.9  # in liking
TIE_MARGIN = 0.25  # likings so near that the answer is "equal"
SKIP_CHANCE, DOWN_CHANCE = 0.06, 0.12
CHANGE_CHANCE, RETRACT_CHANCE = 0.03, 0.03

PICK, DOWN, KNOW, DONT_KNOW, MATCHUP, ORDER = "pick", "down", "know", "dont_know", "matchup", "order"
ITEM, OTHER, TIE, SKIPPED = "item", "other", "tie", "skip"


class SimulatedVote(NamedTuple):
    """One vote. `day` is days after the first day; `shown` all that came before the voter's eyes in that visit, in the
    order of the page: what stood below a vote was passed over no less than what stood above it."""

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
    """Hidden worths that fall along the starting order, but not quite: the pasted page has it nearly right."""
    return standardize([-n + dice.gauss(0, n_items / 6) for n in range(n_items)])


def random_worth(n_items: int, dice: Random) -> list[float]:
    return standardize([dice.random() for _ in range(n_items)])


def simulate(worth: Sequence[float], *, voters: int, days: float, dice: Random) -> list[SimulatedVote]:
    """Everything that so many voters say, in the order of time. No subject is said twice the same."""
    if not worth:
        return []
    fame = [0.6 * each + dice.gauss(0.8, 1.0) for each in worth]
    picks = [0] * len(worth)
    page = list(range(len(worth)))
    words: list[SimulatedVote] = []
    for voter in range(voters):
        if voter % REORDER_AFTER_VOTERS == 0:
            page.sort(key=lambda item: (-picks[item], item))
        day = days * (voter + dice.random()) / voters
        said = list(_visit(worth, fame, page, dice))
        for word in said:
            if word.kind == PICK and word.item is not None:
                picks[word.item] += 1
        for n, word in enumerate(said):
            day_of_word = min(day + n / 8000, days)
            words.append(word._replace(day=day_of_word, voter=voter))
            words += _changed_votes(words[-1], days, dice)
    words.sort(key=lambda word: word.day)  # stable: a second thought at the same moment stays second
    return words


def _visit(worth: Sequence[float], fame: Sequence[float], page: Sequence[int], dice: Random) -> Iterator[SimulatedVote]:
    """What one voter says in one visit, one word a subject."""
    wide = dice.gauss(0, 0.7)
    knows = [dice.random() < 1 / (1 + math.exp(-each - wide)) for each in fame]
    liking = [each + dice.gauss(0, TASTE_SPREAD) for each in worth]
    free = set(range(len(worth)))  # items that nothing was said about yet
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
        strange = [item for item in (first, second) if not knows[item]]
        if strange:
            for item in strange:
                if item in free:
                    free.discard(item)
                    yield _vote(DONT_KNOW, item=item)
            continue
        ahead = liking[first] - liking[second]
        outcome = TIE if abs(ahead) < TIE_MARGIN else ITEM if ahead > 0 else OTHER
        outcome = SKIPPED if dice.random() < SKIP_CHANCE else outcome
        yield _vote(MATCHUP, item=first, other=second, outcome=outcome)


def _changed_votes(word: SimulatedVote, days: float, dice: Random) -> list[SimulatedVote]:
    """The same voter on the same subject again, sometimes: otherwise, or taken back."""
    chance = dice.random()
    if chance >= CHANGE_CHANCE + RETRACT_CHANCE:
        return []
    later = word._replace(day=min(word.day + dice.uniform(0.01, RETURN_DAYS_MAX), days))
    if chance < RETRACT_CHANCE:
        return [later._replace(is_retraction=True, order=())]
    return [_CHANGE_BY_KIND[word.kind](later)]


def _reverse_matchup(word: SimulatedVote) -> SimulatedVote:
    return word._replace(outcome={ITEM: OTHER, OTHER: ITEM, TIE: ITEM, SKIPPED: TIE}[word.outcome])


def _rotate_ranking(word: SimulatedVote) -> SimulatedVote:
    """The first goes to the end; an order of one is taken back."""
    if len(word.order) == 1:
        return word._replace(is_retraction=True, order=())
    return word._replace(order=(*word.order[1:], word.order[0]))


_CHANGE_BY_KIND: dict[str, Callable[[SimulatedVote], SimulatedVote]] = {
    PICK: lambda word: word._replace(kind=DOWN),
    DOWN: lambda word: word._replace(kind=KNOW, shown=()),
    KNOW: lambda word: word._replace(kind=DONT_KNOW),
    DONT_KNOW: lambda word: word._replace(kind=KNOW),
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
    """Moved and stretched to mean 0 and spread 1."""
    mean = sum(values) / len(values) if values else 0.0
    spread = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values)) if values else 0.0
    return [(value - mean) / (spread or 1.0) for value in values]
