"""Add an item to a list, remove it and restore it."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from ranklore.lists.actions.lists import lock_list
from ranklore.lists.errors import AlreadyListed, PossibleDuplicateItem
from ranklore.lists.item_names import NewItem, is_same_item
from ranklore.lists.models import Item, RankedList
from ranklore.lists.queries.duplicates import find_duplicate_items
from ranklore.lists.queries.items import live_items_for
from ranklore.parsing.limits import LIST_ITEMS_MAX
from ranklore.people.actions.voters import save_voter
from ranklore.people.models import Voter
from ranklore.text.errors import Refused


def add_item(
    *,
    ranked_list: RankedList,
    voter: Voter,
    name: str,
    credits: Sequence[str] = (),
    aliases: Sequence[str] = (),
    nonce: uuid.UUID,
    seen: Collection[int] | None = None,
) -> Item:
    """Add an item at the end of the starting order.

    A form that is sent twice (same `nonce`, same content) returns the same item. `seen` are the ids of similar items
    that the reader was shown; None skips that question. Raises AlreadyListed, PossibleDuplicateItem or Refused.
    """
    new = NewItem(name, tuple(credits), tuple(aliases)).validated()
    if seen is not None and not Item.objects.filter(nonce=nonce).exists():
        _check_not_duplicate(new, ranked_list, seen)  # before the lock, because it can be slow
    with transaction.atomic():
        ranked_list = lock_list(ranked_list.pk)
        voter = save_voter(voter)
        again = Item.objects.filter(nonce=nonce).first()
        if again and _submission_of(again) == (voter.pk, ranked_list.pk, new, None):
            return again
        if again:
            raise Refused(_("This form was used before. Send it again."), "nonce")
        _check_can_add(new, ranked_list)
        last = ranked_list.items.aggregate(last=Max("start_place"))["last"] or 0
        return Item.objects.create(
            list=ranked_list,
            name=new.name,
            credits=list(new.credits),
            aliases=list(new.aliases),
            start_place=last + 1,
            added_by=voter,
            nonce=nonce,
        )


@transaction.atomic
def remove_item(item: Item) -> bool:
    """Take an item off its list. Nothing is deleted: `restore_item` puts it back where it was.

    Returns whether anything changed. Then the caller must have the standings recounted, which this app does not know.
    """
    return bool(Item.objects.filter(pk=item.pk, removed_at=None).update(removed_at=timezone.now()))


@transaction.atomic
def restore_item(item: Item) -> bool:
    """Put a removed item back on its list. Raises AlreadyListed when the same item was added again."""
    ranked_list = lock_list(item.list_id)
    if Item.objects.filter(pk=item.pk, removed_at=None).exists():
        return False
    _check_can_add(NewItem.of(item), ranked_list)
    return bool(Item.objects.filter(pk=item.pk).update(removed_at=None))


def _submission_of(item: Item) -> tuple[int | None, int, NewItem, datetime | None]:
    return item.added_by_id, item.list_id, NewItem.of(item), item.removed_at


def _check_can_add(new: NewItem, ranked_list: RankedList) -> None:
    items = live_items_for(ranked_list)
    if len(items) >= LIST_ITEMS_MAX:
        sentence = _("This list is full. A list can have at most %(max)s items.")
        raise Refused(sentence % {"max": intcomma(LIST_ITEMS_MAX)})
    for item in items:
        if is_same_item(new, NewItem.of(item)):
            item.list = ranked_list
            raise AlreadyListed(item)


def _check_not_duplicate(new: NewItem, ranked_list: RankedList, seen: Collection[int]) -> None:
    """Ask about similar items that the reader was not shown. The same item is refused later, with its own error."""
    item_ids = find_duplicate_items(ranked_list.pk, new.name, new.credits, new.aliases)
    if set(item_ids) <= set(seen):
        return
    if not any(is_same_item(new, NewItem.of(item)) for item in Item.objects.filter(pk__in=item_ids)):
        raise PossibleDuplicateItem(item_ids)
