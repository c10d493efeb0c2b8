"""Items of lists: their number, those with the same name, and a version that changes when a name does."""

from collections.abc import Sequence

from django.db.models import Count, Max, Q

from ranklore.lists.item_names import UNTITLED_KEY
from ranklore.lists.models import Item, RankedList
from ranklore.text.clean import name_key


def live_items_for(ranked_list: RankedList) -> list[Item]:
    """What is on a list, as far as it is needed to tell its items apart."""
    return list(ranked_list.items.filter(removed_at=None).only("name", "credits", "aliases", "list_id"))


SAME_NAMED_ITEMS_MAX = 60


def same_named_items_for(item: Item) -> Sequence[Item]:
    """Items on other lists that have this one's name or another name of it, each with its list; of very many those on
    the newest lists."""
    names = {item.name_key, *(name_key(alias) for alias in item.aliases)} - {"", UNTITLED_KEY}
    alike = Item.objects.filter(name_key__in=names, removed_at=None).exclude(list=item.list_id)
    return list(alike.select_related("list__activity").order_by("-list_id")[:SAME_NAMED_ITEMS_MAX])


def item_counts_for(list_ids: Sequence[int]) -> dict[int, int]:
    """How many items are on each list; a list without any is left out."""
    live = Item.objects.filter(list__in=list_ids, removed_at=None)
    return dict(live.values_list("list_id").annotate(Count("id")))


def item_names_version(list_id: int) -> tuple[object, ...]:
    """Different after every change of the items of a list or of their names: for what a process keeps of them.

    One query, which costs less than the names: an item that comes, goes, returns or is named anew changes one.
    """
    items = Item.objects.filter(list=list_id)
    figures = items.aggregate(
        Max("pk"), Max("removed_at"), Max("named_at"), live=Count("pk", filter=Q(removed_at=None))
    )
    return tuple(figures.values())
