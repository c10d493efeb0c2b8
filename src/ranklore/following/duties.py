"""What the worker does for those who follow: every few seconds what is new, every minute moves and e-mails."""

import logging
from datetime import datetime, timedelta

from django.db import DatabaseError

from ranklore.following import digests, gathering
from ranklore.following.moving import gather_moves

GATHERS_EVERY = timedelta(seconds=5)
SENDS_EVERY = timedelta(minutes=1)
SENDS_FOR = 2.0
"""Seconds of sending after which the worker counts what waits before it goes on."""
log = logging.getLogger(__name__)


class Duties:
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
            self._gathers_at = now + GATHERS_EVERY
            gathering.gather(now)
        if now >= self._sends_at:
            self._sends_at = now + SENDS_EVERY
            gather_moves(now)
            if digests.send_digests(lasts=SENDS_FOR):
                self._sends_at = now  # there may be more


def forget_old(now: datetime) -> None:
    """Delete what was told, and sent, long ago."""
    gathering.forget_old(now)
    digests.forget_old(now.date())
