from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, IntegerField, Q, Sum, Value, When

from ranklore.ballots.models import Board, Standing, Vote
from ranklore.lists.models import Item
from ranklore.people.models import Voter
from ranklore.shell.pages import page_holding

ROWS_ON_PAGE = 25
SPLIT_FROM = 5  # a share of fewer voters only looks exact, and tells too much of who voted what


@dataclass(frozen=True, slots=True)
class Placed:
    """An item where it stands. `tie`: whether it has as many votes as its neighbours: "", first, middle or last."""

    item: Item
    place: int
    votes: int
    tie: str

    @property
    def has_votes(self) -> bool:
        return self.votes > 0


@dataclass(frozen=True, slots=True)
class Turnout:
    """The plain figures of a list's votes."""

    voters: int = 0
    votes: int = 0
    voted_at: datetime | None = None

    def share_of(self, votes: int) -> int | None:
        """Percent of the voters who picked something with this many votes; None when there are too few to split."""
        return round(100 * votes / self.voters) if self.voters >= SPLIT_FROM else None


def placed_items(list_id: int, start: int, size: int) -> tuple[Placed, ...]:
    """Items `start` to `start + size` of the list, best first; those without votes last, in their starting order."""
    first = max(start - 1, 0)  # one neighbour on either side, to see a tie across the edge of a page
    ordered = (
        Item.objects.filter(list_id=list_id, removed_at=None)
        .select_related("standing", "list")
        .order_by(F("standing__rank").asc(nulls_last=True), "start_place")
    )
    items = list(ordered[first : start + size + 1])
    groups = [_tie_group(item) for item in items]
    return tuple(
        Placed(item, first + n + 1, _votes(item), _tie(groups, n))
        for n, item in enumerate(items)
        if start <= first + n < start + size
    )


def place_of(item: Item) -> Placed:
    """Where one item stands among the live items of its list."""
    standing = Standing.objects.filter(pk=item.pk).first()
    live = Item.objects.filter(list_id=item.list_id, removed_at=None)
    if standing is None:
        ahead = live.filter(Q(standing__isnull=False) | Q(start_place__lt=item.start_place)).count()
        return Placed(item, ahead + 1, 0, "")
    tied = Standing.objects.filter(list_id=item.list_id, tie_group=standing.tie_group).count() > 1
    return Placed(item, standing.rank, standing.votes, "middle" if tied else "")


def page_of(item: Item) -> int:
    """The page of the list on which the item stands."""
    return page_holding(place_of(item).place - 1, ROWS_ON_PAGE)


def picked_by(voter: Voter, item_ids: Sequence[int]) -> frozenset[int]:
    """Which of these items the voter picks."""
    if voter.pk is None:
        return frozenset()
    said = (
        Vote.objects.filter(voter=voter, item__in=item_ids, kind=Vote.Kind.PICK)
        .values("item_id")
        .annotate(stands=Sum(_SIGN))
    )
    return frozenset(row["item_id"] for row in said if row["stands"] > 0)


def has_votes_of_others(voter: Voter, item: Item) -> bool:
    """Whether anybody but this voter ever voted on the item."""
    return Vote.objects.filter(item=item).exclude(voter=voter).exists()


def leaders_of(list_ids: Sequence[int], size: int) -> dict[int, tuple[str, ...]]:
    """The names of the first items of each list, by place; a list without votes is left out."""
    first = Standing.objects.filter(list__in=list_ids, rank__lte=size).order_by("list_id", "rank")
    names: dict[int, tuple[str, ...]] = {}
    for list_id, name in first.values_list("list_id", "item__name"):
        names[list_id] = (*names.get(list_id, ()), name)
    return names


def turnout_of(list_id: int) -> Turnout:
    board = Board.objects.filter(pk=list_id).first()
    if board is None:
        return Turnout()
    return Turnout(board.voters, sum(board.checkpoint.values()), board.voted_at)


_SIGN = Case(When(is_retraction=True, then=Value(-1)), default=Value(1), output_field=IntegerField())


def _tie_group(item: Item) -> int | None:
    standing: Standing | None = getattr(item, "standing", None)
    return standing.tie_group if standing else None


def _votes(item: Item) -> int:
    standing: Standing | None = getattr(item, "standing", None)
    return standing.votes if standing else 0


def _tie(groups: Sequence[int | None], n: int) -> str:
    if groups[n] is None:
        return ""
    above = n > 0 and groups[n - 1] == groups[n]
    below = n + 1 < len(groups) and groups[n + 1] == groups[n]
    return {(True, True): "middle", (True, False): "last", (False, True): "first"}.get((above, below), "")
