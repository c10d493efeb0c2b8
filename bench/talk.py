"""What talking costs: pages of a talk with few and with many comments, and a helpful vote in each.

    python bench/talk.py [--quick]

Each page is asked for through the whole site, on a SQLite database of its own; `--quick` asks less often. The last
column is the long talk beside the short one. "first" is the first time that the page is asked for, "usual" the median.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from random import Random
from typing import Any

from own_site import database, set_up

SIZES = (50, 5_000)
WORDS = (
    "it",
    "the song",
    "bell",
    "snow",
    "and",
    "never",
    "quiet",
    "*last*",
    "verse",
    "||she knew||",
    "**cry**",
    "why",
    "sadder than Echo",
)


def talk_of(n_comments: int, title: str) -> tuple[Any, Any]:
    """A list with a hundred more items. Its talk and that of an item have so many comments, one in five a reply."""
    from ranklore.discussion.models import Comment
    from ranklore.lists.actions.lists import create_list
    from ranklore.lists.item_names import NewItem
    from ranklore.people.models import Voter

    names = ("Dust", "Echo", *(f"Number {n}" for n in range(100)))
    ranked_list, dice = create_list(title=title, items=[NewItem(name) for name in names]), Random(1)
    item, writer = ranked_list.items.get(name="Dust"), Voter.objects.create(name="ada")
    for about in (item, None):
        texts = [" ".join(dice.choices(WORDS, k=dice.randrange(5, 120))) for _ in range(n_comments)]
        made = Comment.objects.bulk_create(
            (Comment(list=ranked_list, item=about, voter=writer, author="ada", text=text) for text in texts),
            batch_size=500,
        )
        roots = made[: n_comments * 4 // 5]
        for reply in made[len(roots) :]:
            reply.parent = reply.thread = dice.choice(roots)
        Comment.objects.bulk_update(made[len(roots) :], ["parent", "thread"], batch_size=500)
        _vote(roots, dice)
    return ranked_list, item


def _vote(roots: list[Any], dice: Random) -> None:
    """A hundred readers with five helpful votes each."""
    from ranklore.discussion.actions.helpful_votes import rescore_discussion
    from ranklore.discussion.models import HelpfulVote
    from ranklore.discussion.targets import target_of
    from ranklore.people.models import Voter

    readers = Voter.objects.bulk_create(Voter() for _ in range(100))
    votes = (HelpfulVote(voter=reader, comment=each) for reader in readers for each in dice.sample(roots, 5))
    HelpfulVote.objects.bulk_create(votes)
    rescore_discussion(target_of(roots[0]))


def timed(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return 1e3 * (time.perf_counter() - begun)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer repeats")
    repeats = 15 if parser.parse_args().quick else 60
    with database("sqlite") as environment:
        os.environ.pop("DATABASE_URL", None)
        os.environ |= environment
        set_up()
        from django.core.management import call_command

        call_command("collectstatic", verbosity=0, interactive=False)
        measure(repeats)


def measure(repeats: int) -> None:
    from django.test import Client

    from ranklore.discussion.actions.helpful_votes import set_helpful
    from ranklore.discussion.models import Comment
    from ranklore.people.models import Voter

    client = Client(HTTP_HOST="localhost")
    talks = {size: talk_of(size, f"Talk of {size}") for size in SIZES}

    def page(address: Callable[[Any, Any], str]) -> Callable[[int], Callable[[], Any]]:
        def work(size: int) -> Callable[[], Any]:
            return lambda: client.get(address(*talks[size]))

        return work

    def vote(size: int) -> Callable[[], Any]:
        comment = Comment.objects.filter(item=talks[size][1], parent=None).first()
        return lambda: set_helpful(voter=Voter(), comment=comment, on=True)

    client.get("/")  # templates and addresses are ready
    parts = {
        "page of the list": page(lambda ranked_list, item: ranked_list.get_absolute_url()),
        "talk of the list, best": page(lambda ranked_list, item: f"{ranked_list.get_absolute_url()}/talk"),
        "talk of the list, newest": page(
            lambda ranked_list, item: f"{ranked_list.get_absolute_url()}/talk?order=newest"
        ),
        "page of the item, best": page(lambda ranked_list, item: item.get_absolute_url()),
        "the last page there is": page(lambda ranked_list, item: f"{item.get_absolute_url()}?order=oldest&page=999"),
        "one helpful vote": vote,
    }
    print(f"{'':<28}{'':<8}" + "".join(f"{size:>9,}" for size in SIZES) + f"{'ratio':>9}")
    for name, work in parts.items():
        first = [timed(work(size)) for size in SIZES]
        usual = [statistics.median(timed(work(size)) for _ in range(repeats)) for size in SIZES]
        for what, times in (("first", first), ("usual", usual)):
            print(
                f"{name:<28}{what:<8}" + "".join(f"{each:>6.0f} ms" for each in times) + f"{times[1] / times[0]:>9.2f}"
            )


if __name__ == "__main__":
    main()
