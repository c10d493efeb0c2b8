"""Set the other names of an item, and the name of an untitled one."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from ranklore.lists.access import can_name_item
from ranklore.lists.actions.lists import lock_list
from ranklore.lists.errors import NamesChanged
from ranklore.lists.item_names import NewItem, is_same_item, is_untitled
from ranklore.lists.models import Item, RankedList
from ranklore.lists.queries.items import live_items_for
from ranklore.lists.validation import validate_aliases
from ranklore.parsing.result import UNTITLED
from ranklore.people.models import Voter
from ranklore.text.bidi import quoted
from ranklore.text.clean import name_key
from ranklore.text.errors import Refused


@transaction.atomic
def set_item_names(*, voter: Voter, item: Item, aliases: Sequence[str], made_from: Sequence[str]) -> Item:
    """Give an item these other names, and no others; of one without a name the first becomes its name. Sent twice, the
    second time changes nothing. Gives the item as it is then.

    `made_from` is the name and the other names that the form had shown. Raises Refused, and Renamed when they are not
    so any more.
    """
    ranked_list = lock_list(item.list_id)
    now = Item.objects.get(pk=item.pk)
    now.list = ranked_list
    if not can_name_item(voter, now):
        raise Refused("Only who added an item, or made its list, can give it other names.")
    if now.removed_at:
        raise Refused(f"{quoted(now.name)} was taken off this list, so it can get no other names.")
    name, wanted = now.name, list(validate_aliases(aliases, name=now.name))
    if is_untitled(now) and wanted and _first_key(aliases) != name_key(UNTITLED):
        name, *wanted = wanted
    if (name, wanted) == (now.name, now.aliases):
        return now
    if list(made_from) != [now.name, *now.aliases]:
        raise NamesChanged(now)
    _check_names_are_free(now, [name, *wanted], ranked_list)
    now.name, now.aliases, now.named_at = name, wanted, timezone.now()
    now.save(update_fields=["name", "name_key", "aliases", "named_at"])
    return now


def _first_key(names: Sequence[str]) -> str:
    return next(filter(None, map(name_key, names)), "")


def _check_names_are_free(item: Item, names: Sequence[str], ranked_list: RankedList) -> None:
    """Refuse a new name that another item has, unless other people made that one."""
    others = [other for other in live_items_for(ranked_list) if other.pk != item.pk]
    for name in (each for each in names if each not in (item.name, *item.aliases)):
        one = NewItem(name, tuple(item.credits))
        if taken := next((other for other in others if is_same_item(one, NewItem.of(other))), None):
            of = "" if name_key(taken.name) == name_key(name) else f", as another name of {quoted(taken.name)}"
            raise Refused(f"{quoted(name)} is on this list already{of}. Two items cannot share a name.", "aliases")
