"""Merge a guest's ballots into those of an account."""

from django.db import transaction

from ranklore.ballots.actions.erasure import list_ids_voted_on, retract_all_votes
from ranklore.ballots.actions.votes import append_vote
from ranklore.ballots.ballot import BallotTerms
from ranklore.ballots.current_votes import current_vote_on, current_votes_of
from ranklore.ballots.models import Board, IncidentVoter, PublishedRanking
from ranklore.ballots.recount.erasure import checkpoint_before_erasure
from ranklore.ballots.recount.incremental import recount_list
from ranklore.ballots.recount.log import votes_set_aside
from ranklore.ballots.recount.publishing import lock_board, refresh_recent_voters
from ranklore.people.models import Voter


def lock_boards_of(voter: Voter) -> None:
    """Lock the boards of all lists the voter voted on. Call it before you lock a row of `Voter`."""
    for list_id in list_ids_voted_on(voter) if voter.pk else ():
        lock_board(list_id)


@transaction.atomic
def merge_ballots(*, guest: Voter, into: Voter) -> None:
    """Move a guest's votes to an account. Where both voted on a subject, the newer vote is kept and counts once."""
    if guest.pk is None or guest.pk == into.pk:
        return
    # Lock all boards before any row of a voter: the same order as everywhere, so there is no deadlock.
    boards = [lock_board(list_id) for list_id in list_ids_voted_on(guest)]
    for board in boards:
        list_id = board.pk
        for vote in current_votes_of(guest).filter(list=list_id).order_by("id"):
            newest = current_vote_on(into, board.pk, vote.subject)
            if newest is None or newest.pk < vote.pk:
                append_vote(
                    board,
                    into,
                    vote.subject,
                    newest,
                    on=not vote.is_retraction,
                    kind=vote.kind,
                    item_id=vote.item_id,
                    other_id=vote.other_id,
                    outcome=vote.outcome,
                    order=vote.order,
                    shown=vote.shown,
                    network_share=vote.network_share,
                )
        _move_published_ranking(guest, into, list_id)
        retract_all_votes(board, guest)
        terms = _join_incidents(board, guest, into)
        if terms:
            checkpoint_before_erasure(list_id, terms)
        else:
            recount_list(list_id)
        refresh_recent_voters(list_id)


def _join_incidents(board: Board, guest: Voter, into: Voter) -> dict[int, BallotTerms]:
    """Put the account into the incidents of the guest: signing up does not make votes count that are set aside.

    Returns the terms of both from before; none if there are no such incidents.
    """
    incidents = IncidentVoter.objects.filter(incident__list=board.pk, voter=guest)
    if not incidents.exists():
        return {}
    set_aside = votes_set_aside(board)
    before = {each.pk: BallotTerms(each.trust, set_aside.get(each.pk, frozenset())) for each in (guest, into)}
    joined = IncidentVoter.objects.filter(voter=into).values("incident")
    incidents.exclude(incident__in=joined).update(voter=into)
    incidents.delete()
    return before


def _move_published_ranking(guest: Voter, into: Voter, list_id: int) -> None:
    published = PublishedRanking.objects.filter(list_id=list_id, voter=guest)
    if PublishedRanking.objects.filter(list_id=list_id, voter=into).exists():
        published.delete()
    else:
        published.update(voter=into)
