"""What finding costs at 100,000 items and 1,000,000 comments: pages of the search, and suggestions while one types.

    python bench/search.py [--quick] [--only sqlite,postgres]

Each database is one of its own: SQLite in a new folder, and PostgreSQL when DATABASE_URL_POSTGRES is set (a database is
made there and dropped). The words of names and comments are as common as words are (by Zipf's law: the first is in two
comments of three); one name in ten is Japanese, with an English alias. Pages and suggestions are asked for through the
whole site, limits included, by one browser after the other. `--quick` has a twentieth of the rows.
"""

import argparse
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from own_site import database, kinds, know_tables, load_as_served, set_up

ITEMS, COMMENTS, ON_LIST, WORDS = 100_000, 1_000_000, 50, 60_000
COMMON = [
    "the",
    "a",
    "and",
    "to",
    "of",
    "it",
    "i",
    "in",
    "is",
    "that",
    "this",
    "song",
    "was",
    "for",
    "you",
    "my",
    "but",
    "on",
    "with",
    "so",
    "not",
    "be",
    "at",
    "have",
    "me",
    "as",
    "its",
    "just",
    "are",
    "like",
    "all",
    "from",
    "she",
    "he",
    "they",
    "one",
    "more",
    "when",
    "what",
    "no",
    "love",
    "sad",
]
STARTS = ["b", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z", "th", "sh", "st", "br"]
VOWELS = ["a", "e", "i", "o", "u", "ea", "ou"]
KANJI = "悪召使初音心臓夜空海雪花月星涙恋夢歌声光影風雨桜千本炎水森鳥魚猫犬王女姫魔法世界終始消失記憶時計"
KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモラリルレロワン"


def vocabulary(dice: Random) -> list[str]:
    words = dict.fromkeys(COMMON)
    while len(words) < WORDS:
        parts = dice.choices(STARTS, k=(1, 2, 2, 3, 3, 4)[dice.randrange(6)])
        words["".join(part + dice.choice(VOWELS) for part in parts) + dice.choice(("", "", "n", "s", "r", "t"))] = None
    return list(words)


def words_by_rank(dice: Random, words: list[str]) -> Iterator[str]:
    """Words without end, the n-th in the list n times as rare as the first."""
    weights = list(itertools.accumulate(1 / n for n in range(1, len(words) + 1)))
    while True:
        yield from dice.choices(words, cum_weights=weights, k=10_000)


def names(dice: Random, words: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Names with their aliases."""
    common = words_by_rank(dice, words[20:])
    while True:
        english = " ".join(next(common).title() for _ in range(dice.choice((1, 2, 2, 3, 3, 4))))
        if dice.random() < 0.1:
            kanji = "".join(dice.choices(KANJI, k=dice.randrange(2, 5)))
            yield dice.choice((kanji, kanji + "ノ" + "".join(dice.choices(KANA, k=3)))), [english]
        else:
            yield english, []


def words_of_plain(text: str) -> str:
    return " ".join(dict.fromkeys(text.split()))


def fill(n_items: int, n_comments: int) -> None:
    from django.db import connection, transaction
    from django.utils import timezone

    from ranklore.ballots.models import Standing
    from ranklore.discussion.models import Comment
    from ranklore.lists.models import Item, RankedList
    from ranklore.people.models import Account, Voter
    from ranklore.search.index.schema import drop_index, ensure_index

    dice, now = Random(1), timezone.now()
    words = vocabulary(dice)
    called = names(dice, words)
    n_lists = n_items // ON_LIST
    lists = RankedList.objects.bulk_create(
        (RankedList(slug=f"list-{n}", title=f"{next(called)[0]} {n}", prompt="Which one?") for n in range(n_lists)),
        batch_size=2_000,
    )
    items = []
    for n in range(n_items):
        name, aliases = next(called)
        items.append(
            Item(
                list=lists[n // ON_LIST], name=name, aliases=aliases, credits=[next(called)[0]], start_place=n % ON_LIST
            )
        )
    items = Item.objects.bulk_create(items, batch_size=2_000)
    Standing.objects.bulk_create(
        (
            Standing(
                item=item,
                list_id=item.list_id,
                position=n % ON_LIST + 1,
                rank=n % ON_LIST + 1,
                votes=n % 977,
                score=0,
                familiarity=0,
            )
            for n, item in enumerate(items)
        ),
        batch_size=2_000,
    )
    Account.objects.bulk_create(
        (Account(email=f"{n}@example.org", name=f"{words[n + 100]}{n}"[:30]) for n in range(n_items // 10)),
        batch_size=2_000,
    )
    writer, said = Voter.objects.create(name="ada"), words_by_rank(dice, words)
    texts = (
        " ".join(itertools.islice(said, max(1, min(200, int(dice.lognormvariate(2.8, 0.7))))))
        for _ in range(n_comments)
    )
    # The index is made at the end, and the words of these plain texts need no parser: it is an hour otherwise.
    drop_index()
    fields = (
        "list_id, item_id, voter_id, author, text, words, created_at, "
        "is_spoiler, notes, is_cut, is_imported, declined_pairs, helpful, score"
    )
    holes = ", ".join(["%s"] * 14)
    rows = (
        (
            item.list_id,
            item.pk,
            writer.pk,
            "ada",
            text,
            words_of_plain(text),
            now,
            False,
            "[]",
            False,
            False,
            "[]",
            0,
            0.0,
        )
        for item, text in zip(itertools.cycle(items), texts, strict=False)
    )
    with transaction.atomic(), connection.cursor() as cursor:
        while batch := list(itertools.islice(rows, 10_000)):
            cursor.executemany(f"INSERT INTO discussion_comment ({fields}) VALUES ({holes})", batch)
    assert all(each.words == each.build_search_words() for each in Comment.objects.order_by("?")[:100])
    ensure_index()
    know_tables()


def queries(n_items: int) -> dict[str, Callable[[Random], str]]:
    """Kinds of queries, each drawn anew every time."""
    from ranklore.lists.models import Item

    words = vocabulary(Random(1))
    english = list(Item.objects.filter(aliases=[]).values_list("name", flat=True)[: n_items // 10])
    japanese = list(Item.objects.exclude(aliases=[]).values_list("name", flat=True)[: n_items // 100])

    def misspelled(dice: Random) -> str:
        name = dice.choice([name for name in dice.choices(english, k=20) if len(name) > 5] or english)
        at = dice.randrange(1, len(name) - 1)
        return name[:at] + name[at + 1 :]

    return {
        "a very common word": lambda dice: dice.choice(COMMON),
        "two very common words": lambda dice: " ".join(dice.sample(COMMON[:12], 2)),
        "three common words": lambda dice: " ".join(dice.sample(COMMON, 3)),
        "a word now and then": lambda dice: dice.choice(words[200:3_000]),
        "a rare word": lambda dice: dice.choice(words[20_000:]),
        "a common and a rare word": lambda dice: f"{dice.choice(COMMON)} {dice.choice(words[5_000:])}",
        "two words never together": lambda dice: " ".join(dice.sample(words[2_000:20_000], 2)),
        "a whole name": lambda dice: dice.choice(english),
        "a Japanese name": lambda dice: dice.choice(japanese),
        "two signs": lambda dice: dice.choice(japanese)[:2],
        "a name with a slip": misspelled,
        "one letter": lambda dice: dice.choice("abcdfghklmnprst"),
        "three letters": lambda dice: dice.choice(words)[:3],
        "nothing there is": lambda dice: "xq" + dice.choice(words)[::-1] + "xq",
    }


def typed(dice: Random, whole: list[str]) -> str:
    """What is in the field at some moment while a name is typed."""
    name = dice.choice(whole)
    return name[: dice.randrange(1, len(name) + 1)]


def in_ms(times: list[tuple[float, float]]) -> str:
    def at(share: float, which: int) -> float:
        ordered = sorted(each[which] for each in times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    by_clock = f"p50 {at(0.5, 0):6.1f} ms   p95 {at(0.95, 0):6.1f} ms   most {at(1, 0):6.1f} ms"
    return f"{by_clock}   (at work: p50 {at(0.5, 1):5.1f}   p95 {at(0.95, 1):5.1f})"


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds by the clock, and of them those that this process was at work."""
    begun, work_begun = time.perf_counter(), time.process_time()
    work()
    return 1e3 * (time.perf_counter() - begun), 1e3 * (time.process_time() - work_begun)


def measure(n_items: int, repeats: int) -> None:
    from django.test import Client

    client, dice = Client(HTTP_HOST="localhost"), Random(7)
    kinds = queries(n_items)

    def page(query: str, **more: str) -> None:
        assert client.get("/search", {"q": query, **more}).status_code == 200

    def offer(query: str) -> None:
        assert client.get("/search/suggestions", {"q": query}).status_code == 200

    for draw in kinds.values():  # everything is ready
        page(draw(dice))
        offer(draw(dice))
    print("pages of the search")
    every: list[tuple[float, float]] = []
    for name, draw in kinds.items():
        times = [timed(lambda draw=draw: page(draw(dice))) for _ in range(repeats)]
        every += times
        print(f"  {name:<28}{in_ms(times)}", flush=True)
    times = [timed(lambda: page(dice.choice(COMMON), **{"in": "comments", "page": "5"})) for _ in range(repeats)]
    print(f"  {'page 5 of the comments':<28}{in_ms(times)}")
    print(f"  {'all of these':<28}{in_ms([*every, *times])}")
    print("suggestions")
    every = []
    whole = {name: [kinds[name](dice) for _ in range(500)] for name in ("a whole name", "a Japanese name")}
    draws = {f"{name}, being typed": lambda dice, name=name: typed(dice, whole[name]) for name in whole}
    for name, draw in (
        draws
        | {key: kinds[key] for key in ("a very common word", "one letter", "a name with a slip", "nothing there is")}
    ).items():
        times = [timed(lambda draw=draw: offer(draw(dice))) for _ in range(repeats * 2)]
        every += times
        print(f"  {name:<28}{in_ms(times)}", flush=True)
    print(f"  {'all of these':<28}{in_ms(every)}")


def inside(n_items: int, n_comments: int, repeats: int) -> None:
    set_up()
    from django.core.management import call_command

    call_command("createcachetable")
    call_command("collectstatic", verbosity=0, interactive=False)
    begun = time.perf_counter()
    if not os.environ.get("RANKLORE_BENCH_FILLED"):  # with RANKLORE_HOME and --inside: a database of before, once more
        fill(n_items, n_comments)
    print(f"{n_items:,} items and {n_comments:,} comments in {time.perf_counter() - begun:.0f} s", flush=True)
    load_as_served()
    measure(n_items, repeats)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a twentieth of the rows, fewer repeats")
    parser.add_argument("--only", default="sqlite,postgresql")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    sizes = (ITEMS // 20, COMMENTS // 20, 20) if options.quick else (ITEMS, COMMENTS, 100)
    if options.inside:
        inside(*sizes)
        return
    for kind in [kind for kind in kinds() if kind in options.only]:
        print(f"\n{kind}", flush=True)
        with database(kind, RANKLORE_LIMITS="search=999999/s,suggestions=999999/s") as environment:
            command = [sys.executable, __file__, "--inside", *(["--quick"] if options.quick else [])]
            subprocess.run(command, env=environment, check=True)


if __name__ == "__main__":
    main()
