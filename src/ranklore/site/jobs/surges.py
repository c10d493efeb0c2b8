"""Look for surges on the lists with new votes."""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from ranklore.ballots.actions.incidents import update_incidents
from ranklore.ballots.models import Board

log = logging.getLogger(__name__)

LOOK_INTERVAL_SECONDS = 5.0
"""A list that is voted on all the time is looked at this often."""
SHARE_OF_TIME = 0.1
"""A look that takes long is followed by a longer rest: looks at one list take this share of the time at most."""
RUN_SECONDS_MAX = 1.0
"""After this time the other duties of the worker come first."""
VOTED_ON_FOR = timedelta(days=1)
"""A worker that has just started looks at the lists with a vote in this time."""


class Look(NamedTuple):
    """The last look at a list: the newest vote then, and when it may be looked at again."""

    version: int
    again_at: float


Looks = Mapping[int, Look]


def look_for_surges(now: datetime, looks: Looks, clock: Callable[[], float] = time.monotonic) -> Looks:
    """Look at the lists with new votes, the one that waits longest first. Returns the looks for the next call."""
    began, made = clock(), dict(looks)
    versions = dict(Board.objects.filter(voted_at__gte=now - VOTED_ON_FOR).values_list("pk", "version"))
    due = [
        list_id
        for list_id, version in versions.items()
        if list_id not in made or (made[list_id].version != version and made[list_id].again_at <= began)
    ]
    for list_id in sorted(due, key=lambda list_id: made[list_id].again_at if list_id in made else 0.0):
        start = clock()
        if start >= began + RUN_SECONDS_MAX:
            break
        try:
            update_incidents(list_id)
        except Exception:
            log.exception("could not look for surges on list %d; the worker tries again with its next vote", list_id)
        seconds = clock() - start
        made[list_id] = Look(versions[list_id], clock() + max(LOOK_INTERVAL_SECONDS, seconds / SHARE_OF_TIME))
    return {list_id: look for list_id, look in made.items() if list_id in versions}
