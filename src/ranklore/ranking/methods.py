"""Every way to rank a file's votes, behind one name each."""

from typing import NamedTuple

import numpy as np

from ranklore.ranking.baselines import BASELINES, Plain, rank_by, ranked
from ranklore.ranking.choices import plackett_luce
from ranklore.ranking.comparisons import Floats
from ranklore.ranking.evidence import evidence_of
from ranklore.ranking.files import BadFile, Votes
from ranklore.ranking.fitting import fit
from ranklore.ranking.prior import Prior
from ranklore.ranking.result import Ranking
from ranklore.ranking.tally import Tally

MODELS = {"ranklore": Prior(), "bradley-terry": Prior.plain(1e-9)}
METHODS = (*MODELS, "plackett-luce", *BASELINES)


class Row(NamedTuple):
    """A place in the ranking of a file. Methods that give no range say their score and place as both ends."""

    rank: int
    name: str
    score: float
    low: float
    high: float
    rank_low: int
    rank_high: int
    tie_group: int


def rank_votes(votes: Votes, method: str) -> list[Row]:
    """Rank by one of METHODS, best first. Raises BadFile when the votes are of a kind the method cannot read."""
    if method == "plackett-luce":
        return _rows(votes.names, ranked(_plackett_luce(votes)))
    tally = tally_of(votes, equal_pairs=method in BASELINES)
    return _rows(votes.names, fit(tally, prior=MODELS[method]) if method in MODELS else rank_by(method, tally))


def tally_of(votes: Votes, *, equal_pairs: bool) -> Tally:
    """All votes of a file counted. With `equal_pairs` each pair in an order weighs 1, as elections count it.

    The plain count of an order is its first place.
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


def _plackett_luce(votes: Votes) -> Floats:
    """Log worths; shares of all worth are `exp` of these over their sum. Items left out were not in the race."""
    orders = []
    for ballot, times in votes.ballots:
        if any(isinstance(stage, tuple) for stage in ballot.order):
            raise BadFile("plackett-luce reads orders without ties")
        orders += [[stage for stage in ballot.order if isinstance(stage, int)]] * times
    if not orders:
        raise BadFile("plackett-luce reads orders, not comparisons")
    return plackett_luce(len(votes.names), orders)


def _rows(names: list[str], result: Ranking | Plain) -> list[Row]:
    rows = []
    for item in result.order.tolist():
        rank, score = int(result.rank[item]), float(result.score[item])
        low, high, rank_low, rank_high = score, score, rank, rank
        if isinstance(result, Ranking):
            low, high = float(result.low[item]), float(result.high[item])
            rank_low, rank_high = int(result.rank_low[item]), int(result.rank_high[item])
        rows.append(Row(rank, names[item], score, low, high, rank_low, rank_high, int(result.tie_group[item])))
    return rows
