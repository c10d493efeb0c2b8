"""The worker's loop."""

import logging
import os
import threading
import time
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, close_old_connections

from ranklore.ballots.recount.rebuild import rebuild_lists_that_doubled
from ranklore.core.rate_limit.limiter import delete_ended_windows
from ranklore.following.jobs.scheduler import FollowingScheduler
from ranklore.site.jobs.nightly import next_night, run_nightly
from ranklore.site.jobs.pending_recounts import Attempts, recount_pending
from ranklore.site.jobs.related_lists import relate_due_lists
from ranklore.site.jobs.surges import Looks, look_for_surges

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5
SWEEP_INTERVAL = timedelta(minutes=1)
"""How often ended rate limit windows are deleted (they are kept no longer than needed) and new lists related."""


def run_worker(stop: threading.Event, companion: int | None) -> None:
    """Work until `stop` is set, or until `companion` is no longer the parent process."""
    night, sweep = next_night(datetime.now(UTC)), datetime.now(UTC)
    attempts: Attempts = {}
    looks: Looks = {}
    pause = POLL_SECONDS
    following = FollowingScheduler(datetime.now(UTC))
    while not stop.wait(pause) and (companion is None or os.getppid() == companion):
        close_old_connections()
        try:
            began = time.monotonic()
            attempts = recount_pending(attempts)
            looks = look_for_surges(datetime.now(UTC), looks)
            pause = max(POLL_SECONDS, 2 * (time.monotonic() - began))  # leave most of a core to the voters
            following.run_due(datetime.now(UTC))
            if datetime.now(UTC) >= sweep:
                delete_ended_windows(datetime.now(UTC))
                relate_due_lists(datetime.now(UTC))
                rebuild_lists_that_doubled()
                sweep = datetime.now(UTC) + SWEEP_INTERVAL
            if datetime.now(UTC) >= night:
                night = next_night(datetime.now(UTC))
                run_nightly(datetime.now(UTC))
        except DatabaseError:  # the database may be away for a while; pending work is kept there, not in this process
            log.exception("database error; the worker tries again in %s seconds", POLL_SECONDS)
