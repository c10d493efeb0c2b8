from collections.abc import Sequence

from django.db.models import Count

from ranklore.lists.models import FoldedNotes, Item, ItemNote
from ranklore.people.models import Voter


def items_on_lists(list_ids: Sequence[int]) -> dict[int, int]:
    """How many items are on each list; a list without any is left out."""
    live = Item.objects.filter(list__in=list_ids, removed_at=None)
    return dict(live.values_list("list_id").annotate(Count("id")))


def folds_of(voter: Voter) -> frozenset[str]:
    """The content notes that this reader wants folded away."""
    if voter.pk is None:
        return frozenset()
    return frozenset(FoldedNotes.objects.filter(pk=voter.pk).values_list("notes", flat=True).first() or ())


def notes_on_item_by(voter: Voter, item: Item) -> tuple[str, ...]:
    """The notes that this voter put on the item."""
    if voter.pk is None:
        return ()
    return tuple(ItemNote.objects.filter(item=item, voter=voter).order_by("note").values_list("note", flat=True))
