"""Set how much a voter's votes count."""

from django.db import transaction

from ranklore.ballots.actions.erasure import list_ids_voted_on
from ranklore.ballots.ballot import BallotTerms
from ranklore.ballots.recount.erasure import checkpoint_before_erasure
from ranklore.ballots.recount.log import votes_set_aside
from ranklore.ballots.recount.publishing import lock_board
from ranklore.people.models import Voter


def set_trust(*, voter: Voter, trust: float) -> int:
    """Set the weight of all votes of a voter, past and future, from 0 (set aside) to 1. Returns the number of lists.

    All lists change in one transaction. It locks their boards and then the voter, so the voter cannot vote in between.
    """
    if not 0 <= trust <= 1:
        raise ValueError(f"trust must be between 0 and 1, not {trust}")
    while True:
        with transaction.atomic():
            lists = list_ids_voted_on(voter)
            boards = [lock_board(list_id) for list_id in lists]
            locked = Voter.objects.select_for_update().get(pk=voter.pk)
            if list_ids_voted_on(voter) != lists:
                continue  # the voter cast a first vote on another list before the lock
            before, locked.trust = locked.trust, trust
            if before != trust:
                locked.save(update_fields=["trust"])
                for board in boards:
                    set_aside = votes_set_aside(board).get(locked.pk, frozenset())
                    checkpoint_before_erasure(board.pk, {locked.pk: BallotTerms(before, set_aside)})
            voter.trust = trust
            return len(lists)
