"""Lists related to a list: the saved ones, and the search for lists that share items or tags with it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count

from ranklore.lists.item_names import UNTITLED_KEY
from ranklore.lists.models import Item, ListTag, RelatedList

RELATED_LISTS_SHOWN_MAX = 5


@dataclass(frozen=True, slots=True)
class RelatedListView:
    """A list beside another, and why: how many items are on both and tags the same, or that people voted on both."""

    slug: str
    title: str
    items: int
    tags: int
    has_voters: bool


def related_lists_for(list_id: int) -> tuple[RelatedListView, ...]:
    rows = RelatedList.objects.filter(list=list_id).select_related("other").order_by("-weight", "other_id")
    return tuple(
        RelatedListView(row.other.slug, row.other.title, row.items, row.tags, row.has_voters)
        for row in rows[:RELATED_LISTS_SHOWN_MAX]
    )


ITEMS_COMPARED_MAX = 200
"""Items of a list that are looked for on others."""


CANDIDATES_MAX = 40
"""Lists that each reason may bring."""


SHARED_ITEMS_MIN = 2
"""One name alone that is on both lists says little."""


@dataclass(frozen=True, slots=True)
class ListSimilarity:
    """What joins a list to another."""

    items: int = 0
    tags: int = 0
    has_voters: bool = False

    @property
    def weight(self) -> float:
        """More of the same adds less and less, so that no one reason decides alone."""
        return self.items / (self.items + 3) + self.tags / (self.tags + 2) + 0.5 * self.has_voters

    @property
    def is_enough(self) -> bool:
        return self.items >= SHARED_ITEMS_MIN or self.tags > 0 or self.has_voters


def lists_with_same_items(list_id: int, among: Collection[int] | None = None) -> dict[int, int]:
    """How many items of this list are on others, by their names: on those that share most, or on all `restrict_to`
    these.
    """
    mine = Item.objects.filter(list=list_id, removed_at=None)
    others = Item.objects.filter(removed_at=None).exclude(list=list_id)
    if among is None:
        keys = list(mine.order_by("start_place").values_list("name_key", flat=True)[:ITEMS_COMPARED_MAX])
        others = others.filter(name_key__in={*keys} - {"", UNTITLED_KEY})
    else:
        named = mine.exclude(name_key__in=["", UNTITLED_KEY])
        others = others.filter(list__in=among, name_key__in=named.values("name_key"))
    counted = others.values_list("list_id").annotate(n=Count("name_key", distinct=True))
    return dict(counted.order_by("-n", "-list_id")[: CANDIDATES_MAX if among is None else None])


def lists_with_same_tags(list_id: int, among: Collection[int] | None = None) -> dict[int, int]:
    """How many tags of this list others have: those that share most, or all `restrict_to` these."""
    tags = ListTag.objects.filter(list=list_id).values("tag")
    others = ListTag.objects.filter(tag__in=tags).exclude(list=list_id)
    others = others if among is None else others.filter(list__in=among)
    counted = others.values_list("list_id").annotate(n=Count("id"))
    return dict(counted.order_by("-n", "-list_id")[: CANDIDATES_MAX if among is None else None])


def lists_no_longer_related(list_id: int, ties: Mapping[int, ListSimilarity]) -> frozenset[int]:
    """The lists beside which this one stands and with which it shares nothing any more.

    Each reason brings no more than some, so what it did not bring is asked for by itself. Of voters only the latest of
    this list are read, which says nothing of those that the other has: such a row stays until the other is looked at.
    """
    rows = RelatedList.objects.filter(other=list_id, has_voters=False).values_list("list_id", flat=True)
    doubtful = {*rows} - ties.keys()
    if not doubtful:
        return frozenset()
    items, tags = lists_with_same_items(list_id, doubtful), lists_with_same_tags(list_id, doubtful)
    return frozenset(one for one in doubtful if not ListSimilarity(items.get(one, 0), tags.get(one, 0)).is_enough)
