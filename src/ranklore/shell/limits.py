"""Counting what comes too often, by voter and by address, for all processes and machines together.

The counts are rows of the database: one statement takes a place only where one is left, so no number of requests at
once gets past a limit. (`incr` of Django's caches in a database or in files reads, adds and writes: some are lost.)
"""

import ipaddress
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ranklore.shell.models import Window
from ranklore.shell.refused import Refused
from ranklore.shell.rules import Limit, too_many


class TooOften(Refused):
    """A limit was met. `wait` is how many seconds until there is room again."""

    def __init__(self, sentence: str, wait: int) -> None:
        super().__init__(sentence)
        self.wait = wait


def count(request: HttpRequest, kind: str, who: str, *, is_new: bool = False) -> None:
    """Note that `who` does something of this kind, or raise TooOften, in which case nothing is noted.

    is_new: a guest who never wrote anything. A browser that throws its cookie away is always new.
    """
    now, address = clock(), address_of(request)
    with _soon_forgotten():
        # Always in this order: two requests that wait for each other's rows would wait for ever.
        if is_new:
            _take("guests", address, settings.LIMITS.of_address("guests"), now, of_network=True)
        _take(kind, f"voter {who}", settings.LIMITS.by_kind[kind], now)
        _take(kind, address, settings.LIMITS.of_address(kind), now, of_network=True)


def count_address(request: HttpRequest, kind: str) -> None:
    """The same by address alone, for what comes with every few letters that somebody types."""
    with _soon_forgotten():
        _take(kind, address_of(request), settings.LIMITS.of_address(kind), clock(), of_network=True)


def give_back(request: HttpRequest, kind: str, who: str) -> None:
    """Let something that was counted not have been: a password was right, and only wrong ones are to be few."""
    now = clock()
    with _soon_forgotten():
        for each in (f"voter {who}", address_of(request)):
            Window.objects.filter(key=key_of(kind, each, now.date()), used__gt=0).update(used=F("used") - 1)


def clock() -> datetime:
    return timezone.now()


def _take(kind: str, who: str, limit: Limit, now: datetime, *, of_network: bool = False) -> None:
    if wait := take(key_of(kind, who, now.date()), limit, now):
        raise TooOften(too_many(kind, wait, of_network=of_network), wait)


def key_of(kind: str, who: str, day: date) -> str:
    """What a count is kept under. With a new salt each day nothing can be put together across days; the price is that
    all windows begin anew at midnight."""
    return salted_hmac(f"ranklore.shell.limits {day}", f"{kind} {who}", algorithm="sha256").hexdigest()


def cache_key(key: str, prefix: str, version: int) -> str:
    """The key of a thing in the cache: allauth counts there under addresses, which nobody should read."""
    return salted_hmac("ranklore.shell.cache", f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()


def take(key: str, limit: Limit, now: datetime) -> int:
    """Take one place of a window: 0 when there was one, else the seconds until the window ends."""
    ends_at = now + timedelta(seconds=limit.seconds)
    moments = {name: connection.ops.adapt_datetimefield_value(at) for name, at in (("now", now), ("ends_at", ends_at))}
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, {"key": key, "most": limit.most, **moments})
            if cursor.rowcount:
                return 0
        full = Window.objects.filter(key=key, ends_at__gt=now).first()
        if full is not None:  # else it was forgotten just now
            return math.ceil((full.ends_at - now).total_seconds())


_TAKE = """
INSERT INTO shell_window (key, used, ends_at) VALUES (%(key)s, 1, %(ends_at)s)
ON CONFLICT (key) DO UPDATE SET
    used = CASE WHEN shell_window.ends_at <= %(now)s THEN 1 ELSE shell_window.used + 1 END,
    ends_at = CASE WHEN shell_window.ends_at <= %(now)s THEN excluded.ends_at ELSE shell_window.ends_at END
WHERE shell_window.ends_at <= %(now)s OR shell_window.used < %(most)s
"""


@contextmanager
def _soon_forgotten() -> Iterator[None]:
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


def forget_past(now: datetime) -> None:
    """Delete the windows that ended. One that is being counted in is left to the next time."""
    past = Window.objects.filter(ends_at__lte=now).select_for_update(skip_locked=True)
    Window.objects.filter(key__in=past.values("key")).delete()


def address_of(request: HttpRequest) -> str:
    """Where a request comes from. Of X-Forwarded-For only what the operator's own proxies wrote is believed; an IPv6
    network is one address, since whoever has one has all of its 2^64."""
    came_from = request.META.get("REMOTE_ADDR", "")
    said: Sequence[str] = request.headers.get("X-Forwarded-For", "").split(",")
    if 0 < settings.PROXIES <= len(said):
        came_from = said[-settings.PROXIES].strip() or came_from
    try:
        address = ipaddress.ip_address(came_from)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(address) >> 64 << 64, 64)))
