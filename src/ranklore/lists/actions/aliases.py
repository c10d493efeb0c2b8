"""Set the other names of an item, and the name of an item without one."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

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
    """Replace the other names of an item. If the item has no name yet, the first of them becomes its name.

    `made_from` is the name and the other names that the form showed. Returns the item as it is now; a second call with
    the same names changes nothing. Raises Refused, and NamesChanged when the names are not `made_from` any more.
    """
    ranked_list = lock_list(item.list_id)
    current = Item.objects.get(pk=item.pk)
    current.list = ranked_list
    if not can_name_item(voter, current):
        raise Refused(_("Only the person who added this item or made its list can give it other names."))
    if current.removed_at:
        sentence = _("%(name)s was taken off this list, so you can't change its names.")
        raise Refused(sentence % {"name": quoted(current.name)})
    name, wanted = current.name, list(validate_aliases(aliases, name=current.name))
    if is_untitled(current) and wanted and _first_key(aliases) != name_key(UNTITLED):
        name, *wanted = wanted
    if (name, wanted) == (current.name, current.aliases):
        return current
    if list(made_from) != [current.name, *current.aliases]:
        raise NamesChanged(current)
    _check_names_are_free(current, [name, *wanted], ranked_list)
    current.name, current.aliases, current.named_at = name, wanted, timezone.now()
    current.save(update_fields=["name", "name_key", "aliases", "named_at"])
    return current


def _first_key(names: Sequence[str]) -> str:
    return next(filter(None, map(name_key, names)), "")


def _check_names_are_free(item: Item, names: Sequence[str], ranked_list: RankedList) -> None:
    """Refuse a new name that another item of the list has, unless the two items have different credits."""
    others = [other for other in live_items_for(ranked_list) if other.pk != item.pk]
    for name in names:
        if name in (item.name, *item.aliases):
            continue
        renamed = NewItem(name, tuple(item.credits))
        if taken := next((other for other in others if is_same_item(renamed, NewItem.of(other))), None):
            if name_key(taken.name) == name_key(name):
                sentence = _("%(name)s is on this list already. Two items can't share a name.")
            else:
                sentence = _(
                    "%(name)s is on this list already, as another name of %(item)s. Two items can't share a name."
                )
            raise Refused(sentence % {"name": quoted(name), "item": quoted(taken.name)}, "aliases")
