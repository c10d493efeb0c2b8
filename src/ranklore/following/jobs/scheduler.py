"""When the worker collects events and rank changes, and sends digests."""

import logging
from datetime import datetime, timedelta

from django.db import DatabaseError

from ranklore.following.actions.deletion import delete_old_digests, delete_old_events
from ranklore.following.jobs.digest_run import send_digests
from ranklore.following.jobs.event_collector import collect_events
from ranklore.following.jobs.rank_events import collect_rank_changes

COLLECT_INTERVAL = timedelta(seconds=5)
SEND_INTERVAL = timedelta(minutes=1)
SEND_SECONDS_MAX = 2.0
"""After so many seconds of sending, the worker first counts waiting votes before it sends more."""
log = logging.getLogger(__name__)


class FollowingScheduler:
    """Knows what is due when, in one process. Each job is done once, however many processes run it."""

    def __init__(self, now: datetime) -> None:
        self._next_collection = self._next_sending = now

    def run_due(self, now: datetime) -> None:
        """Run the jobs that are due. An error is logged, so that it does not stop the worker from counting votes."""
        try:
            self._run_due(now)
        except DatabaseError:
            raise  # the worker waits for its database
        except Exception:
            log.exception("notifications failed and will be tried again")

    def _run_due(self, now: datetime) -> None:
        if now >= self._next_collection:
            self._next_collection = now + COLLECT_INTERVAL
            collect_events(now)
        if now >= self._next_sending:
            self._next_sending = now + SEND_INTERVAL
            collect_rank_changes(now)
            if send_digests(max_seconds=SEND_SECONDS_MAX):
                self._next_sending = now  # there may be more


def delete_expired(now: datetime) -> None:
    """Delete old events and digests."""
    delete_old_events(now)
    delete_old_digests(now.date())
