"""The content notes that a voter put on an item, and those for which they collapse comments."""

from ranklore.lists.models import FoldedNotes, Item, ItemNote
from ranklore.people.models import Voter


def folded_notes_for(voter: Voter) -> frozenset[str]:
    """The content notes for which this reader wants comments collapsed."""
    if voter.pk is None:
        return frozenset()
    return frozenset(FoldedNotes.objects.filter(pk=voter.pk).values_list("notes", flat=True).first() or ())


def item_notes_by(voter: Voter, item: Item) -> tuple[str, ...]:
    """The notes that this voter put on the item."""
    if voter.pk is None:
        return ()
    return tuple(ItemNote.objects.filter(item=item, voter=voter).order_by("note").values_list("note", flat=True))
