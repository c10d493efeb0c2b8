"""When a digest is due, when it is tried again, and whether this site can send digests."""

from datetime import date, datetime, timedelta

from django.conf import settings

REFUSALS_MAX = 3
"""After so many permanent refusals in a row no digest is sent any more. One alone can come from a server that is
misconfigured for an hour; three are three different days."""
DIGEST_HOUR = 6
"""Digests are sent from this hour of the day (UTC) on."""
TRIES_MAX = 5


def next_digest_day(frequency: str, today: date) -> date | None:
    """The first day after today on which a digest may be sent."""
    if frequency == "daily":
        return today + timedelta(days=1)
    return today + timedelta(days=7 - today.weekday()) if frequency == "weekly" else None


def retry_at(tries: int, now: datetime) -> datetime:
    """When to try again after a temporary failure: the wait starts at 20 minutes and doubles with every try."""
    return now + timedelta(minutes=10 * 2 ** min(tries, 5))


def can_send_digests() -> bool:
    """Digests need the address of the site in the settings: the worker has no request to take it from."""
    return bool(settings.SITE_ADDRESS)
