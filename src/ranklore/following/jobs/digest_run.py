"""Send the digests that are due, each at most once, even if a process dies in between. Of a process that is
killed, one email is in doubt: its row stays claimed and is not sent again."""

import math
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.utils import timezone

from ranklore.following.actions.digests import (
    claim_digest,
    close_digests,
    mark_digests_sent,
    record_failed_delivery,
    schedule_digests,
)
from ranklore.following.delivery import DeliveryOutcome, PreparedDigest
from ranklore.following.digest_schedule import (
    DIGEST_HOUR,
    can_send_digests,
)
from ranklore.following.jobs.digest_batch import DigestCache, prepare_digests
from ranklore.following.jobs.mailer import Mailer
from ranklore.following.queries.digests import has_server_refused_all, waiting_digests

REFUSALS_IN_A_ROW_MAX = 20
"""Letters in a row that were refused for good, after which it is not the addresses but us: the run ends."""
Clock = Callable[[], datetime]


def send_digests(clock: Clock = timezone.now, *, lasts: float = math.inf) -> int:
    """Send what is due; gives how many were sent. It ends when all is done, after so many seconds, when the mail server
    is away, or when the day is over.

    Any number of processes may do it at once, and where one stopped or died the next look goes on.
    """
    now = clock()
    if not can_send_digests() or now.hour < DIGEST_HOUR:
        return 0
    schedule_digests(now.date(), now)
    news = DigestCache()
    with Mailer() as postman:
        run = DigestRun(postman, clock, time.monotonic() + lasts)
        while waiting := waiting_digests(now.date(), clock()):
            ready = prepare_digests(waiting, now.date(), news)
            close_digests([each for each in ready if each.write is None], clock())
            if not run.carry([each for each in ready if each.write is not None], now.date()):
                break
        run.end(now.date())
    return run.sent


class DigestRun:
    """A run of letters. Refusals for good are noted when the server takes another letter after them, or at the end: one
    that refuses letter after letter has something against us, not against the addresses."""

    def __init__(self, postman: Mailer, clock: Clock, until: float) -> None:
        self.sent = 0
        self._postman, self._clock, self._until = postman, clock, until
        self._refused: list[PreparedDigest] = []
        self._sent: list[PreparedDigest] = []  # noted with the next claim: one commit for each letter

    def carry(self, letters: Sequence[PreparedDigest], today: date) -> bool:
        """Send these, each after it was claimed; False: it is over for now."""
        for ready in letters:
            is_over = self._clock().date() != today or time.monotonic() >= self._until
            if is_over or not self._postman.is_ready():
                return False
            is_claimed = ready.write is not None and claim_digest(ready, self._sent, self._clock())
            self._sent.clear()
            if ready.write is None or not is_claimed:
                continue
            outcome = self._postman.send(ready.write)
            if outcome is DeliveryOutcome.REFUSED:
                self._refused.append(ready)
                if len(self._refused) >= REFUSALS_IN_A_ROW_MAX:
                    self._note_refused(DeliveryOutcome.LATER)
                    return False
                continue
            if outcome is DeliveryOutcome.SENT:
                self.sent += 1
                self._sent.append(ready)
                self._note_refused(DeliveryOutcome.REFUSED)
                continue
            record_failed_delivery(ready, outcome, self._clock())
            if outcome is DeliveryOutcome.AWAY:
                return False
        return True

    def end(self, today: date) -> None:
        mark_digests_sent(self._sent, self._clock())
        self._note_refused(
            DeliveryOutcome.LATER if self._refused and has_server_refused_all(today) else DeliveryOutcome.REFUSED
        )

    def _note_refused(self, outcome: DeliveryOutcome) -> None:
        for ready in self._refused:
            record_failed_delivery(ready, outcome, self._clock())
        self._refused.clear()
