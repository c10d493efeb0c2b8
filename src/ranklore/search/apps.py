from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "ranklore.search"
    label = "search"

    def ready(self) -> None:
        post_migrate.connect(_index, sender=self)


def _index(**_: Any) -> None:
    """Not a migration: any later one that rebuilds a table of SQLite drops the triggers that keep the index."""
    from ranklore.search.index import ensure  # the models are ready only now

    ensure()
