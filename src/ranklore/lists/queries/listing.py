"""Lists in several orders, by category and tag, one page at a time."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from ranklore.core.pagination import Pagination, paginate
from ranklore.lists.categories import Category, known_categories
from ranklore.lists.models import RankedList
from ranklore.lists.queries.tags import TagView
from ranklore.lists.trending import NEVER_ACTIVE, trending_since

LISTS_PER_PAGE = 20
NEW_LIST_AGE_MAX = timedelta(days=30)

LIST_ORDERS: dict[str, tuple[str, ...]] = {
    "lively": ("-activity__trending_at", "-activity__pk"),
    "newest": ("-pk",),
    "voters": ("-activity__voters", "-activity__pk"),
    "title": ("sort_title", "pk"),
}
DEFAULT_ORDER = "lively"


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """A category and its number of lists."""

    key: str
    label: str
    lists: int


def get_order(asked: str | None) -> str:
    """The order that was asked for, or the default one if there is no such order."""
    return asked if asked in LIST_ORDERS else DEFAULT_ORDER


def lists_page(
    order: str, asked_page: str | None, *, category: Category | None = None, tag: TagView | None = None
) -> tuple[tuple[RankedList, ...], Pagination]:
    """One page of the lists, optionally only those with this category and this tag."""
    lists = RankedList.objects.all()
    if category:
        lists = lists.filter(category=category.key)
    if tag:
        lists = lists.filter(tagged__tag__key=tag.key)
    pages = paginate(lists.count(), LISTS_PER_PAGE, asked_page)
    page = _in_order(lists, order)[pages.start : pages.start + pages.size]
    return tuple(page), pages


def trending_lists(most: int) -> tuple[RankedList, ...]:
    """The lists with any activity, the most trending first. `is_trending` says which of them are trending now."""
    active = _with_activity().filter(activity__trending_at__gt=NEVER_ACTIVE)
    return tuple(_in_order(active, DEFAULT_ORDER)[:most])


def is_trending(ranked_list: RankedList, now: datetime) -> bool:
    return ranked_list.activity.trending_at > trending_since(now)


def newest_lists(most: int) -> tuple[RankedList, ...]:
    return tuple(_in_order(_with_activity(), "newest")[:most])


def is_new(ranked_list: RankedList, now: datetime) -> bool:
    return ranked_list.created_at > now - NEW_LIST_AGE_MAX


def random_list() -> RankedList | None:
    """A random list, each with the same chance. None when there are no lists."""
    count = RankedList.objects.count()
    if not count:
        return None
    offset = secrets.randbelow(count)
    return RankedList.objects.order_by("pk")[offset : offset + 1].first()


def list_counts_by_category() -> dict[str, int]:
    """The number of lists by category key. The key "" counts lists without a category."""
    return dict(RankedList.objects.values_list("category").annotate(Count("pk")).order_by())


def category_counts(counts: Mapping[str, int] | None = None) -> tuple[CategoryCount, ...]:
    """The categories that have lists, in the order of the setting.

    `counts` is the result of `list_counts_by_category`, if the caller has it already.
    """
    counts = list_counts_by_category() if counts is None else counts
    return tuple(
        CategoryCount(category.key, category.label, counts[category.key])
        for category in known_categories()
        if category.key in counts
    )


def _with_activity() -> QuerySet[RankedList]:
    """Lists with their activity, but without the large fields that no page shows."""
    return RankedList.objects.select_related("activity").defer("activity__last_voted", "activity__last_commented")


def _in_order(lists: QuerySet[RankedList], order: str) -> QuerySet[RankedList]:
    fields = LIST_ORDERS[order]
    if fields[0].startswith("-activity"):
        # Every list has an activity. Saying so makes it an inner join, which can read the index in order.
        lists = lists.filter(activity__isnull=False)
    return lists.order_by(*fields)
