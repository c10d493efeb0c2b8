"""The ranking engine: ballots in, a ranking out. Plain integers and numpy arrays; no Django, no clock, no I/O."""

from ranklore.ranking.evidence import Ballot, Evidence, evidence_of
from ranklore.ranking.fit import Ranking, fit
from ranklore.ranking.tally import Tally

__all__ = ["Ballot", "Evidence", "Ranking", "Tally", "evidence_of", "fit"]
