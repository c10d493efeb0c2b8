"""When the worker collects events, rank changes and sends digests."""

import logging
from datetime import datetime, timedelta

from django.db import DatabaseError

from ranklore.following.actions.deletion import delete_old_digests, delete_old_events
from ranklore.following.jobs import digest_run, event_collector
from ranklore.following.jobs.rank_events import collect_rank_changes

COLLECT_INTERVAL = timedelta(seconds=5)
SEND_INTERVAL = timedelta(minutes=1)
SEND_SECONDS_MAX = 2.0
"""Seconds of sending after which the worker counts what waits before it goes on."""
log = logging.getLogger(__name__)


class FollowingScheduler:
    """When what is to be done next, in one process. Everything is done once, however many processes there are."""

    def __init__(self, now: datetime) -> None:
        self._gathers_at = self._sends_at = now

    def look(self, now: datetime) -> None:
        """Do what is due. What goes wrong here is in the log, and keeps nobody from counting votes."""
        try:
            self._look(now)
        except DatabaseError:
            raise
        except Exception:
            log.exception("followers wait for the next look")

    def _look(self, now: datetime) -> None:
        if now >= self._gathers_at:
            self._gathers_at = now + COLLECT_INTERVAL
            event_collector.collect_events(now)
        if now >= self._sends_at:
            self._sends_at = now + SEND_INTERVAL
            collect_rank_changes(now)
            if digest_run.send_digests(lasts=SEND_SECONDS_MAX):
                self._sends_at = now  # there may be more


def delete_expired(now: datetime) -> None:
    """Delete what was told, and sent, long ago."""
    delete_old_events(now)
    delete_old_digests(now.date())
