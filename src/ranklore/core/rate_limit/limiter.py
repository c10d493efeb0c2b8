"""Rate limits by voter and by address, shared by all processes. One SQL statement takes a slot only where one is
left, so concurrent requests cannot pass a limit."""

import math
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ranklore.core.database.prepared_cursor import prepared_cursor
from ranklore.core.models import RateLimitWindow
from ranklore.core.rate_limit.client_address import client_address
from ranklore.core.rate_limit.policy import RateLimit, rate_limit_message
from ranklore.text.errors import Refused


class RateLimitExceeded(Refused):
    """A rate limit is full; there is room again in `wait` seconds."""

    def __init__(self, sentence: str, wait: int) -> None:
        super().__init__(sentence)
        self.wait = wait


def enforce_limit(request: HttpRequest, kind: str, who: str, *, is_new: bool = False) -> None:
    """Count an action of this kind by `who`. Raises RateLimitExceeded, and then counts nothing.

    is_new: a guest who has never written anything. A browser that deletes its cookie is always new.
    """
    now, address = clock(), client_address(request)
    with transaction.atomic():
        # Always in this order: two requests that lock rows in different orders can deadlock.
        if is_new:
            _take_slot_or_raise("guests", address, settings.LIMITS.for_address("guests"), now, of_network=True)
        _take_slot_or_raise(kind, f"voter {who}", settings.LIMITS.by_kind[kind], now)
        _take_slot_or_raise(kind, address, settings.LIMITS.for_address(kind), now, of_network=True)


def enforce_address_limit(request: HttpRequest, kind: str) -> None:
    """The same by address alone, for requests that are sent while somebody types."""
    with transaction.atomic():
        _take_slot_or_raise(kind, client_address(request), settings.LIMITS.for_address(kind), clock(), of_network=True)


def refund_attempt(request: HttpRequest, kind: str, who: str) -> None:
    """Take one count back. A password was right, for example, and only wrong ones are limited."""
    now = clock()
    with transaction.atomic():
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
    """The key of a count. A new salt each day keeps counts of different days unlinkable; the price is that all windows
    restart at midnight."""
    return salted_hmac(f"ranklore.core.rate_limit {day}", f"{kind} {who}", algorithm="sha256").hexdigest()


def take_slot(key: str, limit: RateLimit, now: datetime) -> int:
    """Take one slot of a window. Returns 0, or the seconds until the window ends if it is full."""
    ends_at = now + timedelta(seconds=limit.seconds)
    moments = {name: connection.ops.adapt_datetimefield_value(at) for name, at in (("now", now), ("ends_at", ends_at))}
    while True:
        with prepared_cursor() as cursor:
            cursor.execute(_TAKE_SLOT_SQL, {"key": key, "max_uses": limit.max_uses, **moments})
            if cursor.rowcount:
                return 0
        full = RateLimitWindow.objects.filter(key=key, ends_at__gt=now).first()
        if full is not None:  # else it was deleted just now
            return math.ceil((full.ends_at - now).total_seconds())


_TAKE_SLOT_SQL = """
INSERT INTO core_ratelimitwindow AS kept (key, used, ends_at) VALUES (%(key)s, 1, %(ends_at)s)
ON CONFLICT (key) DO UPDATE SET
    used = CASE WHEN kept.ends_at <= %(now)s THEN 1 ELSE kept.used + 1 END,
    ends_at = CASE WHEN kept.ends_at <= %(now)s THEN excluded.ends_at ELSE kept.ends_at END
WHERE kept.ends_at <= %(now)s OR kept.used < %(max_uses)s
"""


def delete_ended_windows(now: datetime) -> None:
    """Delete the windows that have ended. One that is locked by a request is left for the next time."""
    past = RateLimitWindow.objects.filter(ends_at__lte=now).select_for_update(skip_locked=True)
    RateLimitWindow.objects.filter(key__in=past.values("key")).delete()
