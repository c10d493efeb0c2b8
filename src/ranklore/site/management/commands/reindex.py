from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError, call_command

from ranklore.core.database.searchable import refresh_search_words, stale_search_words
from ranklore.search.index.kinds import INDEXED_KINDS
from ranklore.search.index.schema import ensure_index
from ranklore.search.index.verify import index_differences


class Command(BaseCommand):
    help = (
        "Make the search index anew, after an update that reads words differently or when the extra `japanese` came or "
        "went. With --check: look whether it is what the names and texts say, and change nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 on any difference")

    def handle(self, *, check: bool, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        found = 0
        for key, kind in INDEXED_KINDS.items():
            rows = kind.model._default_manager.all()
            if check:
                wrong = [pk for batch in stale_search_words(rows, kind.model.build_search_words) for pk, *_ in batch]
                index = list(index_differences(key))
                found += len(wrong) + len(index)
                for difference in (*(f"{key} {pk}: its words" for pk in wrong[:20]), *index[:20]):
                    self.stdout.write(difference)
            else:
                mended = refresh_search_words(rows, kind.model.build_search_words)
                self.stdout.write(f"{key}: {mended:,} row{'' if mended == 1 else 's'} had other words.")
        if found:
            raise CommandError(
                f"{found} differences between the index and what it is of. `ranklore reindex` makes it anew."
            )
        if not check:
            ensure_index(rebuild=True)
        self.stdout.write("The index is what the names and texts say." if check else "The index is new.")
