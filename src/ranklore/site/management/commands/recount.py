from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ranklore.ballots.recount.log import lists_with_votes
from ranklore.ballots.recount.rebuild import rebuild_list
from ranklore.ballots.recount.verify import find_differences


class Command(BaseCommand):
    help = "Recount every list from the vote log. With --check, only report where the published figures differ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="?", help="recount only the list with this address (the part after /l/)")
        parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 on any difference")

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
            raise CommandError(f"Differences between the vote log and the published figures: {found}.")
        done = "Checked" if check else "Recounted"
        self.stdout.write(
            f"{done} {len(lists)} list{'' if len(lists) == 1 else 's'}. The published figures match the vote log."
        )
