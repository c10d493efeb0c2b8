"""Items of lists: their number, those with the same name, and a version that changes with their names."""

from collections.abc import Sequence

from django.db.models import Count, Max, Q

from ranklore.lists.item_names import UNTITLED_KEY
from ranklore.lists.models import Item, RankedList
from ranklore.text.clean import name_key


def live_items_for(ranked_list: RankedList) -> list[Item]:
    """The items of a list, with only the fields that tell them apart."""
    return list(ranked_list.items.filter(removed_at=None).only("name", "credits", "aliases", "list_id"))


SAME_NAMED_ITEMS_MAX = 60


def same_named_items_for(item: Item) -> Sequence[Item]:
    """Items on other lists with the name or an alias of this one, each with its list: those on the newest lists."""
    keys = {item.name_key, *(name_key(alias) for alias in item.aliases)} - {"", UNTITLED_KEY}
    same_named = Item.objects.filter(name_key__in=keys, removed_at=None).exclude(list=item.list_id)
    return list(same_named.select_related("list__activity").order_by("-list_id")[:SAME_NAMED_ITEMS_MAX])


def item_counts_for(list_ids: Sequence[int]) -> dict[int, int]:
    """How many items are on each list. Lists without items are left out."""
    live = Item.objects.filter(list__in=list_ids, removed_at=None)
    return dict(live.values_list("list_id").annotate(Count("id")))


def item_names_version(list_id: int) -> tuple[object, ...]:
    """A value that changes whenever an item of a list is added, removed, restored or renamed. It is a cache key.

    It takes one query, which is cheaper than reading all the names.
    """
    items = Item.objects.filter(list=list_id)
    values = items.aggregate(Max("pk"), Max("removed_at"), Max("named_at"), live=Count("pk", filter=Q(removed_at=None)))
    return tuple(values.values())
