"""The items of a list with their ranks: pages, neighbours, leaders and the spotlight."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from django.db.models import F, Q

from ranklore.ballots.models import Standing
from ranklore.ballots.queries.turnout import Turnout
from ranklore.ballots.spotlight import items_in_spotlight
from ranklore.core.database.any_id import AnyId
from ranklore.core.database.prepared import PreparedObjects, PreparedQuery
from ranklore.core.pagination import page_number_of
from ranklore.lists.models import Item

ITEMS_PER_PAGE = 25
NO_ITEMS: Mapping[int, Item] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RankedItem:
    """An item with its rank. An item that is too new to rank has no rank and no range.

    position  from 1, on the whole list
    tie       its place in a group that is too close to call: first, middle, last, or "" outside of one. An item without
              a rank between two of a group is in the middle
    """

    item: Item
    position: int
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    votes: int
    tie: str
    downs: int = 0


def ranked_items(list_id: int, start: int, size: int, known: Mapping[int, Item] = NO_ITEMS) -> tuple[RankedItem, ...]:
    """Items `start` to `start + size` of the list, best first.

    Items in `known` are not read again.
    """
    first = max(start - 1, 0)  # one more item on either side, to find ties across the edges of the page
    places = _window(first, start + size + 1).rows(list_id)
    groups = _bridged([tie_group for *_, tie_group in places])
    shown = range(start - first, min(start - first + size, len(places)))
    items = _with_items(known, [places[n][0] for n in shown])
    return tuple(
        RankedItem(items[item_id], first + n + 1, rank, low, high, votes or 0, _tie_position(groups, n), downs or 0)
        for n in shown
        for item_id, rank, low, high, votes, downs, _ in [places[n]]
        if item_id in items
    )


def rank_of(item: Item) -> int | None:
    """The item's published rank. None while it is too new to rank."""
    return Standing.objects.filter(pk=item.pk).values_list("rank", flat=True).first()


def ranks_of(item_ids: Collection[int]) -> dict[int, int | None]:
    """Item id -> published rank, for those of these items that are still on their list."""
    return dict(Item.objects.filter(pk__in=item_ids, removed_at=None).values_list("pk", "standing__rank"))


def neighbours_of(item: Item, each_way: int = 2) -> tuple[RankedItem, ...]:
    """The item and its neighbours, in order."""
    position = _position_of(item)
    start = max(position - 1 - each_way, 0)
    return ranked_items(item.list_id, start, position + each_way - start)


def spotlight_items(turnout: Turnout, known: Collection[int]) -> tuple[RankedItem, ...]:
    """The items of the spotlight, without those in `known`."""
    chosen = items_in_spotlight(turnout.spotlight, known)
    live = Item.objects.filter(removed_at=None, standing__isnull=False).select_related("standing").in_bulk(chosen)
    return tuple(_ranked_item(live[pk], live[pk].standing.position, "") for pk in chosen if pk in live)


def ranked_items_by_id(item_ids: Sequence[int]) -> tuple[RankedItem, ...]:
    """Those of these items that are still on their list, in the given order."""
    live = Item.objects.filter(removed_at=None).select_related("standing").in_bulk(item_ids)
    found = (live[pk] for pk in item_ids if pk in live)
    return tuple(_ranked_item(item, getattr(getattr(item, "standing", None), "position", 0), "") for item in found)


def page_of_item(item: Item) -> int:
    """The number of the page that has the item."""
    return page_number_of(_position_of(item) - 1, ITEMS_PER_PAGE)


def leader_names_of(list_ids: Sequence[int], size: int) -> dict[int, tuple[str, ...]]:
    """List id -> names of its first items, by rank. Lists without ranks are left out."""
    leaders = Standing.objects.filter(list__in=list_ids, rank__lte=size).order_by("list_id", "rank")
    names: dict[int, tuple[str, ...]] = {}
    for list_id, name in leaders.values_list("list_id", "item__name"):
        names[list_id] = (*names.get(list_id, ()), name)
    return names


def _with_items(known: Mapping[int, Item], item_ids: Sequence[int]) -> Mapping[int, Item]:
    missing = [item_id for item_id in item_ids if item_id not in known]
    return {**known, **{item.pk: item for item in _ITEMS.all(missing)}} if missing else known


_ITEMS = PreparedObjects(Item, lambda item_ids: Item.objects.filter(AnyId("pk", item_ids)), list)


@lru_cache(256)
def _window(first: int, end: int) -> PreparedQuery:
    fields = [f"standing__{name}" for name in ("rank", "rank_low", "rank_high", "votes", "downs", "tie_group")]
    return PreparedQuery(
        lambda list_id: (
            Item.objects.filter(list_id=list_id, removed_at=None)
            .order_by(F("standing__position").asc(nulls_last=True), "start_place")
            .values_list("pk", *fields)[first:end]
        ),
        int,
    )


def _position_of(item: Item) -> int:
    """The item's place on the whole list, from 1. Items that were added after the last count come last."""
    for (position,) in _POSITION.rows(item.pk):
        return int(position)
    live = Item.objects.filter(list_id=item.list_id, removed_at=None)
    before = Q(standing__isnull=False) | Q(start_place__lt=item.start_place)
    return live.filter(before).count() + 1


_POSITION = PreparedQuery(lambda item_id: Standing.objects.filter(pk=item_id).values_list("position"), int)


def _ranked_item(item: Item, position: int, tie: str) -> RankedItem:
    standing: Standing | None = getattr(item, "standing", None)
    if standing is None:
        return RankedItem(item, position, None, None, None, 0, "")
    return RankedItem(
        item,
        position,
        standing.rank,
        standing.rank_low,
        standing.rank_high,
        standing.votes,
        tie,
        standing.downs,
    )


def _bridged(groups: Sequence[int | None]) -> list[int | None]:
    """The tie groups, where items without a rank have the group that is both above and below them."""
    bridged, above = list(groups), None
    for n, group in enumerate(groups):
        if group is None:
            below = next((each for each in groups[n:] if each is not None), None)
            bridged[n] = above if above == below else None
        else:
            above = group
    return bridged


def _tie_position(groups: Sequence[int | None], n: int) -> str:
    if groups[n] is None:
        return ""
    above = n > 0 and groups[n - 1] == groups[n]
    below = n + 1 < len(groups) and groups[n + 1] == groups[n]
    return {(True, True): "middle", (True, False): "last", (False, True): "first"}.get((above, below), "")
