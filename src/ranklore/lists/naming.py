"""What else an item is called: who may say so, and that no two items of a list share a name unawares."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from ranklore.lists.access import may_name
from ranklore.lists.actions import NewItem, is_same, live_items, lock_list
from ranklore.lists.models import Item, RankedList
from ranklore.lists.rules.checks import checked_aliases
from ranklore.lists.rules.clean import name_key
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


@transaction.atomic
def name_item(*, voter: Voter, item: Item, aliases: Sequence[str], made_from: Sequence[str]) -> None:
    """Give an item these other names, and no others. Sent twice, the second time changes nothing.

    `made_from` is what the form had shown. Raises Refused, and Renamed when it is not so any more.
    """
    ranked_list = lock_list(item.list_id)
    now = Item.objects.get(pk=item.pk)
    now.list = ranked_list
    if not may_name(voter, now):
        raise Refused("Only who added an item, or made its list, can give it other names.")
    if now.removed_at:
        raise Refused(f"{quoted(now.name)} was taken off this list, so it can get no other names.")
    wanted = checked_aliases(aliases, name=now.name)
    if list(wanted) == now.aliases:
        return
    if list(made_from) != now.aliases:
        raise Renamed(now)
    _check_nobody_elses(now, wanted, ranked_list)
    now.aliases, now.named_at = list(wanted), timezone.now()
    now.save(update_fields=["aliases", "named_at"])


def _check_nobody_elses(item: Item, aliases: Sequence[str], ranked_list: RankedList) -> None:
    """Refuse a new name that another item has, unless other people made that one."""
    others = [other for other in live_items(ranked_list) if other.pk != item.pk]
    for alias in (each for each in aliases if each not in item.aliases):
        one = NewItem(alias, tuple(item.credits))
        if taken := next((other for other in others if is_same(one, NewItem.of(other))), None):
            of = "" if name_key(taken.name) == name_key(alias) else f", as another name of {quoted(taken.name)}"
            raise Refused(f"{quoted(alias)} is on this list already{of}. Two items cannot share a name.", "aliases")
