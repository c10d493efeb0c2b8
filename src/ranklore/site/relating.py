"""Looking for related lists: the worker does it a list at a time, for new ones within a minute, and once a night for
those that were voted on."""

from datetime import datetime

from ranklore.ballots.models import Board
from ranklore.ballots.shared import lists_with_same_voters
from ranklore.lists.relating import (
    Tie,
    claim_due,
    keep_related,
    lists_with_same_items,
    lists_with_same_tags,
    make_due,
)

AT_ONCE = 50


def relate(list_id: int) -> None:
    items, tags, voters = (
        lists_with_same_items(list_id),
        lists_with_same_tags(list_id),
        lists_with_same_voters(list_id),
    )
    others = items.keys() | tags.keys() | voters
    keep_related(list_id, {other: Tie(items.get(other, 0), tags.get(other, 0), other in voters) for other in others})


def relate_due(now: datetime, most: int = AT_ONCE) -> int:
    """Look for the related lists of some that wait for it. Gives how many."""
    due = claim_due(now, most)
    for list_id in due:
        relate(list_id)
    return len(due)


def relate_voted_since(moment: datetime, now: datetime) -> None:
    """The same for all that wait, and for the lists with a vote since a moment."""
    make_due(list(Board.objects.filter(voted_at__gte=moment).values_list("pk", flat=True)), now)
    while relate_due(now):
        pass
