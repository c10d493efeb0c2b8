"""Where a follow starts, and how forms write it so that an undo can restore it. No Django."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class FollowPosition:
    """The event and time after which a follow notifies. An undo uses it to restore the follow as it was."""

    after_event: int
    since: datetime

    def __str__(self) -> str:
        return f"{self.after_event}.{int(self.since.timestamp())}"


def parse_follow_position(text: str) -> FollowPosition | None:
    """The position that a form sent; None if it is not one."""
    after_event, _, since = text.partition(".")
    if not (is_database_integer(after_event) and is_database_integer(since) and len(since) < 11):
        return None
    return FollowPosition(int(after_event), datetime.fromtimestamp(int(since), UTC))


def is_database_integer(text: str) -> bool:
    """Whether a form sent a number that fits into a database integer."""
    return text.isascii() and text.isdigit() and len(text) < 19
