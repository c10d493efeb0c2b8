"""Turn ballots into evidence with the item numbers of the engine."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import inf
from operator import attrgetter

from ranklore.ballots.ballot import DONT_KNOW, DOWN, ITEM, KNOW, OTHER, PICK, SKIP, TIE, Ballot, ballots_by_voter
from ranklore.ballots.models import Board
from ranklore.ballots.recount.log import ListItem, events_by_voter, events_of, item_numbers, items_of, newest_vote_id
from ranklore.people.models import Voter
from ranklore.ranking import Evidence, IndexedBallot, Matchup, evidence_of


def evidence_of_ballot(said: Ballot, number: dict[int, int], budget: float) -> Evidence:
    """A ballot's evidence, times the trust in its voter.

    Its ups and downs are read against all that the voter had been shown in any of them, not each against what had been
    shown by then: who reads down a page and votes on the way would have their first votes count over little and their
    last ones over everything above (docs/ranking.md, "What was shown").
    """
    votes = {kind: said.of_kind(kind) for kind in (PICK, DOWN)}
    shown = {item_id for of_kind in votes.values() for page in of_kind.values() for item_id in page}
    shown |= {item_id for of_kind in votes.values() for item_id in of_kind}  # who votes on an item has seen it
    page = frozenset(number[item_id] for item_id in shown if item_id in number)

    def with_shown(kind: str) -> dict[int, frozenset[int]]:
        return {number[item_id]: page for item_id in votes[kind]}

    matchups = (
        Matchup(number[item], number[other], {ITEM: number[item], OTHER: number[other], TIE: None}[outcome])
        for (item, other), outcome in said.matchups.items()
        if outcome != SKIP
    )
    ballot = IndexedBallot(
        picks=with_shown(PICK),
        downs=with_shown(DOWN),
        matchups=tuple(matchups),
        order=tuple(number[item_id] for item_id in said.order),
        know=frozenset(number[item_id] for item_id in said.of_kind(KNOW)),
        dont_know=frozenset(number[item_id] for item_id in said.of_kind(DONT_KNOW)),
    )
    return evidence_of(ballot, budget=budget, trust=said.trust)


def evidence_by_ballot(board: Board, items: Sequence[ListItem]) -> Iterator[tuple[Ballot, Evidence]]:
    """What each voter says, and its evidence; one voter in memory at a time."""
    number = item_numbers(items)
    events = events_by_voter(board.pk, upto=board.version)
    for _, of_voter in groupby(events, key=attrgetter("voter")):
        (said,) = ballots_by_voter(of_voter).values()
        yield said, evidence_of_ballot(said, number, board.budget)


def ballot_weight(list_id: int, voter: Voter) -> float:
    """What a voter's ballot would weigh on a list if there were no budget and full trust, in matchups."""
    if voter.pk is None:
        return 0.0
    events = events_of(list_id, upto=newest_vote_id(list_id), voters={voter.pk})
    said = ballots_by_voter(events).get(voter.pk, Ballot())
    said.trust = 1.0
    evidence = evidence_of_ballot(said, item_numbers(items_of(list_id)), inf)
    return float(sum(pairs.weights.sum() for pairs in evidence.tables if pairs))
