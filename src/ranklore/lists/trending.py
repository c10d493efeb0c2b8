"""How trending a list is: how many different people took part lately. Pure.  Each person counts once, by the
latest thing they did, and half as much after every two days. The score is stored as a moment (`trending_at`),
so it does not have to be recomputed as time passes: the present moves away from it."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from math import log2

HALF_LIFE = timedelta(days=2)
"""After so long a person counts half."""


ACTIVITY_WINDOW = timedelta(days=14)
"""Who did nothing for longer does not count."""


TRENDING_AGE_MAX = 2 * HALF_LIFE
"""A list is lively while it is as lively as with one person that long ago."""


ACTIVE_PEOPLE_MAX = 200
"""People who are kept for a list: the latest."""


def trending_since(now: datetime) -> datetime:
    """The `trending_at` from which on a list is lively now."""
    return now - TRENDING_AGE_MAX


def trending_at(latest: Collection[datetime]) -> datetime:
    """The moment at which one person would make a list as lively as people who were there at these moments."""
    if not latest:
        return NEVER_ACTIVE
    last = max(latest)
    return last + HALF_LIFE * log2(sum(2.0 ** ((each - last) / HALF_LIFE) for each in latest))


NEVER_ACTIVE = datetime(2000, 1, 1, tzinfo=UTC)
