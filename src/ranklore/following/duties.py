"""What the worker does for those who follow: every few seconds what is new, every minute moves and e-mails."""

from datetime import datetime, timedelta

from ranklore.following import digests, gathering
from ranklore.following.moving import gather_moves

GATHERS_EVERY = timedelta(seconds=5)
SENDS_EVERY = timedelta(minutes=1)
SENDS_FOR = 2.0
"""Seconds of sending after which the worker counts what waits before it goes on."""


class Duties:
    """When what is to be done next, in one process. Everything is done once, however many processes there are."""

    def __init__(self, now: datetime) -> None:
        self._gathers_at = self._sends_at = now

    def look(self, now: datetime) -> None:
        if now >= self._gathers_at:
            gathering.gather(now)
            self._gathers_at = now + GATHERS_EVERY
        if now >= self._sends_at:
            gather_moves(now)
            sent = digests.send_digests(lasts=SENDS_FOR)
            self._sends_at = now if sent else now + SENDS_EVERY


def forget_old(now: datetime) -> None:
    """Delete what was told, and sent, long ago."""
    gathering.forget_old(now)
    digests.forget_old(now.date())
