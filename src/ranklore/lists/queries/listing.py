"""Lists in several orders, by category and by tag, one page at a time."""

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
    """A category with how many lists are filed under it."""

    key: str
    label: str
    lists: int


def get_order(asked: str | None) -> str:
    """One of ORDERS; nonsense is the first of them."""
    return asked if asked in LIST_ORDERS else DEFAULT_ORDER


def lists_page(
    order: str, asked_page: str | None, *, category: Category | None = None, tag: TagView | None = None
) -> tuple[tuple[RankedList, ...], Pagination]:
    """A page of the lists of a category and a tag, or of all."""
    lists = RankedList.objects.all()
    if category:
        lists = lists.filter(category=category.key)
    if tag:
        lists = lists.filter(tagged__tag__key=tag.key)
    pages = paginate(lists.count(), LISTS_PER_PAGE, asked_page)
    found = _in_order(lists, order)[pages.start : pages.start + pages.size]
    return tuple(found), pages


def trending_lists(most: int) -> tuple[RankedList, ...]:
    """The lists that people ever took part in, the liveliest first. How many of them are lively now is a matter of the
    moment: `is_trending`."""
    alive = _with_activity().filter(activity__trending_at__gt=NEVER_ACTIVE)
    return tuple(_in_order(alive, DEFAULT_ORDER)[:most])


def is_trending(ranked_list: RankedList, now: datetime) -> bool:
    return ranked_list.activity.trending_at > trending_since(now)


def newest_lists(most: int) -> tuple[RankedList, ...]:
    return tuple(_in_order(_with_activity(), "newest")[:most])


def is_new(ranked_list: RankedList, now: datetime) -> bool:
    return ranked_list.created_at > now - NEW_LIST_AGE_MAX


def random_list() -> RankedList | None:
    """Any list, every one as likely as another; None where there is none."""
    count = RankedList.objects.count()
    lists = RankedList.objects.order_by("pk")
    at = secrets.randbelow(count) if count else 0
    return lists[at : at + 1].first() if count else None


def list_counts_by_category() -> dict[str, int]:
    """How many lists each category holds; "" is those without one."""
    return dict(RankedList.objects.values_list("category").annotate(Count("pk")).order_by())


def category_counts(filed: Mapping[str, int] | None = None) -> tuple[CategoryCount, ...]:
    """The categories that hold lists, in the order of the setting. filed: `list_counts_by_category`, where that is
    known.
    """
    filed = list_counts_by_category() if filed is None else filed
    return tuple(
        CategoryCount(each.key, each.label, filed[each.key]) for each in known_categories() if each.key in filed
    )


def _with_activity() -> QuerySet[RankedList]:
    """Without the people of the activity, which a page does not want."""
    return RankedList.objects.select_related("activity").defer("activity__voted", "activity__wrote")


def _in_order(lists: QuerySet[RankedList], order: str) -> QuerySet[RankedList]:
    by = LIST_ORDERS[order]
    if by[0].startswith("-activity"):
        lists = lists.filter(activity__isnull=False)  # every list has one; said here, the index of it can be walked
    return lists.order_by(*by)
