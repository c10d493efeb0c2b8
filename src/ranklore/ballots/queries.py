from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, F, Max, Min, Q, QuerySet

from ranklore.ballots.models import Board, Standing, Vote
from ranklore.ballots.newest import newest_words_of
from ranklore.ballots.rules import subject_of_item, subject_of_pair
from ranklore.lists.models import Item
from ranklore.people.models import Voter
from ranklore.shell.pages import page_holding

ROWS_ON_PAGE = 25
SPLIT_FROM = 5  # a share of fewer voters only looks exact, and tells too much of who voted what


@dataclass(frozen=True, slots=True)
class Placed:
    """An item where it stands. Without a rank it is too new to have one, and without a range too.

    position  from 1, on the whole list: placed items first
    tie       whether it is too close to call against its neighbours: "", first, middle or last
    """

    item: Item
    position: int
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    votes: int
    tie: str
    downs: int = 0


@dataclass(frozen=True, slots=True)
class Turnout:
    """The plain figures of a list's votes, and the items that ask for more."""

    voters: int = 0
    votes: int = 0
    voted_at: datetime | None = None
    looks: tuple[int, ...] = ()  # items that few have seen so far, the most telling first
    state: int = 0  # greater after every vote and every count

    def share_of(self, votes: int) -> int | None:
        """Percent of the voters who picked something with this many votes; None when there are too few to split."""
        return round(100 * votes / self.voters) if self.voters >= SPLIT_FROM else None


class VoterOn(NamedTuple):
    """A voter on a list: how many words they wrote in its log, and from when to when."""

    number: int
    trust: float
    words: int
    first: datetime
    last: datetime


def placed_items(list_id: int, start: int, size: int) -> tuple[Placed, ...]:
    """Items `start` to `start + size` of the list, best first; those too new to rank come last."""
    first = max(start - 1, 0)  # one neighbour on either side, to see a tie across the edge of a page
    items = list(_in_order(list_id)[first : start + size + 1])
    groups = [_tie_group(item) for item in items]
    return tuple(
        _placed(item, first + n + 1, _tie(groups, n))
        for n, item in enumerate(items)
        if start <= first + n < start + size
    )


def rank_of(item: Item) -> int | None:
    """The item's rank as it was last published; None while it is too new to have one."""
    return Standing.objects.filter(pk=item.pk).values_list("rank", flat=True).first()


def ranks_of(item_ids: Collection[int]) -> dict[int, int | None]:
    """The same for each of these items that is still on its list."""
    return dict(Item.objects.filter(pk__in=item_ids, removed_at=None).values_list("pk", "standing__rank"))


def around(item: Item, each_way: int = 2) -> tuple[Placed, ...]:
    """The item between its neighbours, in order."""
    position = _position_of(item)
    start = max(position - 1 - each_way, 0)
    return placed_items(item.list_id, start, position + each_way - start)


def asking_for_a_look(turnout: Turnout, known: Collection[int], size: int) -> tuple[Placed, ...]:
    """Items that few have seen so far, the most telling first: none of those that the voter sees or spoke of."""
    chosen = [item_id for item_id in turnout.looks if item_id not in known][:size]
    live = Item.objects.filter(removed_at=None, standing__isnull=False).select_related("standing").in_bulk(chosen)
    return tuple(_placed(live[pk], live[pk].standing.position, "") for pk in chosen if pk in live)


def placed_among(item_ids: Sequence[int]) -> tuple[Placed, ...]:
    """Those of these items that are on their list, in this order, wherever they stand on it."""
    live = Item.objects.filter(removed_at=None).select_related("standing").in_bulk(item_ids)
    found = (live[pk] for pk in item_ids if pk in live)
    return tuple(_placed(item, getattr(getattr(item, "standing", None), "position", 0), "") for item in found)


def page_of(item: Item) -> int:
    """The page of the list on which the item stands."""
    return page_holding(_position_of(item) - 1, ROWS_ON_PAGE)


def said_about(voter: Voter, item_ids: Sequence[int]) -> dict[int, str]:
    """What the voter says about each of these items: pick, down, know or dont_know; nothing is left out."""
    if voter.pk is None or not item_ids:
        return {}
    subjects = [subject_of_item(item_id) for item_id in item_ids]
    words = newest_words_of(voter).filter(subject__in=subjects, item__in=item_ids, is_retraction=False)
    return dict(words.values_list("item_id", "kind"))


def pairs_spoken_of(voter: Voter, list_id: int, pairs: Collection[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """Which of these pairs of items the voter ever answered, whichever way, taken back or not."""
    if voter.pk is None:
        return frozenset()
    subjects = {pair: subject_of_pair(*pair) for pair in pairs}
    said = Vote.objects.filter(voter=voter, list=list_id, subject__in=subjects.values())
    found = set(said.values_list("subject", flat=True))
    return frozenset(pair for pair, subject in subjects.items() if subject in found)


def picked_by(voter: Voter, item_ids: Sequence[int]) -> frozenset[int]:
    """Which of these items the voter picks."""
    return frozenset(item_id for item_id, kind in said_about(voter, item_ids).items() if kind == Vote.Kind.PICK)


def has_votes_of_others(voter: Voter, item: Item) -> bool:
    """Whether anybody but this voter ever voted on the item."""
    return Vote.objects.filter(Q(item=item) | Q(other=item)).exclude(voter=voter).exists()


def leaders_of(list_ids: Sequence[int], size: int) -> dict[int, tuple[str, ...]]:
    """The names of the first items of each list, by place; a list without places is left out."""
    first = Standing.objects.filter(list__in=list_ids, rank__lte=size).order_by("list_id", "rank")
    names: dict[int, tuple[str, ...]] = {}
    for list_id, name in first.values_list("list_id", "item__name"):
        names[list_id] = (*names.get(list_id, ()), name)
    return names


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
            looks=tuple(board.looks),
            state=board.version + board.counted_version,
        )
        for board in boards
    }


def voters_on(list_id: int) -> Iterator[VoterOn]:
    """Who ever said anything on a list, the latest first."""
    by_voter = Vote.objects.filter(list_id=list_id).values_list("voter_id", "voter__trust")
    words = by_voter.annotate(words=Count("id"), first=Min("created_at"), last=Max("created_at"))
    return map(VoterOn._make, words.order_by("-last", "voter_id").iterator())


def voters_below_full() -> list[tuple[int, float]]:
    """The voters whose votes are set aside or count in part, by number, with the trust in them."""
    return list(Voter.objects.filter(trust__lt=1).order_by("pk").values_list("pk", "trust"))


def _in_order(list_id: int) -> QuerySet[Item]:
    live = Item.objects.filter(list_id=list_id, removed_at=None).select_related("standing")
    return live.order_by(F("standing__position").asc(nulls_last=True), "start_place")


def _position_of(item: Item) -> int:
    """Where the item stands on the whole list, from 1. Items that came after the last count stand last."""
    standing = Standing.objects.filter(pk=item.pk).first()
    live = Item.objects.filter(list_id=item.list_id, removed_at=None)
    before = Q(standing__isnull=False) | Q(start_place__lt=item.start_place)
    return standing.position if standing else live.filter(before).count() + 1


def _placed(item: Item, position: int, tie: str) -> Placed:
    at: Standing | None = getattr(item, "standing", None)
    if at is None:
        return Placed(item, position, None, None, None, 0, "")
    return Placed(item, position, at.rank, at.rank_low, at.rank_high, at.votes, tie, at.downs)


def _tie_group(item: Item) -> int | None:
    standing: Standing | None = getattr(item, "standing", None)
    return standing.tie_group if standing else None


def _tie(groups: Sequence[int | None], n: int) -> str:
    if groups[n] is None:
        return ""
    above = n > 0 and groups[n - 1] == groups[n]
    below = n + 1 < len(groups) and groups[n + 1] == groups[n]
    return {(True, True): "middle", (True, False): "last", (False, True): "first"}.get((above, below), "")
