"""Votes of readers who had the whole list before their eyes."""

from ranklore.ballots.actions import cast
from ranklore.people.models import Voter


def vote_for(voter, item, *, on=True):
    shown = item.list.items.filter(removed_at=None).values_list("pk", flat=True)
    return cast(voter=voter, item=item, on=on, shown=list(shown))


def crowd_for(item, voters):
    """So many new voters for an item; each votes for nothing else."""
    for _ in range(voters):
        vote_for(Voter.objects.create(), item)
