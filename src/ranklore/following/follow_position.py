"""From when on something is followed, and how forms write it down so that an undo can restore it. No Django."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class FollowPosition:
    """From when on something was followed: what an undo needs to follow it again as it was."""

    after: int
    since: datetime

    def __str__(self) -> str:
        return f"{self.after}.{int(self.since.timestamp())}"


def parse_follow_position(text: str) -> FollowPosition | None:
    """What a form says of it; None for nonsense."""
    after, _, since = text.partition(".")
    if not (is_database_integer(after) and is_database_integer(since) and len(since) < 11):
        return None
    return FollowPosition(int(after), datetime.fromtimestamp(int(since), UTC))


def is_database_integer(text: str) -> bool:
    """Whether a form says a number that the database can hold."""
    return text.isascii() and text.isdigit() and len(text) < 19
