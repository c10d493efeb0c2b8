"""The ranking engine: turns ballots into a ranking. It works on integers and numpy arrays only: no Django, no clock."""

from ranklore.ranking.baselines import BASELINES, BaselineRanking, rank_by_baseline
from ranklore.ranking.model.fitting import fit, fit_scores
from ranklore.ranking.model.forgetting import DatedEvidence, forgetting_weight, learn_half_life
from ranklore.ranking.model.newton import NotConverged
from ranklore.ranking.model.overdispersion import OVERDISPERSION_BALLOTS_MIN, overdispersion_of
from ranklore.ranking.model.plackett_luce import plackett_luce
from ranklore.ranking.model.position import learn_position_effect
from ranklore.ranking.model.prior import Prior
from ranklore.ranking.pair_selection import next_pairs
from ranklore.ranking.publication import (
    Place,
    Publication,
    attention_order,
    item_voters_needed,
    new_items,
    publish,
)
from ranklore.ranking.restriction import restrict_to
from ranklore.ranking.result import Ranking, WarmStart
from ranklore.ranking.tallies.evidence import Evidence, IndexedBallot, Matchup, evidence_of, weights_from_units
from ranklore.ranking.tallies.tally import Tally

__all__ = [
    "BASELINES",
    "OVERDISPERSION_BALLOTS_MIN",
    "BaselineRanking",
    "DatedEvidence",
    "Evidence",
    "IndexedBallot",
    "Matchup",
    "NotConverged",
    "Place",
    "Prior",
    "Publication",
    "Ranking",
    "Tally",
    "WarmStart",
    "attention_order",
    "evidence_of",
    "fit",
    "fit_scores",
    "forgetting_weight",
    "item_voters_needed",
    "learn_half_life",
    "learn_position_effect",
    "new_items",
    "next_pairs",
    "overdispersion_of",
    "plackett_luce",
    "publish",
    "rank_by_baseline",
    "restrict_to",
    "weights_from_units",
]
