"""Set, import, merge and erase content notes on items, and the notes for which a reader collapses comments."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from ranklore.lists.actions.lists import lock_list
from ranklore.lists.content_notes import confirmed_notes
from ranklore.lists.models import FoldedNotes, Item, ItemNote
from ranklore.people.actions.voters import save_voter
from ranklore.people.models import Voter
from ranklore.text.bidi import quoted
from ranklore.text.errors import Refused


@transaction.atomic
def set_item_notes(*, voter: Voter, item: Item, notes: Collection[str]) -> None:
    """Replace this voter's content notes on an item, and update the notes that the item shows."""
    lock_list(item.list_id)
    if not Item.objects.filter(pk=item.pk, removed_at=None).exists():
        sentence = _("%(name)s was taken off this list, so you can't add content notes to it.")
        raise Refused(sentence % {"name": quoted(item.name)})
    voter = save_voter(voter)
    ItemNote.objects.filter(item=item, voter=voter).exclude(note__in=notes).delete()
    ItemNote.objects.bulk_create((ItemNote(item=item, voter=voter, note=note) for note in notes), ignore_conflicts=True)
    _update_confirmed_notes(item)


def _update_confirmed_notes(item: Item) -> None:
    suggestions = ItemNote.objects.filter(item=item).values_list("voter_id", "note")
    Item.objects.filter(pk=item.pk).update(notes=confirmed_notes(suggestions, item.added_by_id))


@transaction.atomic
def import_item_notes(notes: Iterable[tuple[Item, Collection[str]]]) -> None:
    """Save the notes of imported items. They have no voter and show at once."""
    for item, keys in notes:
        ItemNote.objects.bulk_create(ItemNote(item=item, voter=None, note=key) for key in keys)
        Item.objects.filter(pk=item.pk).update(notes=sorted(keys))


@transaction.atomic
def set_folded_notes(*, voter: Voter, notes: Collection[str]) -> None:
    """Save the content notes for which a reader wants comments collapsed. A new guest who chooses none gets no row."""
    if notes or voter.pk:
        FoldedNotes.objects.update_or_create(voter=save_voter(voter), defaults={"notes": sorted(notes)})


@transaction.atomic
def merge_content_notes(*, guest: Voter, into: Voter) -> None:
    """Give a guest's content notes and settings to another voter. A note that both suggested counts once."""
    same_note = ItemNote.objects.filter(item=OuterRef("item"), note=OuterRef("note"), voter=into)
    ItemNote.objects.filter(Exists(same_note), voter=guest).delete()
    items = list(Item.objects.filter(Exists(ItemNote.objects.filter(item=OuterRef("pk"), voter__in=(guest, into)))))
    ItemNote.objects.filter(voter=guest).update(voter=into)
    for item in items:
        _update_confirmed_notes(item)
    guest_choice = FoldedNotes.objects.filter(pk=guest.pk).first()
    if guest_choice and not FoldedNotes.objects.filter(pk=into.pk).exists():
        FoldedNotes.objects.create(voter=into, notes=guest_choice.notes)
    FoldedNotes.objects.filter(pk=guest.pk).delete()


@transaction.atomic
def erase_content_notes(voter: Voter) -> None:
    """Delete a voter's content notes on items, and their choice of notes to collapse."""
    items = list(Item.objects.filter(Exists(ItemNote.objects.filter(item=OuterRef("pk"), voter=voter))))
    ItemNote.objects.filter(voter=voter).delete()
    for item in items:
        _update_confirmed_notes(item)
    FoldedNotes.objects.filter(pk=voter.pk).delete()
