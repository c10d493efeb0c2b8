"""Set, import, merge and erase content notes on items, and the notes that a reader folds away."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef

from ranklore.lists.actions.lists import lock_list
from ranklore.lists.content_notes import confirmed_notes
from ranklore.lists.models import FoldedNotes, Item, ItemNote
from ranklore.people.actions.voters import save_voter
from ranklore.people.models import Voter
from ranklore.text.bidi import quoted
from ranklore.text.errors import Refused


@transaction.atomic
def set_item_notes(*, voter: Voter, item: Item, notes: Collection[str]) -> None:
    """Put this voter's content notes on an item: these, and no others of theirs. What stands is made anew."""
    lock_list(item.list_id)
    if not Item.objects.filter(pk=item.pk, removed_at=None).exists():
        raise Refused(f"{quoted(item.name)} was taken off this list, so it can get no notes.")
    voter = save_voter(voter)
    ItemNote.objects.filter(item=item, voter=voter).exclude(note__in=notes).delete()
    ItemNote.objects.bulk_create((ItemNote(item=item, voter=voter, note=note) for note in notes), ignore_conflicts=True)
    _update_confirmed_notes(item)


def _update_confirmed_notes(item: Item) -> None:
    words = ItemNote.objects.filter(item=item).values_list("voter_id", "note")
    Item.objects.filter(pk=item.pk).update(notes=confirmed_notes(words, item.added_by_id))


@transaction.atomic
def import_item_notes(notes: Iterable[tuple[Item, Collection[str]]]) -> None:
    """The notes that items of a page came with: nobody's word, so they stand at once."""
    for item, keys in notes:
        ItemNote.objects.bulk_create(ItemNote(item=item, voter=None, note=key) for key in keys)
        Item.objects.filter(pk=item.pk).update(notes=sorted(keys))


@transaction.atomic
def set_folded_notes(*, voter: Voter, notes: Collection[str]) -> None:
    """Keep which content notes a reader wants folded away. Who never chose any leaves no row."""
    if notes or voter.pk:
        FoldedNotes.objects.update_or_create(voter=save_voter(voter), defaults={"notes": sorted(notes)})


@transaction.atomic
def merge_content_notes(*, guest: Voter, into: Voter) -> None:
    """Give a guest's notes on items, and what they fold away, to another voter. What both said counts once."""
    same = ItemNote.objects.filter(item=OuterRef("item"), note=OuterRef("note"), voter=into)
    ItemNote.objects.filter(Exists(same), voter=guest).delete()
    noted = list(Item.objects.filter(Exists(ItemNote.objects.filter(item=OuterRef("pk"), voter__in=(guest, into)))))
    ItemNote.objects.filter(voter=guest).update(voter=into)
    for item in noted:
        _update_confirmed_notes(item)
    theirs = FoldedNotes.objects.filter(pk=guest.pk).first()
    if theirs and not FoldedNotes.objects.filter(pk=into.pk).exists():
        FoldedNotes.objects.create(voter=into, notes=theirs.notes)
    FoldedNotes.objects.filter(pk=guest.pk).delete()


@transaction.atomic
def erase_content_notes(voter: Voter) -> None:
    """Delete a voter's notes on items, and what they fold away."""
    noted = list(Item.objects.filter(Exists(ItemNote.objects.filter(item=OuterRef("pk"), voter=voter))))
    ItemNote.objects.filter(voter=voter).delete()
    for item in noted:
        _update_confirmed_notes(item)
    FoldedNotes.objects.filter(pk=voter.pk).delete()
