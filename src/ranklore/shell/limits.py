"""Counting what comes too often, by voter and by address, for all processes and machines together.

The counts are rows of the database: one UPDATE takes a place only where one is left, so no number of requests at once
gets past a limit. (`incr` of Django's caches in a database or in files reads, adds and writes: some are lost.)
"""

import ipaddress
import math
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, Value, When
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
    with transaction.atomic():
        # Always in this order: two requests that wait for each other's rows would wait for ever.
        if is_new:
            _take("guests", address, settings.LIMITS.of_address("guests"), now, of_network=True)
        _take(kind, f"voter {who}", settings.LIMITS.by_kind[kind], now)
        _take(kind, address, settings.LIMITS.of_address(kind), now, of_network=True)


def count_address(request: HttpRequest, kind: str) -> None:
    """The same by address alone, for what comes with every few letters that somebody types."""
    with transaction.atomic():
        _take(kind, address_of(request), settings.LIMITS.of_address(kind), clock(), of_network=True)


def give_back(request: HttpRequest, kind: str, who: str) -> None:
    """Let something that was counted not have been: a password was right, and only wrong ones are to be few."""
    now = clock()
    with transaction.atomic():
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
    is_over = Q(ends_at__lte=now)
    room = Window.objects.filter(is_over | Q(used__lt=limit.most), key=key)
    ends_at = now + timedelta(seconds=limit.seconds)
    while not room.update(
        used=Case(When(is_over, then=Value(1)), default=F("used") + 1),
        ends_at=Case(When(is_over, then=Value(ends_at)), default=F("ends_at")),
    ):
        full = Window.objects.filter(key=key, used__gte=limit.most, ends_at__gt=now).first()
        if full is not None:
            return math.ceil((full.ends_at - now).total_seconds())
        # There is none yet, or another request has just made it.
        Window.objects.bulk_create([Window(key=key, ends_at=now)], ignore_conflicts=True)
    return 0


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
