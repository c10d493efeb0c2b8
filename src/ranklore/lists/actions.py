"""Every write to lists and items."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.text import slugify

from ranklore.lists.doubles import LooksListed, items_like, note_title
from ranklore.lists.models import FoldedNotes, Item, ItemNote, Pulse, RankedList, TitleWord
from ranklore.lists.notes import standing_notes
from ranklore.lists.relating import drop_related
from ranklore.lists.rules.checks import checked_aliases, checked_credits, checked_name, checked_prompt, checked_title
from ranklore.lists.rules.clean import name_key
from ranklore.lists.rules.limits import ITEMS_MAX, LIST_ITEMS_MAX
from ranklore.lists.tagging import drop_tags, file_list
from ranklore.people.actions import save_voter
from ranklore.people.models import Voter
from ranklore.shell.refused import Refused
from ranklore.shell.words import quoted


@dataclass(frozen=True, slots=True)
class NewItem:
    name: str
    credits: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    def checked(self) -> "NewItem":
        """Fit to keep. Raises Refused."""
        name = checked_name(self.name)
        return NewItem(name, checked_credits(self.credits), checked_aliases(self.aliases, name=name))

    @classmethod
    def of(cls, item: Item) -> "NewItem":
        return cls(item.name, tuple(item.credits), tuple(item.aliases))


class AlreadyListed(Refused):
    """The item is on the list already: `item` is the one."""

    def __init__(self, item: Item) -> None:
        super().__init__(
            f"{quoted(item.name)} is on this list already. If yours is a different one, say who made it.", "name"
        )
        self.item = item


@transaction.atomic
def create_list(
    *,
    title: str,
    prompt: str = "",
    items: Sequence[NewItem] = (),
    voter: Voter | None = None,
    is_pasted: bool = False,
    is_simulated: bool = False,
    category: str = "",
    tags: Sequence[str] = (),
) -> RankedList:
    """A list with its items in their starting order, all of it or nothing. Raises Refused for what is too long."""
    title, prompt = checked_title(title), checked_prompt(prompt)
    if len(items) > ITEMS_MAX:
        raise Refused(f"A list can start with at most {ITEMS_MAX:,} items; this has {len(items):,}.")
    checked = [item.checked() for item in items]
    ranked_list = _with_free_slug(
        RankedList(
            title=title,
            prompt=prompt,
            created_by=save_voter(voter) if voter else None,
            is_pasted=is_pasted,
            is_simulated=is_simulated,
        )
    )
    note_title(ranked_list)
    Item.objects.bulk_create(
        Item(
            list=ranked_list,
            name=item.name,
            credits=list(item.credits),
            aliases=list(item.aliases),
            start_place=place,
            added_by=ranked_list.created_by,
        )
        for place, item in enumerate(checked, start=1)
    )
    Pulse.objects.create(list=ranked_list)
    if category or tags:
        file_list(ranked_list, category=category, tags=tags)
    return ranked_list


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

    A form that was sent twice (the same `nonce`, the same words) gives the same item again. `seen` are the items like
    it that the reader was shown; with None nobody is asked. Raises AlreadyListed, LooksListed or Refused.
    """
    new = NewItem(name, tuple(credits), tuple(aliases)).checked()
    if seen is not None and not Item.objects.filter(nonce=nonce).exists():
        _check_unlike(new, ranked_list, seen)  # before anybody has to wait for it
    with transaction.atomic():
        ranked_list = lock_list(ranked_list.pk)
        voter = save_voter(voter)
        again = Item.objects.filter(nonce=nonce).first()
        if again and _says(again) == (voter.pk, ranked_list.pk, new, None):
            return again
        if again:
            raise Refused("That form was used before. Send it again.", "nonce")
        _check_room_for(new, ranked_list)
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


def lock_list(list_id: int) -> RankedList:
    """The list, held to the end of the transaction: who adds, removes or comments comes one after the other.

    Raises Refused when it went with its maker while one waited.
    """
    # Not its key: votes refer to the list, and a vote must not wait for a comment, nor the two for each other.
    held = RankedList.objects.select_for_update(no_key=True).filter(pk=list_id).first()
    if held is None:
        raise Refused("This list was deleted a moment ago, so nothing can be added to it.")
    return held


@transaction.atomic
def remove_item(item: Item) -> bool:
    """Take an item off its list. Nothing is deleted: `restore_item` puts it back where it was.

    When it was not off already the answer is True, and the caller has the standings made anew
    (`ballots.recount.item_came_or_went`): this app does not know them.
    """
    return bool(Item.objects.filter(pk=item.pk, removed_at=None).update(removed_at=timezone.now()))


@transaction.atomic
def restore_item(item: Item) -> bool:
    """Put a removed item back: the counterpart of `remove_item`. Raises AlreadyListed when its double was added."""
    ranked_list = lock_list(item.list_id)
    if Item.objects.filter(pk=item.pk, removed_at=None).exists():
        return False
    _check_room_for(NewItem.of(item), ranked_list)
    return bool(Item.objects.filter(pk=item.pk).update(removed_at=None))


@transaction.atomic
def note_item(*, voter: Voter, item: Item, notes: Collection[str]) -> None:
    """Put this voter's content notes on an item: these, and no others of theirs. What stands is made anew."""
    lock_list(item.list_id)
    if not Item.objects.filter(pk=item.pk, removed_at=None).exists():
        raise Refused(f"{quoted(item.name)} was taken off this list, so it can get no notes.")
    voter = save_voter(voter)
    ItemNote.objects.filter(item=item, voter=voter).exclude(note__in=notes).delete()
    ItemNote.objects.bulk_create((ItemNote(item=item, voter=voter, note=note) for note in notes), ignore_conflicts=True)
    _count_notes(item)


def _count_notes(item: Item) -> None:
    words = ItemNote.objects.filter(item=item).values_list("voter_id", "note")
    Item.objects.filter(pk=item.pk).update(notes=standing_notes(words, item.added_by_id))


@transaction.atomic
def import_item_notes(notes: Iterable[tuple[Item, Collection[str]]]) -> None:
    """The notes that items of a page came with: nobody's word, so they stand at once."""
    for item, keys in notes:
        ItemNote.objects.bulk_create(ItemNote(item=item, voter=None, note=key) for key in keys)
        Item.objects.filter(pk=item.pk).update(notes=sorted(keys))


@transaction.atomic
def fold_notes(*, voter: Voter, notes: Collection[str]) -> None:
    """Keep which content notes a reader wants folded away. Who never chose any leaves no row."""
    if notes or voter.pk:
        FoldedNotes.objects.update_or_create(voter=save_voter(voter), defaults={"notes": sorted(notes)})


@transaction.atomic
def merge_notes(*, guest: Voter, into: Voter) -> None:
    """Give a guest's notes on items, and what they fold away, to another voter. What both said counts once."""
    same = ItemNote.objects.filter(item=OuterRef("item"), note=OuterRef("note"), voter=into)
    ItemNote.objects.filter(Exists(same), voter=guest).delete()
    noted = list(Item.objects.filter(Exists(ItemNote.objects.filter(item=OuterRef("pk"), voter__in=(guest, into)))))
    ItemNote.objects.filter(voter=guest).update(voter=into)
    for item in noted:
        _count_notes(item)
    theirs = FoldedNotes.objects.filter(pk=guest.pk).first()
    if theirs and not FoldedNotes.objects.filter(pk=into.pk).exists():
        FoldedNotes.objects.create(voter=into, notes=theirs.notes)
    FoldedNotes.objects.filter(pk=guest.pk).delete()


@transaction.atomic
def erase_notes(voter: Voter) -> None:
    """Delete a voter's notes on items, and what they fold away."""
    noted = list(Item.objects.filter(Exists(ItemNote.objects.filter(item=OuterRef("pk"), voter=voter))))
    ItemNote.objects.filter(voter=voter).delete()
    for item in noted:
        _count_notes(item)
    FoldedNotes.objects.filter(pk=voter.pk).delete()


def _says(item: Item) -> tuple[int | None, int, NewItem, datetime | None]:
    return item.added_by_id, item.list_id, NewItem.of(item), item.removed_at


def _check_room_for(new: NewItem, ranked_list: RankedList) -> None:
    there = live_items(ranked_list)
    if len(there) >= LIST_ITEMS_MAX:
        raise Refused(f"This list is full: a list can have at most {LIST_ITEMS_MAX:,} items.")
    for item in there:
        if is_same(new, NewItem.of(item)):
            item.list = ranked_list
            raise AlreadyListed(item)


def _check_unlike(new: NewItem, ranked_list: RankedList, seen: Collection[int]) -> None:
    """Ask about what reads like it. What is the same is refused later, for good."""
    found = items_like(ranked_list.pk, new.name, new.credits, new.aliases)
    if set(found) <= set(seen):
        return
    if not any(is_same(new, NewItem.of(item)) for item in Item.objects.filter(pk__in=found)):
        raise LooksListed(found)


def live_items(ranked_list: RankedList) -> list[Item]:
    """What is on a list, as far as it is needed to tell its items apart."""
    return list(ranked_list.items.filter(removed_at=None).only("name", "credits", "aliases", "list_id"))


def is_same(one: NewItem, other: NewItem) -> bool:
    """Whether two items read the same: a name of theirs is the same, and they are not by different people."""
    if not _names_of(one) & _names_of(other):
        return False
    mine, theirs = ({name_key(credit) for credit in item.credits} for item in (one, other))
    return not mine or not theirs or bool(mine & theirs)


def _names_of(item: NewItem) -> set[str]:
    return {name_key(name) for name in (item.name, *item.aliases)}


def _with_free_slug(ranked_list: RankedList) -> RankedList:
    """Save under the first free address: `title`, `title-2`, `title-3`."""
    base = slugify(ranked_list.title, allow_unicode=True)[:80].strip("-") or "list"
    taken = set(RankedList.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    while True:
        slug = base if number == 1 else f"{base}-{number}"
        number += 1
        if slug in taken:
            continue
        ranked_list.slug = slug
        try:
            with transaction.atomic():
                ranked_list.save(force_insert=True)
        except IntegrityError:  # somebody took it between the look and the write
            continue
        return ranked_list


@transaction.atomic
def hand_over(*, guest: Voter, into: Voter) -> None:
    """Make the lists and items of one voter another's."""
    RankedList.objects.filter(created_by=guest).update(created_by=into)
    Item.objects.filter(added_by=guest).update(added_by=into)


@transaction.atomic
def delete_list(list_id: int) -> None:
    """Delete a list that nothing refers to any more: the apps above have deleted what is theirs."""
    TitleWord.objects.filter(list=list_id).delete()
    ItemNote.objects.filter(item__list=list_id).delete()
    Item.objects.filter(list=list_id).delete()
    drop_tags(list_id)
    drop_related(Q(list=list_id) | Q(other=list_id))
    Pulse.objects.filter(list=list_id).delete()
    RankedList.objects.filter(pk=list_id).delete()
