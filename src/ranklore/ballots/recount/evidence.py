"""Turn ballots into evidence, with the item numbers of the engine."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

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
from ranklore.people.models import Voter
from ranklore.ranking import Evidence, IndexedBallot, Matchup, evidence_of


def evidence_of_ballot(ballot: Ballot, number: dict[int, int], budget: float) -> Evidence:
    """The evidence of a ballot, weighted with the trust in its voter, the share of the network, and its own weight."""
    indexed = indexed_ballot(ballot, number).without({number[item_id] for item_id in ballot.set_aside})
    weight = ballot.experience * breadth_weight(len(indexed.voted_on))
    return evidence_of(indexed, budget=budget, trust=ballot.trust * ballot.network_share, weight=weight)


def indexed_ballot(ballot: Ballot, number: dict[int, int]) -> IndexedBallot:
    """The ballot with the item numbers of the engine.

    Each pick and down is compared with everything the voter was shown before any of them, not only before that vote.
    Otherwise the first votes of somebody who votes while reading down a page would count against few items, and the
    last votes against everything above (docs/ranking.md, "What was shown").
    """
    votes = {kind: ballot.of_kind(kind) for kind in (PICK, DOWN)}
    shown = {item_id for of_kind in votes.values() for page in of_kind.values() for item_id in page}
    shown |= {item_id for of_kind in votes.values() for item_id in of_kind}  # a voter has seen the items they vote on
    page = frozenset(number[item_id] for item_id in shown if item_id in number)

    def with_shown(kind: str) -> dict[int, frozenset[int]]:
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


def evidence_by_ballot(board: Board, items: Sequence[ListItem]) -> Iterator[tuple[Ballot, Evidence]]:
    """The ballot of each voter and its evidence, with one voter in memory at a time."""
    number = item_numbers(items)
    set_aside = votes_set_aside(board)
    events = events_by_voter(board.pk, upto=board.version)
    for _voter, of_voter in groupby(events, key=attrgetter("voter")):
        (ballot,) = ballots_by_voter(of_voter, set_aside).values()
        yield ballot, evidence_of_ballot(ballot, number, board.budget)


def ballot_weight(list_id: int, voter: Voter) -> float:
    """The weight of a voter's ballot on a list without a budget and with full trust, in matchups."""
    if voter.pk is None:
        return 0.0
    events = events_of(list_id, upto=newest_vote_id(list_id), voters={voter.pk})
    ballot = ballots_by_voter(events).get(voter.pk, Ballot())
    evidence = evidence_of(indexed_ballot(ballot, item_numbers(items_of(list_id))))
    return float(sum(pairs.weights.sum() for pairs in evidence.tables if pairs))
