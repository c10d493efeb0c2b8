"""Set how much a voter's votes count."""

from django.db import transaction

from ranklore.ballots.actions.erasure import list_ids_voted_on
from ranklore.ballots.recount.erasure import checkpoint_before_erasure
from ranklore.ballots.recount.publishing import lock_board
from ranklore.people.models import Voter


def set_trust(*, voter: Voter, trust: float) -> int:
    """Let all that a voter said, and will say, count so many times, from 0 (set aside) to 1. Gives on how many lists.

    It is one step for all lists: their boards are held, then the voter, so that no vote of theirs comes in between.
    """
    if not 0 <= trust <= 1:
        raise ValueError(f"trust is between 0 and 1, not {trust}")
    while True:
        with transaction.atomic():
            lists = list_ids_voted_on(voter)
            for list_id in lists:
                lock_board(list_id)
            held = Voter.objects.select_for_update().get(pk=voter.pk)
            if list_ids_voted_on(voter) != lists:
                continue  # a first vote on another list came before the voter was held
            before, held.trust = held.trust, trust
            if before != trust:
                held.save(update_fields=["trust"])
                for list_id in lists:
                    checkpoint_before_erasure(list_id, trusted_before={held.pk: before})
            voter.trust = trust
            return len(lists)
