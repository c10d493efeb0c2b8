"""The ranking engine: ballots in, a ranking out. Plain integers and numpy arrays; no Django, no clock, no I/O."""

from ranklore.ranking.evidence import Ballot, Evidence, Matchup, evidence_of
from ranklore.ranking.fitting import fit
from ranklore.ranking.newton import NotConverged
from ranklore.ranking.prior import Prior
from ranklore.ranking.result import Ranking, Start
from ranklore.ranking.tally import Tally

__all__ = [
    "Ballot",
    "Evidence",
    "Matchup",
    "NotConverged",
    "Prior",
    "Ranking",
    "Start",
    "Tally",
    "evidence_of",
    "fit",
]
