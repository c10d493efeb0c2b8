"""Find related lists: new lists within a minute, lists with new votes once a night."""

import logging
from datetime import datetime

from ranklore.ballots.models import Board
from ranklore.ballots.queries.co_voting import lists_with_same_voters
from ranklore.lists.actions.related_lists import claim_due_list, mark_lists_due, release_list, save_related_lists
from ranklore.lists.queries.related_lists import (
    ListSimilarity,
    lists_no_longer_related,
    lists_with_same_items,
    lists_with_same_tags,
)

LISTS_PER_RUN = 50
log = logging.getLogger(__name__)


def relate_list(list_id: int) -> None:
    """Save which other lists share items, tags or voters with this one."""
    items, tags, voters = (
        lists_with_same_items(list_id),
        lists_with_same_tags(list_id),
        lists_with_same_voters(list_id),
    )
    others = items.keys() | tags.keys() | voters
    ties = {other: ListSimilarity(items.get(other, 0), tags.get(other, 0), other in voters) for other in others}
    near = {other: tie for other, tie in ties.items() if tie.is_enough}
    save_related_lists(list_id, near, unrelated=lists_no_longer_related(list_id, near))


def relate_due_lists(now: datetime, most: int = LISTS_PER_RUN) -> int:
    """Find the related lists of some lists that are due. Return how many succeeded.

    Each list is claimed just before its turn. One that fails waits for the next run and does not hold up the others.
    """
    succeeded, after = 0, 0
    for _ in range(most):
        list_id = claim_due_list(now, after)
        if list_id is None:
            break
        after = list_id
        try:
            relate_list(list_id)
            succeeded += 1
        except Exception:
            log.exception("could not find related lists of list %d; the next run tries again", list_id)
            release_list(list_id)
    return succeeded


def relate_lists_voted_since(moment: datetime, now: datetime) -> None:
    """Find the related lists of every list that is due or has got a vote since `moment`."""
    mark_lists_due(list(Board.objects.filter(voted_at__gte=moment).values_list("pk", flat=True)), now)
    while relate_due_lists(now):
        pass
