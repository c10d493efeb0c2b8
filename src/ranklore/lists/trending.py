"""How trending a list is: how many different people took part lately. Pure.

Each person counts once, by the latest thing they did, and half as much after every HALF_LIFE. The score is stored as
a moment (`trending_at`). Every score fades at the same rate, so the order of the lists never changes by itself and
nothing has to be recomputed as time passes.
"""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from math import log2

HALF_LIFE = timedelta(days=2)
"""After this time a person counts half."""

ACTIVITY_WINDOW = timedelta(days=14)
"""A person who did nothing for longer than this does not count."""

TRENDING_AGE_MAX = 2 * HALF_LIFE
"""A list stops trending when its score falls below that of a single person who was active this long ago."""

ACTIVE_PEOPLE_MAX = 200
"""How many people are stored for a list: the most recent ones."""

NEVER_ACTIVE = datetime(2000, 1, 1, tzinfo=UTC)
"""The score of a list in which nobody took part."""


def trending_since(now: datetime) -> datetime:
    """A list is trending now when its `trending_at` is after this moment."""
    return now - TRENDING_AGE_MAX


def trending_at(activity_times: Collection[float]) -> datetime:
    """The score of a list: the moment at which one single person's activity would weigh as much as all of these.

    Times are in Unix seconds.
    """
    if not activity_times:
        return NEVER_ACTIVE
    latest, half_life = max(activity_times), HALF_LIFE.total_seconds()
    weight = sum(2.0 ** ((time - latest) / half_life) for time in activity_times)
    return datetime.fromtimestamp(latest + half_life * log2(weight), UTC)
