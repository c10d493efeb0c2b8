"""When a digest is due, when it is tried again, and whether this site can send digests."""

from datetime import date, datetime, timedelta

from django.conf import settings

REFUSALS_MAX = 3
"""Digests in a row that a mail server refused for good, after which none is sent any more. One alone can be a server
that is set up wrongly for an hour; three are three different days."""
DIGEST_HOUR = 6
"""From this hour of the day (UTC) on, digests are sent."""
TRIES_MAX = 5


def next_due(often: str, today: date) -> date | None:
    """The first day after this one on which a digest may go."""
    if often == "daily":
        return today + timedelta(days=1)
    return today + timedelta(days=7 - today.weekday()) if often == "weekly" else None


def retry_at(tries: int, now: datetime) -> datetime:
    """When something that failed for the moment is tried again: after ten minutes, then twice as long each time."""
    return now + timedelta(minutes=10 * 2 ** min(tries, 5))


def can_send_digests() -> bool:
    """Digests need the address of the site: the worker has no request to take it from."""
    return bool(settings.SITE_ADDRESS)
