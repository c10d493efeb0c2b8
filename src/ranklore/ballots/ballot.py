"""What a voter's votes on one list add up to. Plain Python: item ids in and out."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

PICK, DOWN, KNOW, DONT_KNOW, MATCHUP, ORDER = "pick", "down", "know", "dont_know", "matchup", "order"
ITEM, OTHER, TIE, SKIP = "item", "other", "tie", "skip"


class VoteEvent(NamedTuple):
    """A vote as the log has it."""

    id: int
    voter: int
    kind: str
    is_retraction: bool
    item: int | None
    other: int | None
    outcome: str
    order: list[int] | None
    shown: list[int]
    trust: float = 1.0  # of the voter, now: it is no part of the log
    is_simulated: bool = False  # the voter


VOTE_EVENT_FIELDS = (
    "id",
    "voter_id",
    "kind",
    "is_retraction",
    "item_id",
    "other_id",
    "outcome",
    "order",
    "shown",
    "voter__trust",
    "voter__is_simulated",
)
"""The fields of `Vote` that make an event, in its order."""


@dataclass(slots=True)
class Ballot:
    """All that one voter says about one list: the newest word on a thing.

    about     item -> (pick, down, know or dont_know; what had been shown with it)
    matchups  (item, other), the lower id first -> which one won, tie or skip
    order     the voter's own ranking, best first
    trust     what it counts times; at 0 it is set aside, and counts in no figure either
    """

    item_votes: dict[int, tuple[str, tuple[int, ...]]] = field(default_factory=dict)
    matchups: dict[tuple[int, int], str] = field(default_factory=dict)
    order: tuple[int, ...] = ()
    trust: float = 1.0

    @property
    def answers(self) -> int:
        """Matchups that were answered, not skipped."""
        return sum(outcome != SKIP for outcome in self.matchups.values())

    @property
    def has_votes(self) -> bool:
        """Whether anything said here bears on the order, and not only on what is known."""
        votes = any(kind in (PICK, DOWN) for kind, _ in self.item_votes.values())
        return votes or bool(self.order) or self.answers > 0

    def of_kind(self, kind: str) -> dict[int, tuple[int, ...]]:
        return {item: shown for item, (said, shown) in self.item_votes.items() if said == kind}

    def apply(self, event: VoteEvent) -> None:
        self.trust = event.trust
        if event.kind == ORDER:
            self.order = () if event.is_retraction else tuple(event.order or ())
        elif event.kind == MATCHUP and event.item is not None and event.other is not None:
            self.matchups.pop((event.item, event.other), None)
            if not event.is_retraction:
                self.matchups[event.item, event.other] = event.outcome
        elif event.item is not None:
            self.item_votes.pop(event.item, None)
            if not event.is_retraction:
                self.item_votes[event.item] = (event.kind, tuple(event.shown))


def ballots_by_voter(events: Iterable[VoteEvent]) -> dict[int, Ballot]:
    """Voter -> what they say, from events in the order of the log."""
    said: dict[int, Ballot] = defaultdict(Ballot)
    for event in events:
        said[event.voter].apply(event)
    return said


def subject_of_item(item_id: int) -> str:
    """The thing that a word about an item is about: one voter says one thing about it."""
    return str(item_id)


def subject_of_pair(item_id: int, other_id: int) -> str:
    return f"{min(item_id, other_id)}-{max(item_id, other_id)}"


PERSONAL_RANKING_SUBJECT = "order"
PERSONAL_RANKING_MAX = 300
"""Items of a voter's own ranking."""


@dataclass(frozen=True, slots=True)
class VoteResult:
    """What a vote did to an item: its rank before and after (None: too new to rank), and its picks and downs now."""

    before: int | None
    after: int | None
    votes: int
    is_new: bool  # False: the voter had said just this already, and nothing was written
    downs: int = 0
    is_counted: bool = True  # False: a long list, which the worker counts in a moment
