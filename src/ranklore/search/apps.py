"""Ensure the search index exists after every migrate."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "ranklore.search"
    label = "search"

    def ready(self) -> None:
        post_migrate.connect(_ensure_index, sender=self)


def _ensure_index(**_: Any) -> None:
    """Not a migration: any later one that rebuilds a table of SQLite drops the triggers that keep the index."""
    from ranklore.search.index.schema import ensure_index  # the models are ready only now

    ensure_index()
