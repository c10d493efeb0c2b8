"""Send the digests that are due, each at most once, even if a process dies in between. If a process is killed, one
email may or may not have been sent: its row stays claimed and it is not sent again."""

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
from ranklore.following.digest_schedule import DIGEST_HOUR, can_send_digests
from ranklore.following.jobs.digest_batch import DigestCache, prepare_digests
from ranklore.following.jobs.mailer import Mailer
from ranklore.following.queries.digests import has_server_refused_all, waiting_digests

REFUSALS_IN_A_ROW_MAX = 20
"""After so many permanent refusals in a row the server refuses us, not the addresses: the run ends."""
Clock = Callable[[], datetime]


def send_digests(clock: Clock = timezone.now, *, max_seconds: float = math.inf) -> int:
    """Send the digests that are due. Returns how many were sent.

    The run ends when all are sent, after `max_seconds`, when the mail server is unavailable, or when the day is over.
    Several processes may run at once. The next run continues where one stopped or died.
    """
    now = clock()
    if not can_send_digests() or now.hour < DIGEST_HOUR:
        return 0
    schedule_digests(now.date(), now)
    cache = DigestCache()
    with Mailer() as mailer:
        run = DigestRun(mailer, clock, time.monotonic() + max_seconds)
        while waiting := waiting_digests(now.date(), clock()):
            prepared = prepare_digests(waiting, now.date(), cache)
            close_digests([each for each in prepared if each.build is None], clock())
            if not run.send_batch([each for each in prepared if each.build is not None], now.date()):
                break
        run.finish(now.date())
    return run.sent_count


class DigestRun:
    """Sends batches of digests and records their outcomes.

    Permanent refusals are recorded once the server accepts a later email, or at the end. A server that refuses email
    after email refuses us, not the addresses.
    """

    def __init__(self, mailer: Mailer, clock: Clock, deadline: float) -> None:
        self.sent_count = 0
        self._mailer, self._clock, self._deadline = mailer, clock, deadline
        self._refused: list[PreparedDigest] = []
        self._unrecorded: list[PreparedDigest] = []  # sent; recorded with the next claim, to save a commit each

    def send_batch(self, batch: Sequence[PreparedDigest], today: date) -> bool:
        """Claim and send these digests one by one. Returns False if the run is over."""
        for prepared in batch:
            is_over = self._clock().date() != today or time.monotonic() >= self._deadline
            if is_over or not self._mailer.is_ready():
                return False
            is_claimed = prepared.build is not None and claim_digest(prepared, self._unrecorded, self._clock())
            self._unrecorded.clear()
            if prepared.build is None or not is_claimed:
                continue
            outcome = self._mailer.send(prepared.build)
            if outcome is DeliveryOutcome.REFUSED:
                self._refused.append(prepared)
                if len(self._refused) >= REFUSALS_IN_A_ROW_MAX:
                    self._record_refused(DeliveryOutcome.LATER)
                    return False
                continue
            if outcome is DeliveryOutcome.SENT:
                self.sent_count += 1
                self._unrecorded.append(prepared)
                self._record_refused(DeliveryOutcome.REFUSED)
                continue
            record_failed_delivery(prepared, outcome, self._clock())
            if outcome is DeliveryOutcome.UNAVAILABLE:
                return False
        return True

    def finish(self, today: date) -> None:
        mark_digests_sent(self._unrecorded, self._clock())
        self._record_refused(
            DeliveryOutcome.LATER if self._refused and has_server_refused_all(today) else DeliveryOutcome.REFUSED
        )

    def _record_refused(self, outcome: DeliveryOutcome) -> None:
        for prepared in self._refused:
            record_failed_delivery(prepared, outcome, self._clock())
        self._refused.clear()
