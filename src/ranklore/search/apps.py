from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class SearchConfig(AppConfig):
    name = "ranklore.search"
    label = "search"

    def ready(self) -> None:
        pre_migrate.connect(_make_way, sender=self)
        post_migrate.connect(_index, sender=self)


def _index(**_: Any) -> None:
    """Not a migration: any later one that rebuilds a table of SQLite drops the triggers that keep the index."""
    from ranklore.search.index import ensure  # the models are ready only now

    ensure()


def _make_way(plan: list[tuple[Any, bool]], **_: Any) -> None:
    """SQLite lets nobody take a column away that a trigger reads."""
    from ranklore.search.index import drop_all

    if any(is_backwards for _, is_backwards in plan):
        drop_all()
