"""What finding a list costs: the front page and the pages of lists on a site of ten thousand.

    python bench/home.py [--quick]

Each page is asked for through the whole site, on a database of its own: SQLite, and PostgreSQL when
DATABASE_URL_POSTGRES is set. Nothing is cached between two requests. `--quick` makes a tenth of the lists and asks less
often. Beside the time that passed, what the site's own process worked: on a busy machine the two differ.
"""

import argparse
import subprocess
import sys
import time
from datetime import timedelta
from random import Random
from typing import Any

from own_site import database, in_ms, kinds, know_tables, load_as_served, set_up

LISTS, QUICK = 10_000, 1_000
ITEMS, VOTERS, VOTES_EACH, TAGS = 8, 5_000, 20, 400
CATEGORIES = ("music", "books", "games", "places", "sport", "people", "")


def fill(count: int) -> Any:
    """Lists with items, votes, comments, standings, tags and pulses. Gives a voter who took part in many of them."""
    from django.utils import timezone

    from ranklore.ballots.models import Board, Standing, Vote
    from ranklore.discussion.models import Comment
    from ranklore.lists.models import Item, ListActivity, ListTag, RankedList, Tag
    from ranklore.people.models import Voter

    dice, now = Random(1), timezone.now()
    voters = Voter.objects.bulk_create((Voter() for _ in range(VOTERS)), batch_size=2_000)
    lists = RankedList.objects.bulk_create(
        (
            RankedList(
                slug=f"list-{n}", title=f"Best of the {n}th kind", prompt="Why?" * 20, category=dice.choice(CATEGORIES)
            )
            for n in range(count)
        ),
        batch_size=2_000,
    )
    items = Item.objects.bulk_create(
        (
            Item(list=each, name=f"Item {dice.randrange(20_000)}", start_place=place, credits=["Mika"])
            for each in lists
            for place in range(1, ITEMS + 1)
        ),
        batch_size=2_000,
    )
    tags = Tag.objects.bulk_create(
        Tag(key=f"tag-{n}", name=f"Tag {n}", list_count=3 * count // TAGS) for n in range(TAGS)
    )
    ListTag.objects.bulk_create(
        (ListTag(list=each, tag=tag, position=n) for each in lists for n, tag in enumerate(dice.sample(tags, 3))),
        batch_size=2_000,
    )
    Board.objects.bulk_create(
        (
            Board(
                list=each,
                voters=dice.randrange(1, 500),
                votes=dice.randrange(500),
                voted_at=now,
                checkpoint=b"x" * 2_000,
            )
            for each in lists
        ),
        batch_size=500,
    )
    ListActivity.objects.bulk_create(
        (
            ListActivity(
                list=each,
                voters=dice.randrange(1, 500),
                voted={str(voter.pk): int(now.timestamp()) for voter in dice.sample(voters, dice.randrange(1, 20))},
                trending_at=now - timedelta(hours=dice.randrange(-100, 2_000)),
            )
            for each in lists
        ),
        batch_size=1_000,
    )
    Standing.objects.bulk_create(
        (
            Standing(
                item=item,
                list_id=item.list_id,
                position=item.start_place,
                rank=item.start_place,
                rank_low=max(item.start_place - 1, 1),
                rank_high=item.start_place + 1,
                tie_group=item.start_place // 2,
                votes_to_flip=dice.randrange(6),
                votes=20,
                score=1.0,
                familiarity=0.0,
            )
            for item in items
        ),
        batch_size=2_000,
    )
    Vote.objects.bulk_create(
        (
            Vote(list_id=item.list_id, voter=voter, item=item, subject=str(item.pk), sequence=1)
            for voter in voters
            for item in dice.sample(items, VOTES_EACH)
        ),
        batch_size=2_000,
    )
    Vote.objects.bulk_create(
        Vote(list=each, voter=voters[0], kind="order", subject="order", sequence=1, order=[items[n * ITEMS].pk])
        for n, each in enumerate(lists[:50])
    )
    Comment.objects.bulk_create(
        (
            Comment(list_id=item.list_id, item=item, voter=dice.choice(voters), author="ada", text="It stays with me.")
            for item in dice.choices(items, k=3 * count)
        ),
        batch_size=2_000,
    )
    return voters[0]


def ask(quick: bool) -> None:
    set_up()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.http import HttpResponse
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from ranklore.people.access import GUEST_COOKIE, set_guest_cookie

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("collectstatic", verbosity=0, interactive=False)
    count, repeats = (QUICK, 20) if quick else (LISTS, 100)
    voter = fill(count)
    know_tables()
    load_as_served()
    answer = HttpResponse()
    set_guest_cookie(answer, voter.key, secure=False)
    guest, known = Client(), Client()
    known.cookies[GUEST_COOKIE] = answer.cookies[GUEST_COOKIE].value
    pages = {
        "home": (guest, "/"),
        "home of a voter": (known, "/"),
        "lists, liveliest": (guest, "/lists"),
        "lists, last page": (guest, f"/lists?page={count // 20}"),
        "lists, most voters": (guest, "/lists?order=voters"),
        "lists, A to Z": (guest, "/lists?order=title"),
        "a category": (guest, "/category/music"),
        "a tag": (guest, "/tag/tag-7"),
        "all tags": (guest, "/tags"),
        "random": (guest, "/random"),
        "a list": (guest, "/l/list-7"),
    }
    print(f"\n{connection.vendor}: {count:,} lists, {count * ITEMS:,} items, {VOTERS * VOTES_EACH:,} votes")
    for name, (client, address) in pages.items():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
            queries = len(captured)
        times, worked = [], time.process_time()
        for _ in range(repeats):
            begun = time.perf_counter()
            assert client.get(address).status_code < 400
            times.append(time.perf_counter() - begun)
        worked = 1e3 * (time.process_time() - worked) / repeats
        print(f"{name:<20} {in_ms(times)}   of the processor {worked:5.1f} ms   {queries:>2} queries", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the lists, fewer repeats")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        return ask(options.quick)
    for kind in kinds():
        with database(kind) as environment:
            flags = ["--quick"] if options.quick else []
            subprocess.run([sys.executable, __file__, "--inside", *flags], env=environment, check=True)
    return None


if __name__ == "__main__":
    main()
