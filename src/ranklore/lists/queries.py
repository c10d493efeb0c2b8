from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from ranklore.lists.models import FoldedNotes, Item, ItemNote, ListTag, RankedList
from ranklore.people.models import Voter


@dataclass(frozen=True, slots=True)
class ListMade:
    """A list, for whoever made it: all of what they gave it."""

    slug: str
    title: str
    prompt: str
    items: int
    created_at: datetime
    category: str
    tags: tuple[str, ...]


def items_on_lists(list_ids: Sequence[int]) -> dict[int, int]:
    """How many items are on each list; a list without any is left out."""
    live = Item.objects.filter(list__in=list_ids, removed_at=None)
    return dict(live.values_list("list_id").annotate(Count("id")))


def lists_made_by(voter: Voter) -> tuple[ListMade, ...]:
    """The lists that a voter made, the newest first."""
    if voter.pk is None:
        return ()
    made = RankedList.objects.filter(created_by=voter).order_by("-pk")
    counted = made.annotate(live=Count("items", filter=Q(items__removed_at=None)))
    tags = tag_names_of([each.pk for each in counted])
    return tuple(
        ListMade(
            each.slug,
            each.title,
            each.prompt,
            each.live,
            each.created_at,
            each.category,
            tags.get(each.pk, ()),
        )
        for each in counted
    )


def tag_names_of(list_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The tags of each list as they were first written; a list without any is left out."""
    named: dict[int, tuple[str, ...]] = {}
    rows = ListTag.objects.filter(list__in=list_ids).order_by("list_id", "place").values_list("list_id", "tag__name")
    for list_id, name in rows:
        named[list_id] = (*named.get(list_id, ()), name)
    return named


@dataclass(frozen=True, slots=True)
class ItemMade:
    """An item, for whoever put it on a list."""

    list: str
    list_title: str
    name: str
    credits: tuple[str, ...]
    aliases: tuple[str, ...]
    created_at: datetime


def items_made_by(voter: Voter) -> tuple[ItemMade, ...]:
    """All items that a voter put on any list, their own included."""
    if voter.pk is None:
        return ()
    made = Item.objects.filter(added_by=voter).select_related("list").order_by("pk")
    return tuple(
        ItemMade(each.list.slug, each.list.title, each.name, tuple(each.credits), tuple(each.aliases), each.created_at)
        for each in made
    )


def names_state(list_id: int) -> tuple[object, ...]:
    """Different after every change of the items of a list or of their names: for what a process keeps of them.

    One query, which costs less than the names: an item that comes, goes, returns or is named anew changes one.
    """
    items = Item.objects.filter(list=list_id)
    figures = items.aggregate(
        Max("pk"), Max("removed_at"), Max("named_at"), live=Count("pk", filter=Q(removed_at=None))
    )
    return tuple(figures.values())


def items_added_by(voter: Voter) -> int:
    """How many items a voter put on lists that others made."""
    if voter.pk is None:
        return 0
    return Item.objects.filter(added_by=voter, removed_at=None).exclude(list__created_by=voter).count()


def lists_of(voter: Voter) -> list[RankedList]:
    return list(RankedList.objects.filter(created_by=voter).order_by("pk"))


def others_added_to(voter: Voter, ranked_list: RankedList) -> bool:
    return ranked_list.items.exclude(added_by=voter).exists()


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
