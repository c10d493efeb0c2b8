"""The pages listed in the sitemaps, and when each last changed. A part covers one range of ids, so no part counts or
skips rows, and a page stays in its part when others come and go. The standard forbids empty parts, so the index lists
only parts that have pages. Simulated lists are left out. So are profiles: people who comment did not ask to be found by
search engines. See docs/decisions/0015-sitemaps.md."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.urls import reverse

from ranklore.ballots.models import PublishedRanking, RankSnapshot
from ranklore.discussion.models import Comment
from ranklore.lists.models import Item, RankedList
from ranklore.lists.queries.listing import category_counts

IDS_PER_PART = 2_000  # far fewer than the standard allows, so that a part is served fast
URLS_PER_PART_MAX = 50_000  # the standard's limit; only the voter ids of published rankings can have several pages each

SitemapPage = tuple[str, datetime | None]  # the path of a page, and when it last changed


def _site_part_numbers() -> Iterable[int]:
    return (0,)


def _site_pages(number: int) -> Iterable[SitemapPage]:
    """The home page, and the pages that list the lists."""
    if number:
        return []
    pages = [reverse(name) for name in ("site:home", "site:about", "site:lists", "site:tags")]
    pages += [reverse("site:category", args=[category.key]) for category in category_counts()]
    return [(page, None) for page in pages]


def _list_part_numbers() -> Iterable[int]:
    return _part_numbers(RankedList.objects.filter(is_simulated=False))


def _list_pages(number: int) -> Iterator[SitemapPage]:
    """A list changes when somebody votes, comments or adds an item."""
    comments = Comment.objects.filter(list=OuterRef("pk"), deleted_at=None).order_by("-pk")
    items = Item.objects.filter(list=OuterRef("pk"), removed_at=None).order_by("-start_place")
    lists = RankedList.objects.filter(is_simulated=False, **_id_range(number)).order_by("pk")
    for slug, *times in lists.values_list(
        "slug", "created_at", "board__voted_at", _newest_created_at(comments), _newest_created_at(items)
    ):
        yield reverse("site:list", args=[slug]), _latest(times)


def _item_part_numbers() -> Iterable[int]:
    return _part_numbers(Item.objects.filter(removed_at=None, list__is_simulated=False))


def _item_pages(number: int) -> Iterator[SitemapPage]:
    """An item changes with its rank and with a new comment."""
    comments = Comment.objects.filter(item=OuterRef("pk"), deleted_at=None).order_by("-pk")
    snapshots = RankSnapshot.objects.filter(item=OuterRef("pk")).order_by("-since")
    items = Item.objects.filter(removed_at=None, list__is_simulated=False, **_id_range(number)).order_by("pk")
    rows = items.values_list(
        "list__slug", "pk", "created_at", _newest_created_at(comments), Subquery(snapshots.values("since")[:1])
    )
    for slug, pk, *times in rows:
        yield reverse("site:item", args=[slug, pk]), _latest(times)


def _ranking_part_numbers() -> Iterable[int]:
    return _part_numbers(_published_rankings(), "voter_id")


def _ranking_pages(number: int) -> Iterator[SitemapPage]:
    rankings = (
        _published_rankings()
        .filter(**_id_range(number, "voter_id"))
        .order_by("voter_id", "published_at")[:URLS_PER_PART_MAX]
    )
    for slug, key, published_at in rankings.values_list("list__slug", "key", "published_at"):
        yield reverse("site:published_ranking", args=[slug, key]), published_at


# For each kind of page: the numbers of its parts, and the pages of one part.
SITEMAP_KINDS: dict[str, tuple[Callable[[], Iterable[int]], Callable[[int], Iterable[SitemapPage]]]] = {
    "site": (_site_part_numbers, _site_pages),
    "lists": (_list_part_numbers, _list_pages),
    "items": (_item_part_numbers, _item_pages),
    "rankings": (_ranking_part_numbers, _ranking_pages),
}


def _published_rankings() -> QuerySet[PublishedRanking]:
    return PublishedRanking.objects.filter(list__is_simulated=False)


def _part_numbers(rows: QuerySet[Any], by: str = "id") -> list[int]:
    """The numbers of the id ranges that contain any of these rows.

    A recursive query: from the first row of a part it jumps to the first row after that part. Each jump is one lookup
    in the index of the id, so the cost grows with the parts and not with the rows.
    """
    rows = rows.order_by(by).values(by)
    next_part = RawSQL("(parts.id / %s + 1) * %s", (IDS_PER_PART, IDS_PER_PART))
    first, first_params = rows[:1].query.sql_with_params()
    step, step_params = rows.filter(**{f"{by}__gte": next_part})[:1].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE parts(id) AS (SELECT ({first}) "  # nosec B608
            f"UNION ALL SELECT ({step}) FROM parts WHERE parts.id IS NOT NULL) "
            "SELECT parts.id / %s FROM parts WHERE parts.id IS NOT NULL",
            (*first_params, *step_params, IDS_PER_PART),
        )
        return [number for (number,) in cursor.fetchall()]


def _id_range(number: int, by: str = "id") -> dict[str, int]:
    return {f"{by}__gte": number * IDS_PER_PART, f"{by}__lt": (number + 1) * IDS_PER_PART}


def _newest_created_at(rows: QuerySet[Comment] | QuerySet[Item]) -> Subquery:
    return Subquery(rows.values("created_at")[:1])


def _latest(times: Iterable[datetime | None]) -> datetime:
    return max(time for time in times if time)
