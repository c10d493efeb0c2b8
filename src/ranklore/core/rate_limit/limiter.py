"""Rate limits by voter and by address, shared by all processes. One SQL statement takes a slot only where one is
left, so concurrent requests cannot pass a limit."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ranklore.core.models import RateLimitWindow
from ranklore.core.rate_limit.client_address import client_address
from ranklore.core.rate_limit.policy import RateLimit, rate_limit_message
from ranklore.text.errors import Refused


class RateLimitExceeded(Refused):
    """A limit was met. `wait` is how many seconds until there is room again."""

    def __init__(self, sentence: str, wait: int) -> None:
        super().__init__(sentence)
        self.wait = wait


def enforce_limit(request: HttpRequest, kind: str, who: str, *, is_new: bool = False) -> None:
    """Note that `signed_in_name` does something of this kind, or raise TooOften, in which case nothing is noted.

    is_new: a guest who never wrote anything. A browser that throws its cookie away is always new.
    """
    now, address = clock(), client_address(request)
    with _without_disk_sync():
        # Always in this order: two requests that wait for each other's rows would wait for ever.
        if is_new:
            _take_slot_or_raise("guests", address, settings.LIMITS.for_address("guests"), now, of_network=True)
        _take_slot_or_raise(kind, f"voter {who}", settings.LIMITS.by_kind[kind], now)
        _take_slot_or_raise(kind, address, settings.LIMITS.for_address(kind), now, of_network=True)


def enforce_address_limit(request: HttpRequest, kind: str) -> None:
    """The same by address alone, for what comes with every few letters that somebody types."""
    with _without_disk_sync():
        _take_slot_or_raise(kind, client_address(request), settings.LIMITS.for_address(kind), clock(), of_network=True)


def refund_attempt(request: HttpRequest, kind: str, who: str) -> None:
    """Let something that was counted not have been: a password was right, and only wrong ones are to be few."""
    now = clock()
    with _without_disk_sync():
        for each in (f"voter {who}", client_address(request)):
            RateLimitWindow.objects.filter(key=window_key(kind, each, now.date()), used__gt=0).update(
                used=F("used") - 1
            )


def clock() -> datetime:
    return timezone.now()


def _take_slot_or_raise(kind: str, who: str, limit: RateLimit, now: datetime, *, of_network: bool = False) -> None:
    if wait := take_slot(window_key(kind, who, now.date()), limit, now):
        raise RateLimitExceeded(rate_limit_message(kind, wait, of_network=of_network), wait)


def window_key(kind: str, who: str, day: date) -> str:
    """What a count is kept under. With a new salt each day nothing can be put together across days; the price is that
    all windows begin anew at midnight."""
    return salted_hmac(f"ranklore.core.rate_limit {day}", f"{kind} {who}", algorithm="sha256").hexdigest()


def take_slot(key: str, limit: RateLimit, now: datetime) -> int:
    """Take one place of a window: 0 when there was one, else the seconds until the window ends."""
    ends_at = now + timedelta(seconds=limit.seconds)
    moments = {name: connection.ops.adapt_datetimefield_value(at) for name, at in (("now", now), ("ends_at", ends_at))}
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_TAKE_SLOT_SQL, {"key": key, "max_uses": limit.max_uses, **moments})
            if cursor.rowcount:
                return 0
        full = RateLimitWindow.objects.filter(key=key, ends_at__gt=now).first()
        if full is not None:  # else it was forgotten just now
            return math.ceil((full.ends_at - now).total_seconds())


_TAKE_SLOT_SQL = """
INSERT INTO core_ratelimitwindow AS kept (key, used, ends_at) VALUES (%(key)s, 1, %(ends_at)s)
ON CONFLICT (key) DO UPDATE SET
    used = CASE WHEN kept.ends_at <= %(now)s THEN 1 ELSE kept.used + 1 END,
    ends_at = CASE WHEN kept.ends_at <= %(now)s THEN excluded.ends_at ELSE kept.ends_at END
WHERE kept.ends_at <= %(now)s OR kept.used < %(max_uses)s
"""


@contextmanager
def _without_disk_sync() -> Iterator[None]:
    """A transaction that waits for no disk: what counts for minutes may be lost when the power fails.

    What was written before it is as safe as it was, and what comes after it too.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous")
            (usual,) = cursor.fetchone()
            cursor.execute("PRAGMA synchronous=NORMAL")
            try:
                with transaction.atomic():
                    yield
            finally:
                cursor.execute(f"PRAGMA synchronous={usual:d}")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")
            yield


def delete_ended_windows(now: datetime) -> None:
    """Delete the windows that ended. One that is being counted in is left to the next time."""
    past = RateLimitWindow.objects.filter(ends_at__lte=now).select_for_update(skip_locked=True)
    RateLimitWindow.objects.filter(key__in=past.values("key")).delete()
