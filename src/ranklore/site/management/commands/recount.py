from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ranklore.ballots.recount.log import lists_with_votes
from ranklore.ballots.recount.rebuild import rebuild_list
from ranklore.ballots.recount.verify import find_differences


class Command(BaseCommand):
    help = "Count every list again from the vote log. With --check, only say where the published figures differ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="?", help="only this list")
        parser.add_argument("--check", action="store_true", help="change no figure; exit with 1 on any difference")

    def handle(self, *, slug: str | None, check: bool, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        lists = {list_id: at for list_id, at in lists_with_votes().items() if slug in (None, at)}
        if slug is not None and not lists:
            raise CommandError(f"No list with votes has the address /l/{slug}.")
        found = 0
        for list_id, at in lists.items():
            if not check:
                rebuild_list(list_id)
                continue
            for difference in find_differences(list_id):
                found += 1
                self.stdout.write(f"{at}: {difference}")
        if found:
            raise CommandError(f"{found} differences between the log and what is published.")
        done = "Checked" if check else "Counted again"
        self.stdout.write(
            f"{done}: {len(lists)} list{'' if len(lists) == 1 else 's'}. What is published is what the log says."
        )
