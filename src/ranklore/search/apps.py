"""Create the search index after every migrate."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "ranklore.search"
    label = "search"

    def ready(self) -> None:
        post_migrate.connect(_ensure_index, sender=self)


def _ensure_index(**_: Any) -> None:
    """Create what is missing of the index.

    This is not a migration, because any later migration that rebuilds an SQLite table drops the triggers of the index.
    """
    from ranklore.search.index.schema import ensure_index  # here, because models cannot be imported earlier

    ensure_index()
