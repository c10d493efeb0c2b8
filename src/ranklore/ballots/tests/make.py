"""Votes of readers who had the whole list before their eyes."""

from ranklore.ballots.actions import cast
from ranklore.ballots.models import PastPlace, Standing
from ranklore.people.models import Voter


def vote_for(voter, item, *, on=True):
    shown = item.list.items.filter(removed_at=None).values_list("pk", flat=True)
    return cast(voter=voter, item=item, on=on, shown=list(shown))


def crowd_for(item, voters):
    """So many new voters for an item; each votes for nothing else."""
    for _ in range(voters):
        vote_for(Voter.objects.create(), item)


def past_place(item, since, rank, votes=9):
    """Where an item stood from some moment on."""
    low, high = (None, None) if rank is None else (max(rank - 1, 1), rank + 1)
    return PastPlace.objects.create(
        list_id=item.list_id, item=item, since=since, rank=rank, rank_low=low, rank_high=high, votes=votes
    )


def standings():
    return list(Standing.objects.order_by("item").values())
