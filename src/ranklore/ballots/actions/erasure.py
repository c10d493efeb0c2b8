"""Erase a voter's votes from the log."""

from django.db import transaction

from ranklore.ballots.current_votes import current_votes_of
from ranklore.ballots.models import Board, IncidentVoter, PublishedRanking, Vote
from ranklore.ballots.recount.erasure import checkpoint_before_erasure, reset_board_after_erasure
from ranklore.ballots.recount.log import newest_vote_id
from ranklore.ballots.recount.publishing import lock_board
from ranklore.people.models import Voter


def erase_votes(*, voter: Voter, list_id: int | None = None) -> int:
    """Erase a voter's votes, on one list or on all, from the log. Returns the number of lists.

    The votes are first retracted and counted out, then deleted, so standings never rest on votes that are gone.
    """
    if voter.pk is None:
        return 0
    list_ids = [each for each in list_ids_voted_on(voter) if list_id in (None, each)]
    for each in list_ids:
        _erase_on_list(voter, each)
    return len(list_ids)


def list_ids_voted_on(voter: Voter) -> list[int]:
    """The lists with a vote or a retraction of this voter in the log."""
    return sorted(set(Vote.objects.filter(voter=voter).values_list("list_id", flat=True)))


def retract_all_votes(board: Board, voter: Voter) -> None:
    """Retract all current votes of a voter on a list with one bulk insert: there may be thousands."""
    votes = current_votes_of(voter).filter(list=board.pk, is_retraction=False).order_by("id")
    if not votes:
        return
    Vote.objects.bulk_create(
        (
            Vote(
                list_id=board.pk,
                voter=voter,
                subject=vote.subject,
                sequence=vote.sequence + 1,
                is_retraction=True,
                kind=vote.kind,
                item_id=vote.item_id,
                other_id=vote.other_id,
                outcome=vote.outcome,
                network_share=vote.network_share,
                experience=vote.experience,
            )
            for vote in votes
        ),
        batch_size=500,
    )
    board.version = newest_vote_id(board.pk)
    board.save(update_fields=["version"])


@transaction.atomic
def _erase_on_list(voter: Voter, list_id: int) -> None:
    board = lock_board(list_id)
    retract_all_votes(board, voter)
    PublishedRanking.objects.filter(list_id=list_id, voter=voter).delete()
    checkpoint_before_erasure(list_id)
    Vote.objects.filter(list_id=list_id, voter=voter).delete()
    IncidentVoter.objects.filter(incident__list=list_id, voter=voter).delete()
    reset_board_after_erasure(list_id)
