"""Simulated voters: a hidden order of worth, tastes around it, and what each would say. Pure; one seed, one answer.

Items are numbers from 0, in the starting order. Nothing here is measured on people: it is there so that a page can be
seen, and a server be tried, with votes of every kind.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import NamedTuple

PAGE = 25
"""Rows of a page of the list."""
REORDER_EVERY = 50
"""Voters, after which the page they see follows the picks so far."""
ORDER_MOST = 12
"""Items in an own ranking."""
RETURN_WITHIN = 3.0
"""Days, in which a voter comes back to change their mind."""

# How voters are. Shares of voters, or chances of each word.
READ_ON = 0.45  # to the next page
PICKERS, COMPARERS, TELLERS, ORDERERS = 0.85, 0.4, 0.15, 0.08
TASTE = 0.8  # spread of tastes around the hidden worth, which itself has spread 1
PICK_FROM, DOWN_UNDER = 1.5, -0.9  # in liking
CLOSE = 0.25  # likings so near that the answer is "equal"
SKIP, DOWN_SAID = 0.06, 0.12
CHANGED, TAKEN_BACK = 0.03, 0.03

PICK, DOWN, KNOW, DONT_KNOW, MATCHUP, ORDER = "pick", "down", "know", "dont_know", "matchup", "order"
ITEM, OTHER, TIE, SKIPPED = "item", "other", "tie", "skip"


class SimulatedWord(NamedTuple):
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
    return spread([-n + dice.gauss(0, n_items / 6) for n in range(n_items)])


def worth_by_chance(n_items: int, dice: Random) -> list[float]:
    return spread([dice.random() for _ in range(n_items)])


def simulate(worth: Sequence[float], *, voters: int, days: float, dice: Random) -> list[SimulatedWord]:
    """Everything that so many voters say, in the order of time. No subject is said twice the same."""
    if not worth:
        return []
    fame = [0.6 * each + dice.gauss(0.8, 1.0) for each in worth]
    picks = [0] * len(worth)
    page = list(range(len(worth)))
    words: list[SimulatedWord] = []
    for voter in range(voters):
        if voter % REORDER_EVERY == 0:
            page.sort(key=lambda item: (-picks[item], item))
        day = days * (voter + dice.random()) / voters
        said = list(_visit(worth, fame, page, dice))
        for word in said:
            if word.kind == PICK and word.item is not None:
                picks[word.item] += 1
        for n, word in enumerate(said):
            day_of_word = min(day + n / 8000, days)
            words.append(word._replace(day=day_of_word, voter=voter))
            words += _second_thoughts(words[-1], days, dice)
    words.sort(key=lambda word: word.day)  # stable: a second thought at the same moment stays second
    return words


def _visit(worth: Sequence[float], fame: Sequence[float], page: Sequence[int], dice: Random) -> Iterator[SimulatedWord]:
    """What one voter says in one visit, one word a subject."""
    wide = dice.gauss(0, 0.7)
    knows = [dice.random() < 1 / (1 + math.exp(-each - wide)) for each in fame]
    liking = [each + dice.gauss(0, TASTE) for each in worth]
    free = set(range(len(worth)))  # items that nothing was said about yet
    if dice.random() < PICKERS:
        yield from _votes(liking, knows, _looked_at(page, dice), free, dice)
    if dice.random() < COMPARERS and len(worth) > 1:
        yield from _answers(liking, knows, free, dice)
    if dice.random() < TELLERS:
        for item in dice.sample(sorted(free), min(len(free), dice.randint(2, 8))):
            yield _word(KNOW if knows[item] else DONT_KNOW, item=item)
    if dice.random() < ORDERERS:
        known = sorted((item for item in page if knows[item]), key=lambda item: -liking[item])
        if known:
            yield _word(ORDER, order=tuple(known[: dice.randint(3, ORDER_MOST)]))


def _looked_at(page: Sequence[int], dice: Random) -> tuple[int, ...]:
    end = dice.randint(5, PAGE)
    while end < len(page) and dice.random() < READ_ON:
        end += PAGE
    return tuple(page[:end])


def _votes(
    liking: Sequence[float], knows: Sequence[bool], seen: tuple[int, ...], free: set[int], dice: Random
) -> Iterator[SimulatedWord]:
    bar = PICK_FROM + dice.gauss(0, 0.4)
    for item in seen:
        if not knows[item]:
            continue
        if liking[item] > bar:
            kind = PICK
        elif liking[item] < DOWN_UNDER and dice.random() < DOWN_SAID:
            kind = DOWN
        else:
            continue
        free.discard(item)
        yield _word(kind, item=item, shown=seen)


def _answers(liking: Sequence[float], knows: Sequence[bool], free: set[int], dice: Random) -> Iterator[SimulatedWord]:
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
                    yield _word(DONT_KNOW, item=item)
            continue
        ahead = liking[first] - liking[second]
        outcome = TIE if abs(ahead) < CLOSE else ITEM if ahead > 0 else OTHER
        outcome = SKIPPED if dice.random() < SKIP else outcome
        yield _word(MATCHUP, item=first, other=second, outcome=outcome)


def _second_thoughts(word: SimulatedWord, days: float, dice: Random) -> list[SimulatedWord]:
    """The same voter on the same subject again, sometimes: otherwise, or taken back."""
    chance = dice.random()
    if chance >= CHANGED + TAKEN_BACK:
        return []
    later = word._replace(day=min(word.day + dice.uniform(0.01, RETURN_WITHIN), days))
    if chance < TAKEN_BACK:
        return [later._replace(is_retraction=True, order=())]
    return [_OTHERWISE[word.kind](later)]


def _turned(word: SimulatedWord) -> SimulatedWord:
    return word._replace(outcome={ITEM: OTHER, OTHER: ITEM, TIE: ITEM, SKIPPED: TIE}[word.outcome])


def _reordered(word: SimulatedWord) -> SimulatedWord:
    """The first goes to the end; an order of one is taken back."""
    if len(word.order) == 1:
        return word._replace(is_retraction=True, order=())
    return word._replace(order=(*word.order[1:], word.order[0]))


_OTHERWISE: dict[str, Callable[[SimulatedWord], SimulatedWord]] = {
    PICK: lambda word: word._replace(kind=DOWN),
    DOWN: lambda word: word._replace(kind=KNOW, shown=()),
    KNOW: lambda word: word._replace(kind=DONT_KNOW),
    DONT_KNOW: lambda word: word._replace(kind=KNOW),
    MATCHUP: _turned,
    ORDER: _reordered,
}


def _word(
    kind: str,
    *,
    item: int | None = None,
    other: int | None = None,
    outcome: str = "",
    order: tuple[int, ...] = (),
    shown: tuple[int, ...] = (),
) -> SimulatedWord:
    return SimulatedWord(0.0, 0, kind, False, item, other, outcome, order, shown)


def spread(values: Sequence[float]) -> list[float]:
    """Moved and stretched to mean 0 and spread 1."""
    mean = sum(values) / len(values) if values else 0.0
    spread = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values)) if values else 0.0
    return [(value - mean) / (spread or 1.0) for value in values]
