"""When a digest is due and when it is tried again, and how notices are put together. No Django."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

FOLLOWS_MOST = 1_000
COUNT_MOST = 100
"""Unread notices that are counted; more are "99+"."""
REFUSALS_MOST = 3
"""Digests in a row that a mail server refused for good, after which none is sent any more. One alone can be a server
that is set up wrongly for an hour; three are three different days."""
HOUR = 6
"""From this hour of the day (UTC) on, digests are sent."""
TRIES_MOST = 5

Some = TypeVar("Some")


@dataclass(frozen=True, slots=True)
class Held:
    """From when on something was followed: what an undo needs to follow it again as it was."""

    after: int
    since: datetime

    def __str__(self) -> str:
        return f"{self.after}.{int(self.since.timestamp())}"


def held_in(text: str) -> Held | None:
    """What a form says of it; None for nonsense."""
    after, _, since = text.partition(".")
    if not (is_number(after) and is_number(since) and len(since) < 11):
        return None
    return Held(int(after), datetime.fromtimestamp(int(since), UTC))


def is_number(text: str) -> bool:
    """Whether a form says a number that the database can hold."""
    return text.isascii() and text.isdigit() and len(text) < 19


def next_due(often: str, today: date) -> date | None:
    """The first day after this one on which a digest may go."""
    if often == "daily":
        return today + timedelta(days=1)
    return today + timedelta(days=7 - today.weekday()) if often == "weekly" else None


def again_at(tries: int, now: datetime) -> datetime:
    """When something that failed for the moment is tried again: after ten minutes, then twice as long each time."""
    return now + timedelta(minutes=10 * 2 ** min(tries, 5))


def is_refused_for_good(code: int, text: bytes | str = b"") -> bool:
    """What an answer of a mail server means for an address: 5yz is no, 4yz is not now. 5.7.z (RFC 3463) is a no to us:
    the server does not relay for this site, or takes it for a sender of spam."""
    text = text.encode(errors="replace") if isinstance(text, str) else text
    return 500 <= code < 600 and not text.lstrip().startswith(b"5.7.")


def capped(number: int) -> str:
    """A count as it stands in the header."""
    return f"{COUNT_MOST - 1}+" if number >= COUNT_MOST else str(number)


def grouped(rows: Iterable[tuple[Hashable, Some]]) -> list[Sequence[Some]]:
    """Rows with one key together, in the order of the first of each."""
    groups: dict[Hashable, list[Some]] = {}
    for key, row in rows:
        groups.setdefault(key, []).append(row)
    return list(groups.values())
