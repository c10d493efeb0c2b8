"""The lists that a voter made, and the items that they added."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from ranklore.lists.models import Item, RankedList
from ranklore.lists.queries.tags import tag_names_for
from ranklore.people.models import Voter


@dataclass(frozen=True, slots=True)
class ListMade:
    """A list as its maker exports it: everything that they wrote about it."""

    slug: str
    title: str
    prompt: str
    items: int
    created_at: datetime
    category: str
    tags: tuple[str, ...]


def lists_made_by(voter: Voter) -> tuple[ListMade, ...]:
    """The lists that a voter made, newest first."""
    if voter.pk is None:
        return ()
    made = RankedList.objects.filter(created_by=voter).order_by("-pk")
    counted = made.annotate(live=Count("items", filter=Q(items__removed_at=None)))
    tags = tag_names_for([each.pk for each in counted])
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


@dataclass(frozen=True, slots=True)
class ItemMade:
    """An item as the person who added it exports it."""

    list: str
    list_title: str
    name: str
    credits: tuple[str, ...]
    aliases: tuple[str, ...]
    created_at: datetime


def items_made_by(voter: Voter) -> tuple[ItemMade, ...]:
    """All items that a voter added to any list, including their own lists."""
    if voter.pk is None:
        return ()
    made = Item.objects.filter(added_by=voter).select_related("list").order_by("pk")
    return tuple(
        ItemMade(each.list.slug, each.list.title, each.name, tuple(each.credits), tuple(each.aliases), each.created_at)
        for each in made
    )


def count_items_added_by(voter: Voter) -> int:
    """How many items a voter added to lists of other people."""
    if voter.pk is None:
        return 0
    return Item.objects.filter(added_by=voter, removed_at=None).exclude(list__created_by=voter).count()


def lists_owned_by(voter: Voter) -> list[RankedList]:
    return list(RankedList.objects.filter(created_by=voter).order_by("pk"))


def has_items_by_others(voter: Voter, ranked_list: RankedList) -> bool:
    return ranked_list.items.exclude(added_by=voter).exists()
