"""How many people voted on a list, and who they are to the operator."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Max, Min, Q

from ranklore.ballots.models import Board, Vote
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Voter


def is_list_voted_on_by_others(voter: Voter, ranked_list: RankedList) -> bool:
    return Vote.objects.filter(list=ranked_list).exclude(voter=voter).exists()


SPLIT_MIN = 5  # a share of fewer voters only looks exact, and tells too much of who voted what


@dataclass(frozen=True, slots=True)
class Turnout:
    """The plain figures of a list's votes, and the items that ask for more."""

    voters: int = 0
    votes: int = 0
    voted_at: datetime | None = None
    spotlight: tuple[int, ...] = ()  # items that few have seen so far, the most telling first
    state: int = 0  # greater after every vote and every count

    def share_of(self, votes: int) -> int | None:
        """Percent of the voters who picked something with this many votes; None when there are too few to split."""
        return round(100 * votes / self.voters) if self.voters >= SPLIT_MIN else None


class VoterActivity(NamedTuple):
    """A voter on a list: how many words they wrote in its log, and from when to when."""

    number: int
    trust: float
    words: int
    first: datetime
    last: datetime


def is_item_voted_on_by_others(voter: Voter, item: Item) -> bool:
    """Whether anybody but this voter ever voted on the item."""
    return Vote.objects.filter(Q(item=item) | Q(other=item)).exclude(voter=voter).exists()


def turnout_of(list_id: int) -> Turnout:
    return turnouts_of([list_id]).get(list_id, Turnout())


def turnouts_of(list_ids: Sequence[int]) -> dict[int, Turnout]:
    """The figures of each list that was ever voted on."""
    boards = Board.objects.filter(pk__in=list_ids)
    return {
        board.pk: Turnout(
            voters=board.voters,
            votes=board.votes,
            voted_at=board.voted_at,
            spotlight=tuple(board.spotlight),
            state=board.version + board.counted_version,
        )
        for board in boards
    }


def voters_on(list_id: int) -> Iterator[VoterActivity]:
    """Who ever said anything on a list, the latest first."""
    by_voter = Vote.objects.filter(list_id=list_id).values_list("voter_id", "voter__trust")
    words = by_voter.annotate(words=Count("id"), first=Min("created_at"), last=Max("created_at"))
    return map(VoterActivity._make, words.order_by("-last", "voter_id").iterator())


def voters_with_reduced_trust() -> list[tuple[int, float]]:
    """The voters whose votes are set aside or count in part, by number, with the trust in them."""
    return list(Voter.objects.filter(trust__lt=1).order_by("pk").values_list("pk", "trust"))
