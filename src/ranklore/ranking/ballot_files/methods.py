"""The methods that rank the votes of a file, by name."""

from typing import NamedTuple

import numpy as np

from ranklore.ranking.arrays import Floats
from ranklore.ranking.ballot_files.ballot_file import BallotFile, BallotFileError
from ranklore.ranking.baselines import BASELINES, BaselineRanking, rank_by_baseline, rank_by_score
from ranklore.ranking.model.fitting import fit
from ranklore.ranking.model.plackett_luce import plackett_luce
from ranklore.ranking.model.prior import Prior
from ranklore.ranking.result import Ranking
from ranklore.ranking.tallies.evidence import evidence_of
from ranklore.ranking.tallies.tally import Tally

FITTED_METHODS = {"ranklore": Prior(), "bradley-terry": Prior.plain(1e-9)}
METHODS = (*FITTED_METHODS, "plackett-luce", *BASELINES)


class RankedRow(NamedTuple):
    """An item in the ranking of a file. For methods without ranges, both ends are the score and the place."""

    rank: int
    name: str
    score: float
    low: float
    high: float
    rank_low: int
    rank_high: int
    tie_group: int


def rank_ballot_file(votes: BallotFile, method: str) -> list[RankedRow]:
    """Rank by one of METHODS, best first. Raises BallotFileError for votes of a kind that the method cannot use."""
    if method == "plackett-luce":
        return _ranked_rows(votes.names, rank_by_score(_fit_plackett_luce(votes)))
    tally = tally_ballot_file(votes, equal_pairs=method in BASELINES)
    return _ranked_rows(
        votes.names,
        fit(tally, prior=FITTED_METHODS[method]) if method in FITTED_METHODS else rank_by_baseline(method, tally),
    )


def tally_ballot_file(votes: BallotFile, *, equal_pairs: bool) -> Tally:
    """The tally of all votes of a file. With `equal_pairs` each pair in an order weighs 1, as in an election.

    The first place of an order counts as a pick.
    """
    tally = Tally(len(votes.names))
    for ballot, times in votes.ballots:
        tally.add(evidence_of(ballot, equal_pairs=equal_pairs), times=times)
        for stage in ballot.order[:1]:
            tally.picks[np.array(stage)] += times
    if votes.wins:
        over, under, weights = zip(*votes.wins, strict=True)
        tally.add_comparisons(over, under, weights)
    return tally


def _fit_plackett_luce(votes: BallotFile) -> Floats:
    """Worth in logits, (n,). Items that an order leaves out did not take part in it."""
    orders = []
    for ballot, times in votes.ballots:
        if any(isinstance(stage, tuple) for stage in ballot.order):
            raise BallotFileError("plackett-luce needs orders without ties")
        orders += [[stage for stage in ballot.order if isinstance(stage, int)]] * times
    if not orders:
        raise BallotFileError("plackett-luce needs orders, not comparisons")
    return plackett_luce(len(votes.names), orders)


def _ranked_rows(names: list[str], result: Ranking | BaselineRanking) -> list[RankedRow]:
    rows = []
    for item in result.order.tolist():
        rank, score = int(result.rank[item]), float(result.score[item])
        low, high, rank_low, rank_high = score, score, rank, rank
        if isinstance(result, Ranking):
            low, high = float(result.low[item]), float(result.high[item])
            rank_low, rank_high = int(result.rank_low[item]), int(result.rank_high[item])
        rows.append(RankedRow(rank, names[item], score, low, high, rank_low, rank_high, int(result.tie_group[item])))
    return rows
