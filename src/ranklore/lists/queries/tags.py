"""Tags: those of a list, the most used ones, those that match a text, and all of them by page."""

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
    """A tag and its number of lists."""

    key: str
    name: str
    lists: int


def get_tag(address: str) -> TagView | None:
    """The tag at this address, in any spelling. None for a tag that no list has."""
    tag = Tag.objects.filter(key=tag_key(address), list_count__gt=0).first()
    return _tag_view(tag) if tag else None


def most_used_tags(most: int = HOME_TAGS_MAX) -> tuple[TagView, ...]:
    return tuple(map(_tag_view, Tag.objects.filter(list_count__gt=0).order_by("-list_count", "key")[:most]))


def search_tags(text: str) -> tuple[TagView, ...]:
    """Tags that start with a text or equal one of its words, the most used first."""
    if not (key := tag_key(text)):
        return ()
    matches = Q(key__startswith=key) | Q(key__in=[*map(tag_key, text.split())])
    return tuple(
        map(_tag_view, Tag.objects.filter(matches, list_count__gt=0).order_by("-list_count", "key")[:TAG_MATCHES_MAX])
    )


def tags_page(asked_page: str | None) -> tuple[tuple[TagView, ...], Pagination]:
    used = Tag.objects.filter(list_count__gt=0)
    pages = paginate(used.count(), TAGS_PER_PAGE, asked_page)
    return tuple(map(_tag_view, used.order_by("key")[pages.start : pages.start + pages.size])), pages


def tags_for(list_ids: Collection[int]) -> dict[int, tuple[TagView, ...]]:
    """The tags of each list, in the order of its maker. Lists without tags are left out."""
    tags: dict[int, tuple[TagView, ...]] = {}
    rows = ListTag.objects.filter(list__in=list_ids).select_related("tag").order_by("list_id", "position")
    for row in rows:
        tags[row.list_id] = (*tags.get(row.list_id, ()), _tag_view(row.tag))
    return tags


def _tag_view(tag: Tag) -> TagView:
    return TagView(tag.key, tag.name, tag.list_count)


def tag_names_for(list_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The names of the tags of each list, in the order of its maker. Lists without tags are left out."""
    names: dict[int, tuple[str, ...]] = {}
    rows = ListTag.objects.filter(list__in=list_ids).order_by("list_id", "position").values_list("list_id", "tag__name")
    for list_id, name in rows:
        names[list_id] = (*names.get(list_id, ()), name)
    return names
