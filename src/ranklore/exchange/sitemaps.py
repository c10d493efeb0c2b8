"""Sitemaps: the pages that search engines are to know, and when each last changed.

A part holds the things whose ids lie in one range, and the rankings of the voters whose ids do, so no part counts or
skips rows and each stays where it is while others come and go. The standard allows no empty part, so the index names
those that hold anything. Made-up lists are left out, and so are people: who writes a comment did not ask to be found by
it.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from io import StringIO
from typing import Any
from xml.sax.xmlreader import AttributesImpl  # nosec B406

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from ranklore.ballots.models import PastPlace, PublishedOrder
from ranklore.discussion.models import Comment
from ranklore.lists.browsing import shelves
from ranklore.lists.models import Item, RankedList

IN_PART = 2_000
"""Ids in a part. Fewer addresses than the standard allows answer faster."""
ADDRESSES_MOST = 50_000
"""Addresses that the standard allows in a part: only of published rankings may an id bring more than one."""
FRESH = 3_600  # seconds
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

Page = tuple[str, datetime | None]
"""The path of a page, and when it last changed."""


@csrf_exempt
@cache_control(public=True, max_age=FRESH)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The parts that there are."""
    parts = [(kind, number) for kind, (numbers, _) in KINDS.items() for number in numbers()]
    pages = ((reverse("exchange:sitemap_part", args=part), None) for part in parts)
    return _answer(request, "sitemapindex", "sitemap", pages)


@csrf_exempt
@cache_control(public=True, max_age=FRESH)
@require_safe
def part(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    if kind not in KINDS or number >= 2**32:
        raise Http404(kind)
    pages = list(KINDS[kind][1](number))
    if not pages:
        raise Http404(number)
    return _answer(request, "urlset", "url", pages)


def _site_parts() -> Iterable[int]:
    return (0,)


def _site(number: int) -> Iterable[Page]:
    """The front page, and the ways through the lists."""
    if number:
        return []
    pages = [reverse(name) for name in ("site:home", "site:about", "site:lists", "site:tags")]
    pages += [reverse("site:category", args=[shelf.key]) for shelf in shelves()]
    return [(page, None) for page in pages]


def _list_parts() -> Iterable[int]:
    return _parts_of(RankedList.objects.filter(is_simulated=False))


def _lists(number: int) -> Iterator[Page]:
    """A list changes with a vote, a comment and a new item."""
    comments = Comment.objects.filter(list=OuterRef("pk"), deleted_at=None).order_by("-pk")
    items = Item.objects.filter(list=OuterRef("pk"), removed_at=None).order_by("-start_place")
    lists = RankedList.objects.filter(is_simulated=False, **_range(number)).order_by("pk")
    for slug, *moments in lists.values_list("slug", "created_at", "board__voted_at", _newest(comments), _newest(items)):
        yield reverse("site:list", args=[slug]), _latest(moments)


def _item_parts() -> Iterable[int]:
    return _parts_of(Item.objects.filter(removed_at=None, list__is_simulated=False))


def _items(number: int) -> Iterator[Page]:
    """An item changes with its place and with a comment."""
    comments = Comment.objects.filter(item=OuterRef("pk"), deleted_at=None).order_by("-pk")
    places = PastPlace.objects.filter(item=OuterRef("pk")).order_by("-since")
    items = Item.objects.filter(removed_at=None, list__is_simulated=False, **_range(number)).order_by("pk")
    rows = items.values_list("list__slug", "pk", "created_at", _newest(comments), Subquery(places.values("since")[:1]))
    for slug, pk, *moments in rows:
        yield reverse("site:item", args=[slug, pk]), _latest(moments)


def _ranking_parts() -> Iterable[int]:
    return _parts_of(_shown(), "voter_id")


def _rankings(number: int) -> Iterator[Page]:
    shown = _shown().filter(**_range(number, "voter_id")).order_by("voter_id", "published_at")[:ADDRESSES_MOST]
    for slug, key, published_at in shown.values_list("list__slug", "key", "published_at"):
        yield reverse("site:published", args=[slug, key]), published_at


KINDS: dict[str, tuple[Callable[[], Iterable[int]], Callable[[int], Iterable[Page]]]] = {
    "site": (_site_parts, _site),
    "lists": (_list_parts, _lists),
    "items": (_item_parts, _items),
    "rankings": (_ranking_parts, _rankings),
}
"""Of each kind of page: which parts there are, and the pages of one."""


def _shown() -> QuerySet[PublishedOrder]:
    return PublishedOrder.objects.filter(list__is_simulated=False)


def _parts_of(rows: QuerySet[Any], by: str = "id") -> list[int]:
    """The ranges of this id that hold any of these rows. From each the next is looked up in the index of the id, so it
    costs a step a part, however many rows there are."""
    rows = rows.order_by(by).values(by)
    beyond = RawSQL("(parts.id / %s + 1) * %s", (IN_PART, IN_PART))
    first, first_params = rows[:1].query.sql_with_params()
    following, params = rows.filter(**{f"{by}__gte": beyond})[:1].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE parts(id) AS (SELECT ({first}) "  # nosec B608
            f"UNION ALL SELECT ({following}) FROM parts WHERE parts.id IS NOT NULL) "
            "SELECT parts.id / %s FROM parts WHERE parts.id IS NOT NULL",
            (*first_params, *params, IN_PART),
        )
        return [number for (number,) in cursor.fetchall()]


def _range(number: int, by: str = "id") -> dict[str, int]:
    return {f"{by}__gte": number * IN_PART, f"{by}__lt": (number + 1) * IN_PART}


def _newest(rows: QuerySet[Comment] | QuerySet[Item]) -> Subquery:
    return Subquery(rows.values("created_at")[:1])


def _latest(moments: Iterable[datetime | None]) -> datetime:
    return max(moment for moment in moments if moment)


def _answer(request: HttpRequest, whole: str, each: str, pages: Iterable[Page]) -> HttpResponse:
    base = request.build_absolute_uri("/").rstrip("/")
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement(whole, AttributesImpl({"xmlns": _NAMESPACE}))
    for path, changed_at in pages:
        xml.startElement(each, AttributesImpl({}))
        xml.addQuickElement("loc", base + path)
        if changed_at:
            xml.addQuickElement("lastmod", changed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        xml.endElement(each)
    xml.endElement(whole)
    xml.endDocument()
    return HttpResponse(
        out.getvalue(), content_type="application/xml; charset=utf-8", headers={"X-Robots-Tag": "noindex"}
    )
