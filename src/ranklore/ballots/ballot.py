"""What a voter's votes on one list add up to. Plain Python without models: items are ids."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

PICK, DOWN, KNOW, DONT_KNOW, MATCHUP, ORDER = "pick", "down", "know", "dont_know", "matchup", "order"
ITEM, OTHER, TIE, SKIP = "item", "other", "tie", "skip"


class VoteEvent(NamedTuple):
    """A vote in the log."""

    id: int
    voter: int
    kind: str
    is_retraction: bool
    item: int | None
    other: int | None
    outcome: str
    order: list[int] | None
    shown: list[int]
    trust: float = 1.0  # of the voter, as it is now; the log does not have it
    is_simulated: bool = False  # whether the voter is simulated
    network_share: float = 1.0
    experience: float = 1.0
    created_at: datetime | None = None


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
    "network_share",
    "experience",
    "created_at",
)
"""The fields of `Vote` for a `VoteEvent`, in the same order."""


class BallotTerms(NamedTuple):
    """What was decided about a voter's votes on a list. See `Ballot`."""

    trust: float = 1.0
    set_aside: frozenset[int] = frozenset()


@dataclass(slots=True)
class Ballot:
    """The current votes of one voter on one list.

    item_votes  item -> (pick, down, know or dont_know; the items that had been shown with it)
    matchups    (item, other), the lower id first -> which one won, tie or skip
    order       the voter's personal ranking, best first
    trust       of the operator in the voter; at 0 the ballot is set aside, and no figure counts it
    set_aside   items with an incident that this voter is in: the ballot counts as if they had never seen them
    network_share, experience  what the newest vote says of how much the ballot counts (see ballot_weight.py)
    voted_at    when the newest vote was cast
    """

    item_votes: dict[int, tuple[str, tuple[int, ...]]] = field(default_factory=dict)
    matchups: dict[tuple[int, int], str] = field(default_factory=dict)
    order: tuple[int, ...] = ()
    trust: float = 1.0
    set_aside: frozenset[int] = frozenset()
    network_share: float = 1.0
    experience: float = 1.0
    voted_at: datetime | None = None

    @property
    def terms(self) -> BallotTerms:
        return BallotTerms(self.trust, self.set_aside)

    @terms.setter
    def terms(self, terms: BallotTerms) -> None:
        self.trust, self.set_aside = terms

    @property
    def answers(self) -> int:
        """The number of matchups that were answered, not skipped, and count."""
        return sum(outcome != SKIP and self.set_aside.isdisjoint(pair) for pair, outcome in self.matchups.items())

    @property
    def has_order(self) -> bool:
        """Whether there is a personal ranking of items that count."""
        return not self.set_aside.issuperset(self.order)

    @property
    def has_votes(self) -> bool:
        """Whether any vote that counts is about the order of items, not only about which items the voter knows."""
        has_item_votes = any(
            kind in (PICK, DOWN) and item not in self.set_aside for item, (kind, _) in self.item_votes.items()
        )
        return has_item_votes or self.has_order or self.answers > 0

    def of_kind(self, kind: str) -> dict[int, tuple[int, ...]]:
        return {item: shown for item, (item_kind, shown) in self.item_votes.items() if item_kind == kind}

    def apply(self, event: VoteEvent) -> None:
        self.trust, self.network_share, self.experience = event.trust, event.network_share, event.experience
        self.voted_at = event.created_at
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


NOTHING_SET_ASIDE: Mapping[int, frozenset[int]] = MappingProxyType({})


def ballots_by_voter(
    events: Iterable[VoteEvent], set_aside: Mapping[int, frozenset[int]] = NOTHING_SET_ASIDE
) -> dict[int, Ballot]:
    """Voter -> ballot, from events in the order of the log. `set_aside` has items of incidents, by voter."""
    ballots: dict[int, Ballot] = defaultdict(Ballot)
    for event in events:
        ballots[event.voter].apply(event)
    for voter_id in set_aside.keys() & ballots.keys():
        ballots[voter_id].set_aside = set_aside[voter_id]
    return ballots


def subject_of_item(item_id: int) -> str:
    """The subject of a vote on an item. A voter has one current vote on each subject."""
    return str(item_id)


def subject_of_pair(item_id: int, other_id: int) -> str:
    return f"{min(item_id, other_id)}-{max(item_id, other_id)}"


PERSONAL_RANKING_SUBJECT = "order"
PERSONAL_RANKING_MAX = 300
"""The most items a personal ranking can have."""


@dataclass(frozen=True, slots=True)
class VoteResult:
    """What a vote did to an item.

    before, after  its rank (None: too new to rank)
    votes, downs   its picks and downs now
    is_new         False: the voter had already cast this vote, and nothing was written
    own_vote       the voter's vote on it now: pick, down, know, dont_know, or "" for none
    is_counted     False: the list is long or many people vote, and the worker counts the vote in a moment
    """

    before: int | None
    after: int | None
    votes: int
    is_new: bool
    downs: int = 0
    is_counted: bool = True
    own_vote: str = field(default="", compare=False)
