from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ranklore.ballots.models import Board
from ranklore.ballots.recount import differences, rebuild


class Command(BaseCommand):
    help = "Count every list again from the vote log. With --check, only say where the published figures differ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="?", help="only this list")
        parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 on any difference")

    def handle(self, *, slug: str | None, check: bool, **options: Any) -> None:
        boards = Board.objects.select_related("list").order_by("pk")
        if slug is not None:
            boards = boards.filter(list__slug=slug)
            if not boards:
                raise CommandError(f"No list with votes has the address /l/{slug}.")
        found = 0
        for board in boards:
            if not check:
                rebuild(board.pk)
                continue
            for difference in differences(board.pk):
                found += 1
                self.stdout.write(f"{board.list.slug}: {difference}")
        if found:
            raise CommandError(f"{found} differences between the log and what is published.")
        self.stdout.write(f"{len(boards)} lists {'agree with their logs' if check else 'counted again'}.")
