"""What an item without a name is called, and what else one is: who may say so, and that no two items of a list share a
name unawares."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from ranklore.lists.access import may_name
from ranklore.lists.actions import NewItem, is_same, live_items, lock_list
from ranklore.lists.models import Item, RankedList
from ranklore.lists.rules.checks import checked_aliases
from ranklore.lists.rules.clean import name_key
from ranklore.lists.rules.pasted import UNTITLED
from ranklore.people.models import Voter
from ranklore.shell.refused import Refused
from ranklore.shell.words import quoted


class Renamed(Refused):
    """The names of an item were changed after the form was served: `item` is as it stands now."""

    def __init__(self, item: Item) -> None:
        super().__init__(
            "These names were changed meanwhile, so nothing was saved. Send the form again to replace them.",
            "aliases",
        )
        self.item = item


def is_untitled(item: Item) -> bool:
    """Whether an item has no name of its own yet. One that is really called so may say it, and get other names."""
    return item.name == UNTITLED and not item.aliases


@transaction.atomic
def name_item(*, voter: Voter, item: Item, aliases: Sequence[str], made_from: Sequence[str]) -> Item:
    """Give an item these other names, and no others; of one without a name the first becomes its name. Sent twice, the
    second time changes nothing. Gives the item as it is then.

    `made_from` is the name and the other names that the form had shown. Raises Refused, and Renamed when they are not
    so any more.
    """
    ranked_list = lock_list(item.list_id)
    now = Item.objects.get(pk=item.pk)
    now.list = ranked_list
    if not may_name(voter, now):
        raise Refused("Only who added an item, or made its list, can give it other names.")
    if now.removed_at:
        raise Refused(f"{quoted(now.name)} was taken off this list, so it can get no other names.")
    name, wanted = now.name, list(checked_aliases(aliases, name=now.name))
    if is_untitled(now) and wanted and _first_key(aliases) != name_key(UNTITLED):
        name, *wanted = wanted
    if (name, wanted) == (now.name, now.aliases):
        return now
    if list(made_from) != [now.name, *now.aliases]:
        raise Renamed(now)
    _check_nobody_elses(now, [name, *wanted], ranked_list)
    now.name, now.aliases, now.named_at = name, wanted, timezone.now()
    now.save(update_fields=["name", "name_key", "aliases", "named_at"])
    return now


def _first_key(names: Sequence[str]) -> str:
    return next(filter(None, map(name_key, names)), "")


def _check_nobody_elses(item: Item, names: Sequence[str], ranked_list: RankedList) -> None:
    """Refuse a new name that another item has, unless other people made that one."""
    others = [other for other in live_items(ranked_list) if other.pk != item.pk]
    for name in (each for each in names if each not in (item.name, *item.aliases)):
        one = NewItem(name, tuple(item.credits))
        if taken := next((other for other in others if is_same(one, NewItem.of(other))), None):
            of = "" if name_key(taken.name) == name_key(name) else f", as another name of {quoted(taken.name)}"
            raise Refused(f"{quoted(name)} is on this list already{of}. Two items cannot share a name.", "aliases")
