"""Tags: of a list, most used, matching a text, and all of them by page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from ranklore.core.pagination import Pagination, paginate
from ranklore.lists.models import ListTag, Tag
from ranklore.parsing.tags import tag_key

TAGS_PER_PAGE = 100


HOME_TAGS_MAX = 24


TAG_MATCHES_MAX = 8


@dataclass(frozen=True, slots=True)
class TagView:
    key: str
    name: str
    lists: int


def get_tag(address: str) -> TagView | None:
    """The tag that an address means, also one that is written otherwise; None for one that no list has."""
    tag = Tag.objects.filter(key=tag_key(address), lists__gt=0).first()
    return _tag_view(tag) if tag else None


def most_used_tags(most: int = HOME_TAGS_MAX) -> tuple[TagView, ...]:
    return tuple(map(_tag_view, Tag.objects.filter(lists__gt=0).order_by("-lists", "key")[:most]))


def search_tags(text: str) -> tuple[TagView, ...]:
    """Tags that begin with a text or are one of its words, the most used first."""
    if not (key := tag_key(text)):
        return ()
    meant = Q(key__startswith=key) | Q(key__in=[*map(tag_key, text.split())])
    return tuple(map(_tag_view, Tag.objects.filter(meant, lists__gt=0).order_by("-lists", "key")[:TAG_MATCHES_MAX]))


def tags_page(asked_page: str | None) -> tuple[tuple[TagView, ...], Pagination]:
    used = Tag.objects.filter(lists__gt=0)
    pages = paginate(used.count(), TAGS_PER_PAGE, asked_page)
    return tuple(map(_tag_view, used.order_by("key")[pages.start : pages.start + pages.size])), pages


def tags_for(list_ids: Collection[int]) -> dict[int, tuple[TagView, ...]]:
    """The tags of each list, as its maker put them in order; a list without any is left out."""
    found: dict[int, tuple[TagView, ...]] = {}
    rows = ListTag.objects.filter(list__in=list_ids).select_related("tag").order_by("list_id", "place")
    for row in rows:
        found[row.list_id] = (*found.get(row.list_id, ()), _tag_view(row.tag))
    return found


def _tag_view(tag: Tag) -> TagView:
    return TagView(tag.key, tag.name, tag.lists)


def tag_names_for(list_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The tags of each list as they were first written; a list without any is left out."""
    named: dict[int, tuple[str, ...]] = {}
    rows = ListTag.objects.filter(list__in=list_ids).order_by("list_id", "place").values_list("list_id", "tag__name")
    for list_id, name in rows:
        named[list_id] = (*named.get(list_id, ()), name)
    return named
