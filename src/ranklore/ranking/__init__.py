"""The ranking engine: ballots in, a ranking out. Plain integers and numpy arrays; no Django, no clock, no I/O."""

from ranklore.ranking.baselines import BASELINES, Plain, rank_by
from ranklore.ranking.choices import plackett_luce
from ranklore.ranking.evidence import Ballot, Evidence, Matchup, evidence_of, weights_of
from ranklore.ranking.fitting import fit, scores
from ranklore.ranking.inflation import inflation_of
from ranklore.ranking.newton import NotConverged
from ranklore.ranking.pairs import attention_order, next_pairs
from ranklore.ranking.prior import Prior
from ranklore.ranking.result import Ranking, Start
from ranklore.ranking.selection import among
from ranklore.ranking.tally import Tally

__all__ = [
    "BASELINES",
    "Ballot",
    "Evidence",
    "Matchup",
    "NotConverged",
    "Plain",
    "Prior",
    "Ranking",
    "Start",
    "Tally",
    "among",
    "attention_order",
    "evidence_of",
    "fit",
    "inflation_of",
    "next_pairs",
    "plackett_luce",
    "rank_by",
    "scores",
    "weights_of",
]
