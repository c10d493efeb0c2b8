"""Look for surges on the lists with new votes."""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from ranklore.ballots.actions.incidents import update_incidents
from ranklore.ballots.models import Board
from ranklore.ballots.recount.surges import EXCESS_MIN

log = logging.getLogger(__name__)

LOOK_INTERVAL_SECONDS = 5.0
"""A list that is voted on all the time is looked at this often."""
FEW_VOTES = EXCESS_MIN
"""A list with fewer new votes than make a surge can wait."""
FEW_VOTES_WAIT_SECONDS = 60.0
SHARE_OF_TIME = 0.1
"""A look that takes long is followed by a longer rest: looks at one list take this share of the time at most."""
RUN_SECONDS_MAX = 1.0
"""After this time the other duties of the worker come first."""
VOTED_ON_FOR = timedelta(days=1)
"""A worker that has just started looks at the lists with a vote in this time."""


class Look(NamedTuple):
    """The last look at a list: the newest vote and the number of votes then, and when it may be looked at again, with
    many new votes or with few."""

    version: int
    votes: int
    again_at: float
    with_few_at: float

    def is_due(self, version: int, votes: int, now: float) -> bool:
        has_few = abs(votes - self.votes) < FEW_VOTES
        return version != self.version and now >= (self.with_few_at if has_few else self.again_at)


Looks = Mapping[int, Look]


def look_for_surges(now: datetime, looks: Looks, clock: Callable[[], float] = time.monotonic) -> Looks:
    """Look at the lists with new votes, the one that waits longest first. Returns the looks for the next call."""
    began, made = clock(), dict(looks)
    boards = Board.objects.filter(voted_at__gte=now - VOTED_ON_FOR).values_list("pk", "version", "votes")
    states = {list_id: (version, votes) for list_id, version, votes in boards}
    due = [list_id for list_id, state in states.items() if list_id not in made or made[list_id].is_due(*state, began)]
    for list_id in sorted(due, key=lambda list_id: made[list_id].again_at if list_id in made else 0.0):
        start = clock()
        if start >= began + RUN_SECONDS_MAX:
            break
        try:
            update_incidents(list_id)
        except Exception:
            log.exception("could not look for surges on list %d; the worker tries again with its next vote", list_id)
        ended = clock()
        again_at = ended + max(LOOK_INTERVAL_SECONDS, (ended - start) / SHARE_OF_TIME)
        made[list_id] = Look(*states[list_id], again_at, max(again_at, ended + FEW_VOTES_WAIT_SECONDS))
    return {list_id: look for list_id, look in made.items() if list_id in states}
