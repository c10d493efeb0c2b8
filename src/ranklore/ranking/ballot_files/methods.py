"""The methods that rank the votes of a file, by name."""

import math
from typing import NamedTuple

import numpy as np

from ranklore.ranking.arrays import Floats
from ranklore.ranking.ballot_files.ballot_file import BallotFile, BallotFileError
from ranklore.ranking.ballot_files.elections import ElectionRanking, rank_election
from ranklore.ranking.ballot_files.head_to_head import HeadToHead, head_to_head
from ranklore.ranking.baselines import BASELINES, BaselineRanking, rank_by_baseline, rank_by_score
from ranklore.ranking.model.fitting import fit
from ranklore.ranking.model.plackett_luce import plackett_luce
from ranklore.ranking.model.prior import Prior
from ranklore.ranking.result import Ranking
from ranklore.ranking.tallies.evidence import evidence_of
from ranklore.ranking.tallies.tally import Tally

METHODS = ("ranklore", "familiarity", "bradley-terry", "plackett-luce", *BASELINES)
BRADLEY_TERRY_PRECISION = 1e-9
"""In effect maximum likelihood."""
BRADLEY_TERRY_WEIGHT = 1e6
"""Above this weight of all pairs the precision grows with it, or it would be lost beside them in a float."""
PLACKETT_LUCE_ORDERS_MAX = 100_000
"""It reads every order once a step, so more would take minutes."""


class RankedRow(NamedTuple):
    """An item in the ranking of a file. Methods without ranges have the score at both ends, and the places of all items
    with the same score."""

    rank: int
    name: str
    score: float
    low: float
    high: float
    rank_low: int
    rank_high: int
    tie_group: int


def rank_ballot_file(votes: BallotFile, method: str) -> list[RankedRow]:
    """Rank by one of METHODS, best first. Raises BallotFileError for votes of a kind that the method cannot use.

    `ranklore` is the model of the site, but for elections a majority decides first (see `elections`). `familiarity` is
    the model of the site for elections too: the items that a ballot leaves out may be unknown to the voter.
    """
    if method == "plackett-luce":
        return _ranked_rows(votes.names, rank_by_score(_fit_plackett_luce(votes)))
    if votes.is_election and method != "familiarity":
        counts = head_to_head(len(votes.names), votes.ballots)
        tally = _tally_election(counts)
        if method == "ranklore":
            return _ranked_rows(votes.names, rank_election(counts, tally))
    else:
        tally = tally_ballot_file(votes, equal_pairs=method in BASELINES)
    if method in BASELINES:
        return _ranked_rows(votes.names, rank_by_baseline(method, tally))
    return _ranked_rows(votes.names, fit(tally, prior=_plain_prior(tally) if method == "bradley-terry" else Prior()))


def tally_ballot_file(votes: BallotFile, *, equal_pairs: bool) -> Tally:
    """The tally of all votes of a file. With `equal_pairs` each pair in an order weighs 1, as in an election.

    The first place of an order counts as a pick.
    """
    if votes.is_election and equal_pairs:
        return _tally_election(head_to_head(len(votes.names), votes.ballots))
    tally = Tally(len(votes.names))
    for ballot, times in votes.ballots:
        tally.add(evidence_of(ballot, equal_pairs=equal_pairs), times=times)
        for stage in ballot.order[:1]:
            tally.picks[np.array(stage)] += times
    if votes.wins:
        over, under, weights = zip(*votes.wins, strict=True)
        tally.add_comparisons(over, under, weights)
    return tally


def _tally_election(counts: HeadToHead) -> Tally:
    """All pairs of an election in table X: a candidate who is left out is not unknown."""
    wins = counts.wins
    tally = Tally(len(wins))
    over, under = np.nonzero(wins)
    tally.add_comparisons(over, under, wins[over, under])
    tally.picks[:] = counts.first_places
    tally.ordered[:] = counts.times_ordered
    return tally


def _plain_prior(tally: Tally) -> Prior:
    weight = sum(float(table.pairs().weights.sum()) for table in tally.tables)
    return Prior.plain(BRADLEY_TERRY_PRECISION * max(1.0, weight / BRADLEY_TERRY_WEIGHT))


def _fit_plackett_luce(votes: BallotFile) -> Floats:
    """Worth in logits, (n,). Items that an order leaves out did not take part in it."""
    orders = []
    # the same multiple of all counts has the same maximum
    unit = math.gcd(*(times for _, times in votes.ballots))
    if sum(times for _, times in votes.ballots) // max(1, unit) > PLACKETT_LUCE_ORDERS_MAX:
        raise BallotFileError(f"plackett-luce can rank at most {PLACKETT_LUCE_ORDERS_MAX} orders")
    for ballot, times in votes.ballots:
        if any(isinstance(stage, tuple) for stage in ballot.order):
            raise BallotFileError("plackett-luce needs orders without ties")
        orders += [[stage for stage in ballot.order if isinstance(stage, int)]] * (times // unit)
    if not orders:
        raise BallotFileError("plackett-luce needs orders, not comparisons")
    return plackett_luce(len(votes.names), orders)


def _ranked_rows(names: list[str], result: Ranking | ElectionRanking | BaselineRanking) -> list[RankedRow]:
    if isinstance(result, BaselineRanking):
        in_order = result.tie_group[result.order]
        low, high = result.score, result.score
        rank_low = np.searchsorted(in_order, result.tie_group, side="left") + 1
        rank_high = np.searchsorted(in_order, result.tie_group, side="right")
    else:
        low, high, rank_low, rank_high = result.low, result.high, result.rank_low, result.rank_high
    columns = (result.rank, result.score, low, high, rank_low, rank_high, result.tie_group)
    rank, *others = (column[result.order].tolist() for column in columns)
    named = (names[item] for item in result.order.tolist())
    return [RankedRow(*row) for row in zip(rank, named, *others, strict=True)]
