"""Lists in several orders, by category and by tag: which ones, page by page. What a card says of them is `site`'s."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from ranklore.lists.categories import Category, known_categories
from ranklore.lists.lively import lively_since
from ranklore.lists.models import NEVER, Item, ListTag, RankedList, Related, Tag
from ranklore.lists.rules.clean import name_key
from ranklore.lists.rules.pasted import UNTITLED
from ranklore.lists.rules.tags import tag_key
from ranklore.shell.pages import Pages, pages_of

LISTS_ON_PAGE = 20
TAGS_ON_PAGE = 100
TAGS_ON_HOME = 24
TAGS_LIKE = 8
YOUNG = timedelta(days=30)
RELATED_SHOWN = 5
ALIKE_READ = 60
UNTITLED_KEY = name_key(UNTITLED)
"""Items that lost their names have nothing in common."""

ORDERS: dict[str, tuple[str, ...]] = {
    "lively": ("-pulse__lively_at", "-pulse__pk"),
    "newest": ("-pk",),
    "voters": ("-pulse__voters", "-pulse__pk"),
    "title": ("sort_title", "pk"),
}
LIVELY = "lively"


@dataclass(frozen=True, slots=True)
class TagView:
    key: str
    name: str
    lists: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category with how many lists are filed under it."""

    key: str
    label: str
    lists: int


@dataclass(frozen=True, slots=True)
class RelatedList:
    """A list beside another, and why: how many items are on both and tags the same, or that people voted on both."""

    slug: str
    title: str
    items: int
    tags: int
    has_voters: bool


def order_named(asked: str | None) -> str:
    """One of ORDERS; nonsense is the first of them."""
    return asked if asked in ORDERS else LIVELY


def lists_in(
    order: str, asked_page: str | None, *, category: Category | None = None, tag: TagView | None = None
) -> tuple[tuple[RankedList, ...], Pages]:
    """A page of the lists of a category and a tag, or of all."""
    lists = RankedList.objects.all()
    if category:
        lists = lists.filter(category=category.key)
    if tag:
        lists = lists.filter(tagged__tag__key=tag.key)
    pages = pages_of(lists.count(), LISTS_ON_PAGE, asked_page)
    found = _ordered(lists, order)[pages.start : pages.start + pages.size]
    return tuple(found), pages


def lists_by_life(most: int) -> tuple[RankedList, ...]:
    """The lists that people ever took part in, the liveliest first. How many of them are lively now is a matter of the
    moment: `is_lively`."""
    alive = _with_pulse().filter(pulse__lively_at__gt=NEVER)
    return tuple(_ordered(alive, LIVELY)[:most])


def is_lively(ranked_list: RankedList, now: datetime) -> bool:
    return ranked_list.pulse.lively_at > lively_since(now)


def newest_lists(most: int) -> tuple[RankedList, ...]:
    return tuple(_ordered(_with_pulse(), "newest")[:most])


def is_young(ranked_list: RankedList, now: datetime) -> bool:
    return ranked_list.created_at > now - YOUNG


def random_list() -> RankedList | None:
    """Any list, every one as likely as another; None where there is none."""
    count = RankedList.objects.count()
    lists = RankedList.objects.order_by("pk")
    at = secrets.randbelow(count) if count else 0
    return lists[at : at + 1].first() if count else None


def lists_by_category() -> dict[str, int]:
    """How many lists each category holds; "" is those without one."""
    return dict(RankedList.objects.values_list("category").annotate(Count("pk")).order_by())


def shelves(filed: Mapping[str, int] | None = None) -> tuple[Shelf, ...]:
    """The categories that hold lists, in the order of the setting. filed: `lists_by_category`, where that is known."""
    filed = lists_by_category() if filed is None else filed
    return tuple(Shelf(each.key, each.label, filed[each.key]) for each in known_categories() if each.key in filed)


def tag_at(address: str) -> TagView | None:
    """The tag that an address means, also one that is written otherwise; None for one that no list has."""
    tag = Tag.objects.filter(key=tag_key(address), lists__gt=0).first()
    return _view(tag) if tag else None


def tags_most_used(most: int = TAGS_ON_HOME) -> tuple[TagView, ...]:
    return tuple(map(_view, Tag.objects.filter(lists__gt=0).order_by("-lists", "key")[:most]))


def tags_like(text: str) -> tuple[TagView, ...]:
    """Tags that begin with a text or are one of its words, the most used first."""
    if not (key := tag_key(text)):
        return ()
    meant = Q(key__startswith=key) | Q(key__in=[*map(tag_key, text.split())])
    return tuple(map(_view, Tag.objects.filter(meant, lists__gt=0).order_by("-lists", "key")[:TAGS_LIKE]))


def all_tags(asked_page: str | None) -> tuple[tuple[TagView, ...], Pages]:
    used = Tag.objects.filter(lists__gt=0)
    pages = pages_of(used.count(), TAGS_ON_PAGE, asked_page)
    return tuple(map(_view, used.order_by("key")[pages.start : pages.start + pages.size])), pages


def tags_of(list_ids: Collection[int]) -> dict[int, tuple[TagView, ...]]:
    """The tags of each list, as its maker put them in order; a list without any is left out."""
    found: dict[int, tuple[TagView, ...]] = {}
    rows = ListTag.objects.filter(list__in=list_ids).select_related("tag").order_by("list_id", "place")
    for row in rows:
        found[row.list_id] = (*found.get(row.list_id, ()), _view(row.tag))
    return found


def related_to(list_id: int) -> tuple[RelatedList, ...]:
    rows = Related.objects.filter(list=list_id).select_related("other").order_by("-weight", "other_id")
    return tuple(
        RelatedList(row.other.slug, row.other.title, row.items, row.tags, row.has_voters)
        for row in rows[:RELATED_SHOWN]
    )


def also_called(item: Item) -> Sequence[Item]:
    """Items on other lists that have this one's name or another name of it, each with its list; of very many those on
    the newest lists."""
    names = {item.name_key, *(name_key(alias) for alias in item.aliases)} - {"", UNTITLED_KEY}
    alike = Item.objects.filter(name_key__in=names, removed_at=None).exclude(list=item.list_id)
    return list(alike.select_related("list__pulse").order_by("-list_id")[:ALIKE_READ])


def _with_pulse() -> QuerySet[RankedList]:
    """Without the people of the pulse, which a page does not want."""
    return RankedList.objects.select_related("pulse").defer("pulse__voted", "pulse__wrote")


def _ordered(lists: QuerySet[RankedList], order: str) -> QuerySet[RankedList]:
    by = ORDERS[order]
    if by[0].startswith("-pulse"):
        lists = lists.filter(pulse__isnull=False)  # every list has one; said here, the index of it can be walked
    return lists.order_by(*by)


def _view(tag: Tag) -> TagView:
    return TagView(tag.key, tag.name, tag.lists)
