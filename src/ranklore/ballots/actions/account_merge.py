"""Merge a guest's ballots into those of an account."""

from django.db import transaction

from ranklore.ballots.actions.erasure import list_ids_voted_on, retract_all_votes
from ranklore.ballots.actions.votes import append_vote
from ranklore.ballots.current_votes import current_vote_on, current_votes_of
from ranklore.ballots.models import PublishedRanking
from ranklore.ballots.recount.incremental import recount_list
from ranklore.ballots.recount.publishing import lock_board, refresh_recent_voters
from ranklore.people.models import Voter


def lock_boards_of(voter: Voter) -> None:
    """Hold the boards of all lists that a voter said something on, before a row of a voter is held."""
    for list_id in list_ids_voted_on(voter) if voter.pk else ():
        lock_board(list_id)


@transaction.atomic
def merge_ballots(*, guest: Voter, into: Voter) -> None:
    """Make one voter's words another's: on each subject the newer of the two words holds, and counts once."""
    if guest.pk is None or guest.pk == into.pk:
        return
    boards = [
        lock_board(list_id) for list_id in list_ids_voted_on(guest)
    ]  # all of them before a row of a voter is held
    for board in boards:
        list_id = board.pk
        for word in current_votes_of(guest).filter(list=list_id).order_by("id"):
            mine = current_vote_on(into, board.pk, word.subject)
            if mine is None or mine.pk < word.pk:
                append_vote(
                    board,
                    into,
                    word.subject,
                    mine,
                    on=not word.is_retraction,
                    kind=word.kind,
                    item_id=word.item_id,
                    other_id=word.other_id,
                    outcome=word.outcome,
                    order=word.order,
                    shown=word.shown,
                )
        _move_published_ranking(guest, into, list_id)
        retract_all_votes(board, guest)
        recount_list(list_id)
        refresh_recent_voters(list_id)


def _move_published_ranking(guest: Voter, into: Voter, list_id: int) -> None:
    published = PublishedRanking.objects.filter(list_id=list_id, voter=guest)
    if PublishedRanking.objects.filter(list_id=list_id, voter=into).exists():
        published.delete()
    else:
        published.update(voter=into)
