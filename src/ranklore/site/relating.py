"""Looking for related lists: the worker does it a list at a time, for new ones within a minute, and once a night for
those that were voted on."""

import logging
from datetime import datetime

from ranklore.ballots.models import Board
from ranklore.ballots.shared import lists_with_same_voters
from ranklore.lists.relating import (
    Tie,
    claim_due,
    give_back,
    keep_related,
    lists_no_longer_near,
    lists_with_same_items,
    lists_with_same_tags,
    make_due,
)

AT_ONCE = 50
log = logging.getLogger(__name__)


def relate(list_id: int) -> None:
    items, tags, voters = (
        lists_with_same_items(list_id),
        lists_with_same_tags(list_id),
        lists_with_same_voters(list_id),
    )
    others = items.keys() | tags.keys() | voters
    ties = {other: Tie(items.get(other, 0), tags.get(other, 0), other in voters) for other in others}
    near = {other: tie for other, tie in ties.items() if tie.is_enough}
    keep_related(list_id, near, gone=lists_no_longer_near(list_id, near))


def relate_due(now: datetime, most: int = AT_ONCE) -> int:
    """Look for the related lists of some that wait for it, each claimed when its turn comes. One that goes wrong waits
    for the next look, and holds up no other. Gives how many went well."""
    well, after = 0, 0
    for _ in range(most):
        list_id = claim_due(now, after)
        if list_id is None:
            break
        after = list_id
        try:
            relate(list_id)
            well += 1
        except Exception:
            log.exception("list %d waits for its related lists", list_id)
            give_back(list_id)
    return well


def relate_voted_since(moment: datetime, now: datetime) -> None:
    """The same for all that wait, and for the lists with a vote since a moment."""
    make_due(list(Board.objects.filter(voted_at__gte=moment).values_list("pk", flat=True)), now)
    while relate_due(now):
        pass
