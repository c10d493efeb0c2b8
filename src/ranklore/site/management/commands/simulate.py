import time
from random import Random
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ranklore.lists.models import RankedList
from ranklore.parsing.limits import ITEMS_MAX
from ranklore.site.actions.simulated_list import fill_with_simulated, make_simulated_list
from ranklore.site.simulation import random_worth, worth_from_order
from ranklore.text.errors import Refused

VOTERS_MAX = 100_000
DAYS_MAX = 3_650


class Command(BaseCommand):
    help = (
        "Fill a list that has no votes with simulated votes: picks, downs, matchups, rankings, changed votes. "
        "The list is marked as simulated. The same seed on the same list gives the same votes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the list's address: the part after /l/")
        parser.add_argument("--voters", type=int, default=1_000, help="default: 1000")
        parser.add_argument("--seed", type=int, default=1, help="default: 1")
        parser.add_argument("--days", type=int, default=30, help="spread the votes over this many days (default: 30)")
        parser.add_argument("--items", type=int, help="create the list with this many items if it does not exist")
        parser.add_argument(
            "--shuffle", action="store_true", help="use a random hidden order, not one near the starting order"
        )

    def handle(
        self, *, slug: str, voters: int, seed: int, days: int, items: int | None, shuffle: bool, **options: Any
    ) -> None:
        _check_range("--voters", voters, 1, VOTERS_MAX)
        _check_range("--days", days, 1, DAYS_MAX)
        if items is not None:
            _check_range("--items", items, 2, ITEMS_MAX)
        call_command("migrate", verbosity=0, interactive=False)
        began = time.monotonic()
        try:
            ranked_list = _get_or_make_list(slug, items)
            done = fill_with_simulated(
                ranked_list,
                voters=voters,
                days=days,
                dice=Random(seed),  # nosec B311
                worth=random_worth if shuffle else worth_from_order,
            )
        except Refused as refused:
            raise CommandError(str(refused)) from None
        kinds = ", ".join(f"{number:,} {kind}" for kind, number in sorted(done.kinds.items()))
        self.stdout.write(
            f"{ranked_list.get_absolute_url()}: {done.voters:,} simulated voters cast {done.votes:,} votes on "
            f"{done.items:,} items ({kinds}); {done.changes:,} of them change or take back an earlier vote.\n"
            f"The votes are spread over {days:,} days. Making and counting them took {time.monotonic() - began:.0f} s. "
            "The list is marked as simulated."
        )


def _get_or_make_list(slug: str, items: int | None) -> RankedList:
    existing = RankedList.objects.filter(slug=slug).first() if "\x00" not in slug else None
    if existing is None and items is None:
        raise CommandError(f"There is no list at /l/{slug}. Add --items 100 to create it with 100 items.")
    return existing or make_simulated_list(slug, items or 0)


def _check_range(name: str, number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        raise CommandError(f"{name} must be a number from {least:,} to {most:,}.")
