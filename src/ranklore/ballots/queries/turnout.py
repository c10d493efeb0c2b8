"""How many people voted on a list, and which voters the operator sees there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Max, Min, Q

from ranklore.ballots.models import Board, Vote
from ranklore.core.database.prepared import PreparedObjects, PreparedQuery
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Voter

SPLIT_MIN = 5
"""With fewer voters no shares are shown: they only look exact, and tell too much about who voted for what."""


def is_list_voted_on_by_others(voter: Voter, ranked_list: RankedList) -> bool:
    return Vote.objects.filter(list=ranked_list).exclude(voter=voter).exists()


@dataclass(frozen=True, slots=True)
class Turnout:
    """The figures of a list's votes, and the items that need more votes.

    spotlight  ids of items that need more votes, most useful first
    version    the id of the newest vote
    state      grows with every vote and every count
    published  names what is published: the standings of a list are the same while it is
    incidents  how many have votes that are set aside
    """

    voters: int = 0
    votes: int = 0
    voted_at: datetime | None = None
    spotlight: tuple[int, ...] = ()
    version: int = 0
    state: int = 0
    published: tuple[int, int] = (0, 0)
    incidents: int = 0

    def share_of(self, votes: int) -> int | None:
        """The percentage of voters behind this many votes. None if there are too few voters to split."""
        return round(100 * votes / self.voters) if self.voters >= SPLIT_MIN else None


class VoterActivity(NamedTuple):
    """A voter on a list: how many votes they have in its log, retractions included, and when."""

    number: int
    trust: float
    words: int
    first: datetime
    last: datetime


def is_item_voted_on_by_others(voter: Voter, item: Item) -> bool:
    """Whether anybody but this voter ever voted on the item."""
    return Vote.objects.filter(Q(item=item) | Q(other=item)).exclude(voter=voter).exists()


def turnout_of(list_id: int) -> Turnout:
    board = _BOARD.first(list_id)
    return _turnout(board) if board else Turnout()


_BOARD = PreparedObjects(Board, lambda list_id: Board.objects.filter(pk=list_id), int)


def is_vote_counted(list_id: int, vote_id: int) -> bool:
    """Whether the standings of a list have this vote."""
    return _COUNTED_FROM.exists(list_id, vote_id)


_COUNTED_FROM = PreparedQuery(
    lambda list_id, vote_id: Board.objects.filter(pk=list_id, counted_version__gte=vote_id).values_list("pk"), int, int
)


def turnouts_of(list_ids: Sequence[int]) -> dict[int, Turnout]:
    """List id -> its figures, for those of these lists that were ever voted on."""
    return {board.pk: _turnout(board) for board in Board.objects.filter(pk__in=list_ids)}


def _turnout(board: Board) -> Turnout:
    return Turnout(
        voters=board.voters,
        votes=board.votes,
        voted_at=board.voted_at,
        spotlight=tuple(board.spotlight),
        version=board.version,
        state=board.version + board.counted_version,
        published=(board.counted_version, board.epoch),
        incidents=board.incidents,
    )


def voters_on(list_id: int) -> Iterator[VoterActivity]:
    """Every voter in the log of a list, the latest first."""
    by_voter = Vote.objects.filter(list_id=list_id).values_list("voter_id", "voter__trust")
    words = by_voter.annotate(words=Count("id"), first=Min("created_at"), last=Max("created_at"))
    return map(VoterActivity._make, words.order_by("-last", "voter_id").iterator())


def voters_with_reduced_trust() -> list[tuple[int, float]]:
    """The number and the trust of each voter whose votes are set aside or count in part."""
    return list(Voter.objects.filter(trust__lt=1).order_by("pk").values_list("pk", "trust"))
