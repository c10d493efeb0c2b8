"""What a voter's events in the log add up to. Plain Python, item ids in and out."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple


class Event(NamedTuple):
    """A vote as the log has it."""

    id: int
    voter: int
    item: int
    is_retraction: bool
    shown: list[int]


@dataclass(slots=True)
class Said:
    """All that one voter says about one list. picks: item -> what had been shown with it."""

    picks: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.picks)

    def hear(self, event: Event) -> None:
        """The newest word on an item replaces the older one."""
        if event.is_retraction:
            self.picks.pop(event.item, None)
        else:
            self.picks[event.item] = tuple(event.shown)


def said_by_voter(events: Iterable[Event]) -> dict[int, Said]:
    """Voter -> what they say, from events in the order of the log."""
    said: dict[int, Said] = defaultdict(Said)
    for event in events:
        said[event.voter].hear(event)
    return said
