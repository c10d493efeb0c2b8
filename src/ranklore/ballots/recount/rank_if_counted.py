"""What the rank of an item would be if the votes of an incident counted."""

import logging

from ranklore.ballots.ballot import ballots_by_voter
from ranklore.ballots.models import Board, Incident
from ranklore.ballots.recount.checkpoints import checkpoint_of, start_from_bytes
from ranklore.ballots.recount.counting import BallotSum, fit_ballots, replay_votes
from ranklore.ballots.recount.evidence import evidence_of_ballot
from ranklore.ballots.recount.log import events_of, item_numbers, items_of, votes_set_aside
from ranklore.ranking import NotConverged

log = logging.getLogger(__name__)


def rank_if_counted(incident: Incident) -> int | None:
    """The rank that its item would have; None if it would be too new to rank.

    If the fit does not converge, the answer is the one from before.
    """
    board = Board.objects.loading("checkpoint", "fitted").get(pk=incident.list_id)
    items = items_of(board.pk)
    number = item_numbers(items)
    ballots = replay_votes(board, items, *checkpoint_of(board))
    set_aside = votes_set_aside(board)
    voters = list(incident.voters.values_list("voter_id", flat=True))
    events = events_of(board.pk, upto=board.version, voters=voters)
    for voter_id, ballot in ballots_by_voter(events, set_aside).items():
        ballots.figures.add(ballot, sign=-1)
        ballots.tally.add(evidence_of_ballot(ballot, number, board), sign=-1)
        ballot.set_aside = set_aside.get(voter_id, frozenset()) - {incident.item_id}
        ballots.figures.add(ballot)
        ballots.tally.add(evidence_of_ballot(ballot, number, board))
    only_sum = BallotSum(ballots.tally, ballots.figures, ballots.voted_at)
    try:
        counted = fit_ballots(board, items, only_sum, start_from_bytes(board.fitted))
    except NotConverged:
        log.warning("incident %s: the rank with its votes could not be computed", incident.pk)
        return incident.rank_with
    place = counted.places.get(incident.item_id)
    return place.rank if place else None
