"""What the sitemap costs on a site of a million items: our own queries beside django.contrib.sitemaps.

    python bench/sitemaps.py [--quick]

On a SQLite database of its own. `--quick` makes a tenth of the items. Each figure is the best of three: the index, the
first part and the last part of the items, as time that passed and as processor time. The peak of memory is what Python
itself allocates, in a run that is not timed. See docs/decisions/0015-sitemaps.md.
"""

import argparse
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from own_site import database, know_tables, set_up

ITEMS, QUICK = 1_000_000, 100_000
ITEMS_PER_LIST = 50


def fill(count: int) -> None:
    """Lists, their items, and one rank snapshot for each item, written by the database itself."""
    from django.db import connection

    from ranklore.ballots.models import RankSnapshot
    from ranklore.lists.models import Item, RankedList

    lists = count // ITEMS_PER_LIST
    RankedList.objects.bulk_create(
        (RankedList(slug=f"list-{n}", title=f"Best of the {n}th kind") for n in range(lists)), batch_size=2_000
    )
    first = RankedList.objects.order_by("pk").values_list("pk", flat=True)[0]
    like = Item.objects.create(list_id=first, name="Fog", start_place=ITEMS_PER_LIST + 1)
    seen = RankSnapshot.objects.create(list_id=first, item=like, since=like.created_at, rank=1, votes=20)
    numbers = f"WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < {count - 1}) "
    own = {Item: {"list_id", "start_place"}, RankSnapshot: {"list_id", "item_id"}}
    made = {
        Item: f"{first} + n / {ITEMS_PER_LIST}, n % {ITEMS_PER_LIST} + 1",
        RankSnapshot: f"{first} + n / {ITEMS_PER_LIST}, {like.pk} + 1 + n",
    }
    with connection.cursor() as cursor:
        for model, row in ((Item, like), (RankSnapshot, seen)):
            fields = sorted(own[model], key=["list_id", "start_place", "item_id"].index)
            kept = [f.column for f in model._meta.concrete_fields if f.column not in own[model] and not f.primary_key]
            table = model._meta.db_table
            cursor.execute(
                f"INSERT INTO {table} ({', '.join([*fields, *kept])}) {numbers}"
                f"SELECT {made[model]}, {', '.join(f'row.{each}' for each in kept)} FROM n, {table} row "
                f"WHERE row.id = {row.pk}"
            )


def django_sitemap() -> Any:
    """The same pages as a sitemap of the framework, in parts of the same size."""
    from django.contrib.sitemaps import Sitemap
    from django.db.models import OuterRef, Subquery

    from ranklore.ballots.models import RankSnapshot
    from ranklore.discussion.models import Comment
    from ranklore.exchange.queries.sitemaps import IDS_PER_PART
    from ranklore.lists.models import Item

    class ItemSitemap(Sitemap):
        limit = IDS_PER_PART

        def items(self) -> Any:
            comments = Comment.objects.filter(item=OuterRef("pk"), deleted_at=None).order_by("-pk")
            places = RankSnapshot.objects.filter(item=OuterRef("pk")).order_by("-since")
            items = Item.objects.filter(removed_at=None, list__is_simulated=False).order_by("pk").select_related("list")
            return items.annotate(
                commented_at=Subquery(comments.values("created_at")[:1]),
                placed_at=Subquery(places.values("since")[:1]),
            )

        def lastmod(self, item: Any) -> Any:
            return max(filter(None, (item.created_at, item.commented_at, item.placed_at)))

    return ItemSitemap


def measure(name: str, run: Callable[[], object]) -> None:
    passed, worked = [], []
    for _ in range(3):
        begun, used = time.perf_counter(), time.process_time()
        run()
        passed.append(time.perf_counter() - begun)
        worked.append(time.process_time() - used)
    tracemalloc.start()
    run()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    print(
        f"{name:<28} {1e3 * min(passed):8.1f} ms   processor {1e3 * min(worked):8.1f} ms   peak {peak:6.1f} MB",
        flush=True,
    )


def ask(count: int) -> None:
    set_up()
    from django.conf import settings
    from django.test import RequestFactory

    from ranklore.exchange.queries.sitemaps import IDS_PER_PART
    from ranklore.exchange.views.sitemaps import sitemap_index, sitemap_part

    settings.ALLOWED_HOSTS = ["testserver"]
    fill(count)
    know_tables()
    request = RequestFactory().get("/sitemap.xml")
    last = count // IDS_PER_PART - 1
    print(f"{count:,} items in parts of {IDS_PER_PART:,}")
    measure("ours, index", lambda: sitemap_index(request))
    measure("ours, first part", lambda: sitemap_part(request, "items", 0))
    measure("ours, last part", lambda: sitemap_part(request, "items", last))
    framework = django_sitemap()
    address = {"protocol": "https", "site": type("Site", (), {"domain": "testserver"})}
    measure("django, index", lambda: framework().paginator.num_pages)
    measure("django, first part", lambda: framework().get_urls(page=1, **address))
    measure("django, last part", lambda: framework().get_urls(page=last + 1, **address))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the items")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        return ask(QUICK if options.quick else ITEMS)
    with database("sqlite") as environment:
        flags = ["--quick"] if options.quick else []
        subprocess.run([sys.executable, __file__, "--inside", *flags], env=environment, check=True)
    return None


if __name__ == "__main__":
    main()
