from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError, call_command

from ranklore.core.database.searchable import refresh_search_words, stale_search_words
from ranklore.search.index.kinds import INDEXED_KINDS
from ranklore.search.index.schema import ensure_index
from ranklore.search.index.verify import index_differences


class Command(BaseCommand):
    help = (
        "Rebuild the search index. Run this after an update that reads words differently, and after you install or "
        "remove the `japanese` extra. With --check, only report where the index does not match the names and texts."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 on any difference")

    def handle(self, *, check: bool, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        found = 0
        for key, kind in INDEXED_KINDS.items():
            rows = kind.model._default_manager.all()
            if check:
                stale = [pk for batch in stale_search_words(rows, kind.model.build_search_words) for pk, *_ in batch]
                index = list(index_differences(key))
                found += len(stale) + len(index)
                for difference in (*(f"{key} {pk}: outdated search words" for pk in stale[:20]), *index[:20]):
                    self.stdout.write(difference)
            else:
                updated = refresh_search_words(rows, kind.model.build_search_words)
                self.stdout.write(f"{key}: updated the search words of {updated:,} row{'' if updated == 1 else 's'}.")
        if found:
            raise CommandError(
                f"Differences between the search index and the texts: {found}. Rebuild it with `ranklore reindex`."
            )
        if not check:
            ensure_index(rebuild=True)
        self.stdout.write("The search index matches the names and texts." if check else "Rebuilt the search index.")
