"""Lists related to a list: the saved ones, and the search for lists that share items or tags with it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count

from ranklore.core.database.prepared import PreparedQuery
from ranklore.lists.item_names import UNTITLED_KEY
from ranklore.lists.models import Item, ListTag, RelatedList

RELATED_LISTS_SHOWN_MAX = 5
ITEMS_COMPARED_MAX = 200
"""How many items of a list are looked for on other lists."""
CANDIDATES_MAX = 40
"""How many lists each kind of similarity may find."""
SHARED_ITEMS_MIN = 2
"""A single shared name says little: it may be a coincidence."""


@dataclass(frozen=True, slots=True)
class RelatedListView:
    """A related list, and why it is related: the shared items and tags, or that the same people voted on both."""

    slug: str
    title: str
    items: int
    tags: int
    has_voters: bool


def related_lists_for(list_id: int) -> tuple[RelatedListView, ...]:
    """The saved related lists, the most similar first."""
    return tuple(RelatedListView(*row) for row in _RELATED.values(list_id))


_RELATED = PreparedQuery(
    lambda list_id: (
        RelatedList.objects.filter(list=list_id)
        .order_by("-weight", "other_id")
        .values_list("other__slug", "other__title", "items", "tags", "has_voters")[:RELATED_LISTS_SHOWN_MAX]
    ),
    int,
)


@dataclass(frozen=True, slots=True)
class ListSimilarity:
    """What two lists have in common."""

    items: int = 0
    tags: int = 0
    has_voters: bool = False

    @property
    def weight(self) -> float:
        """How similar they are. More of the same kind adds less and less, so that no kind decides alone."""
        return self.items / (self.items + 3) + self.tags / (self.tags + 2) + 0.5 * self.has_voters

    @property
    def is_enough(self) -> bool:
        return self.items >= SHARED_ITEMS_MIN or self.tags > 0 or self.has_voters


def lists_with_same_items(list_id: int, candidates: Collection[int] | None = None) -> dict[int, int]:
    """The number of shared item names by list: for `candidates`, or for the lists that share the most."""
    own_items = Item.objects.filter(list=list_id, removed_at=None)
    others = Item.objects.filter(removed_at=None).exclude(list=list_id)
    if candidates is None:
        keys = list(own_items.order_by("start_place").values_list("name_key", flat=True)[:ITEMS_COMPARED_MAX])
        others = others.filter(name_key__in={*keys} - {"", UNTITLED_KEY})
    else:
        named = own_items.exclude(name_key__in=["", UNTITLED_KEY])
        others = others.filter(list__in=candidates, name_key__in=named.values("name_key"))
    counts = others.values_list("list_id").annotate(n=Count("name_key", distinct=True))
    return dict(counts.order_by("-n", "-list_id")[: CANDIDATES_MAX if candidates is None else None])


def lists_with_same_tags(list_id: int, candidates: Collection[int] | None = None) -> dict[int, int]:
    """The number of shared tags by list: for `candidates`, or for the lists that share the most."""
    tags = ListTag.objects.filter(list=list_id).values("tag")
    others = ListTag.objects.filter(tag__in=tags).exclude(list=list_id)
    others = others if candidates is None else others.filter(list__in=candidates)
    counts = others.values_list("list_id").annotate(n=Count("id"))
    return dict(counts.order_by("-n", "-list_id")[: CANDIDATES_MAX if candidates is None else None])


def lists_no_longer_related(list_id: int, similarities: Mapping[int, ListSimilarity]) -> frozenset[int]:
    """The lists that show this one as related although they have nothing in common any more.

    Each kind of similarity finds only so many lists, so a list that is not in `similarities` is checked by itself.
    Rows with shared voters are left alone: only the latest voters of this list are read, which says nothing about the
    voters of the other. They are checked when the other list is looked up.
    """
    rows = RelatedList.objects.filter(other=list_id, has_voters=False).values_list("list_id", flat=True)
    unconfirmed = {*rows} - similarities.keys()
    if not unconfirmed:
        return frozenset()
    items, tags = lists_with_same_items(list_id, unconfirmed), lists_with_same_tags(list_id, unconfirmed)
    return frozenset(
        other for other in unconfirmed if not ListSimilarity(items.get(other, 0), tags.get(other, 0)).is_enough
    )
