"""Checkpoint before votes are erased or what counts of them changes, and reset the board after votes were erased."""

from collections.abc import Mapping
from dataclasses import replace

from django.db.models import F

from ranklore.ballots.ballot import BallotTerms
from ranklore.ballots.models import Board, Vote
from ranklore.ballots.recount.counting import NO_CHANGES, count_new_votes
from ranklore.ballots.recount.log import items_of
from ranklore.ballots.recount.publishing import publish_standings, refresh_recent_voters


def checkpoint_before_erasure(list_id: int, terms_before: Mapping[int, BallotTerms] = NO_CHANGES) -> None:
    """Bring the standings up to the newest vote and save a checkpoint, so that nothing depends on older votes.

    Call it with the board locked. It starts a new epoch, so other processes drop what they cached of the list.
    `terms_before` has voters for whom something was decided, with their old terms: their ballots are subtracted with
    those and added with the new ones.
    """
    board = Board.objects.loading("fitted").get(pk=list_id)
    count = replace(count_new_votes(board, items_of(list_id), terms_before), is_whole=True)
    publish_standings(board, count)
    Board.objects.filter(pk=list_id).update(epoch=F("epoch") + 1)


def reset_board_after_erasure(list_id: int) -> None:
    """Set the board's versions to the newest vote that is left.

    Call it after `checkpoint_before_erasure` and the deletion of the retracted votes.
    """
    newest = Vote.objects.filter(list_id=list_id).order_by("-id").first()
    version = newest.pk if newest else 0
    Board.objects.filter(pk=list_id).update(
        version=version,
        counted_version=version,
        checkpoint_version=version,
        voted_at=newest.created_at if newest else None,
    )
    refresh_recent_voters(list_id)
