"""Who may read or change a list or an item. Other apps get lists and items only from here."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from ranklore.core.database.prepared import PreparedObjects
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Voter


def get_list_for(voter: Voter, slug: str) -> RankedList:
    """The list at this address, or Http404. All lists are public today; `voter` is here for private ones."""
    ranked_list = _LIST.first(slug) if "\x00" not in slug else None
    if ranked_list is None:
        raise Http404(slug)
    return ranked_list


_LIST = PreparedObjects(RankedList, lambda slug: RankedList.objects.filter(slug=slug), str)


def get_own_list(voter: Voter, slug: str) -> RankedList:
    """The list at this address. Raises PermissionDenied for anybody but its maker."""
    ranked_list = get_list_for(voter, slug)
    if not is_maker(voter, ranked_list):
        raise PermissionDenied
    return ranked_list


def is_maker(voter: Voter, ranked_list: RankedList) -> bool:
    return voter.pk is not None and ranked_list.created_by_id == voter.pk


def get_item_for(voter: Voter, slug: str, item_id: int) -> Item:
    """An item of the list at this address, or Http404. It may be a removed one: the page says so."""
    return get_item_on(get_list_for(voter, slug), item_id)


def can_name_item(voter: Voter, item: Item) -> bool:
    """Whether this voter may give an item other names: they added it, or made its list."""
    return voter.pk is not None and voter.pk in (item.added_by_id, item.list.created_by_id)


def get_item_on(ranked_list: RankedList, item_id: int) -> Item:
    """An item of a list that the reader may see, or Http404. It may be a removed one."""
    item = _ITEM.first(ranked_list.pk, item_id) if item_id < 2**63 else None
    if item is None:
        raise Http404(item_id)
    item.list = ranked_list
    return item


_ITEM = PreparedObjects(Item, lambda list_id, item_id: Item.objects.filter(list=list_id, pk=item_id), int, int)
