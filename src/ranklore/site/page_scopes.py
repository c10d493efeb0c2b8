"""Which versions the shared pages about lists depend on: the ids of the lists whose changes they show."""

from collections.abc import Collection
from typing import Any

from ranklore.discussion.models import Comment
from ranklore.lists.models import Item, RankedList

SCOPES_MAX = 50


def scope_of_list(slug: str, **rest: Any) -> Collection[int]:
    return list(RankedList.objects.filter(slug=slug).values_list("pk", flat=True)) if "\x00" not in slug else []


def scopes_of_item(slug: str, item_id: int, **rest: Any) -> Collection[int]:
    """The item's list, and the other lists that have an item of this name: the page shows its rank there."""
    if item_id >= 2**63:
        return []
    others = Item.objects.filter(name_key__in=Item.objects.filter(pk=item_id).values("name_key"), removed_at=None)
    return {*scope_of_list(slug), *others.values_list("list_id", flat=True)[:SCOPES_MAX]}


def scope_of_comment(comment_id: int, **rest: Any) -> Collection[int]:
    found = Comment.objects.filter(pk=comment_id) if comment_id < 2**63 else Comment.objects.none()
    return list(found.values_list("list_id", flat=True))
