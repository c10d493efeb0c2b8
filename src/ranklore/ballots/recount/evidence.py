"""Turn ballots into evidence, with the item numbers of the engine."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from ranklore.ballots.ballot import DONT_KNOW, DOWN, ITEM, KNOW, OTHER, PICK, SKIP, TIE, Ballot, ballots_by_voter
from ranklore.ballots.ballot_weight import breadth_weight
from ranklore.ballots.models import Board
from ranklore.ballots.recount.log import (
    ListItem,
    events_by_voter,
    events_of,
    item_numbers,
    items_of,
    newest_vote_id,
    votes_set_aside,
)
from ranklore.core.dates import DAY, start_of_day
from ranklore.people.models import Voter
from ranklore.ranking import Evidence, IndexedBallot, Matchup, evidence_of, forgetting_weight


class CountedBallot(NamedTuple):
    """A ballot as it is counted, in the item numbers of the engine.

    people  how many people it counts as: the trust in its voter, times the share of the network
    weight  of its evidence: the experience of the voter, times the breadth of the ballot
    voted_at  when its newest vote was cast
    """

    ballot: IndexedBallot
    people: float
    weight: float
    voted_at: datetime | None


class CountTerms(NamedTuple):
    """What a board says of how ballots are counted. See `Board`."""

    budget: float
    position_effect: float
    half_life_days: float | None
    aged_on: date | None

    @classmethod
    def of(cls, board: Board) -> "CountTerms":
        return cls(*(getattr(board, name) for name in cls._fields))


def counted_ballot(ballot: Ballot, number: dict[int, int]) -> CountedBallot:
    indexed = indexed_ballot(ballot, number).without({number[item_id] for item_id in ballot.set_aside})
    weight = ballot.experience * breadth_weight(len(indexed.voted_on))
    return CountedBallot(indexed, ballot.trust * ballot.network_share, weight, ballot.voted_at)


def evidence_of_ballot(ballot: Ballot, number: dict[int, int], board: Board) -> Evidence:
    return evidence_of_counted(counted_ballot(ballot, number), board)


def evidence_of_counted(counted: CountedBallot, board: Board) -> Evidence:
    return evidence_of(
        counted.ballot,
        budget=board.budget,
        trust=counted.people,
        weight=counted.weight * _forgetting_weight(counted, board),
        position_effect=board.position_effect,
    )


def _forgetting_weight(counted: CountedBallot, board: Board) -> float:
    if board.half_life_days is None or board.aged_on is None or counted.voted_at is None:
        return 1.0
    return forgetting_weight((start_of_day(board.aged_on) - counted.voted_at) / DAY, board.half_life_days)


def indexed_ballot(ballot: Ballot, number: dict[int, int]) -> IndexedBallot:
    """The ballot with the item numbers of the engine.

    Each pick and down is compared with everything the voter was shown before any of them, not only before that vote.
    Otherwise the first votes of somebody who votes while reading down a page would count against few items, and the
    last votes against everything above (docs/ranking.md, "What was shown").
    """
    votes = {kind: ballot.of_kind(kind) for kind in (PICK, DOWN)}
    shown = [item_id for of_kind in votes.values() for page in of_kind.values() for item_id in page]
    shown += [item_id for of_kind in votes.values() for item_id in of_kind]  # a voter has seen the items they vote on
    page = tuple(number[item_id] for item_id in dict.fromkeys(shown) if item_id in number)

    def with_shown(kind: str) -> dict[int, tuple[int, ...]]:
        return {number[item_id]: page for item_id in votes[kind]}

    matchups = (
        Matchup(number[item], number[other], {ITEM: number[item], OTHER: number[other], TIE: None}[outcome])
        for (item, other), outcome in ballot.matchups.items()
        if outcome != SKIP
    )
    return IndexedBallot(
        picks=with_shown(PICK),
        downs=with_shown(DOWN),
        matchups=tuple(matchups),
        order=tuple(number[item_id] for item_id in ballot.order),
        know=frozenset(number[item_id] for item_id in ballot.of_kind(KNOW)),
        dont_know=frozenset(number[item_id] for item_id in ballot.of_kind(DONT_KNOW)),
    )


def ballots_on_list(board: Board, items: Sequence[ListItem]) -> Iterator[tuple[Ballot, CountedBallot]]:
    """The ballot of each voter, with one voter in memory at a time."""
    number = item_numbers(items)
    set_aside = votes_set_aside(board)
    events = events_by_voter(board.pk, upto=board.version)
    for _voter, of_voter in groupby(events, key=attrgetter("voter")):
        (ballot,) = ballots_by_voter(of_voter, set_aside).values()
        yield ballot, counted_ballot(ballot, number)


def ballot_weight(list_id: int, voter: Voter) -> float:
    """The weight of a voter's ballot on a list without a budget and with full trust, in matchups."""
    if voter.pk is None:
        return 0.0
    events = events_of(list_id, upto=newest_vote_id(list_id), voters={voter.pk})
    ballot = ballots_by_voter(events).get(voter.pk, Ballot())
    evidence = evidence_of(indexed_ballot(ballot, item_numbers(items_of(list_id))))
    return float(sum(pairs.weights.sum() for pairs in evidence.tables if pairs))
