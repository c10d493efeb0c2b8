"""Recount the lists with new votes. A list that cannot be ranked is tried again later."""

import math
import time
from collections.abc import Callable, Mapping

from ranklore.ballots.recount.incremental import recount_list, uncounted_lists

RETRY_AFTER_SECONDS = 60.0
"""A list that could not be ranked is tried again after this time, or after RECOUNT_INTERVAL when it gets a vote."""
RECOUNT_INTERVAL_SECONDS = 1.0
"""A list that is voted on all the time is counted this often: one count serves all votes since the one before."""
RUN_SECONDS_MAX = 2.0
"""After this time the other duties of the worker come first."""

Attempts = Mapping[int, tuple[int, float]]
"""List id -> its latest vote, and when it was counted up to that vote."""


def recount_pending(
    attempts: Attempts, clock: Callable[[], float] = time.monotonic, max_seconds: float = RUN_SECONDS_MAX
) -> Attempts:
    """Recount the lists with new votes, the one that waits longest first. Returns the attempts for the next call.

    A list that was tried with the same votes a moment ago is skipped: it could not be ranked, and the log says why.
    """
    began = clock()
    made = {list_id: made for list_id, made in attempts.items() if began < made[1] + RETRY_AFTER_SECONDS}
    pending = uncounted_lists()
    due = [list_id for list_id, version in pending.items() if _is_due(made.get(list_id), version, began)]
    for list_id in sorted(due, key=lambda list_id: made.get(list_id, (0, -math.inf))[1]):
        now = clock()
        if now >= began + max_seconds:
            break
        made[list_id] = (pending[list_id], now)
        recount_list(list_id)
    return made


def _is_due(made: tuple[int, float] | None, version: int, now: float) -> bool:
    if made is None:
        return True
    counted_version, at = made
    return now >= at + (RETRY_AFTER_SECONDS if counted_version == version else RECOUNT_INTERVAL_SECONDS)
