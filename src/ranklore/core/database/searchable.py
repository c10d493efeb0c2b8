"""Models that the search finds. A column of the row holds its search words, recomputed on every save from fields
that the model names. search.index builds the index over that column."""

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, TypeVar

from django.db import connections, migrations, models

Row = TypeVar("Row", bound=models.Model)


class SearchWordsField(models.TextField):  # type: ignore[type-arg]
    """The search words from `build_search_words` of the model, separated by single spaces."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "default": "", "editable": False})

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {key: value for key, value in options.items() if key not in ("default", "editable")}

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if isinstance(model_instance, Searchable):  # in a migration it is not, and keeps its words
            setattr(model_instance, self.attname, model_instance.build_search_words())
        return super().pre_save(model_instance, add)


class SearchableQuerySet(models.QuerySet[Row]):
    def update(self, **values: Any) -> int:
        """An UPDATE bypasses the model, so a change of a searched field must set the words too."""
        made_of: frozenset[str] = getattr(self.model, "SEARCH_FIELDS", frozenset())
        if made_of & values.keys() and "words" not in values:
            raise TypeError(f"{', '.join(sorted(made_of & values.keys()))}: save the rows, or update words as well")
        return super().update(**values)


def stale_search_words(
    rows: models.QuerySet[Any], build_search_words: Callable[[Any], str], size: int = 2_000
) -> Iterator[list[tuple[int, str, str]]]:
    """The rows with outdated words, in batches: (id, words now, words as they should be)."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:size]):
        last = batch[-1].pk
        yield [(row.pk, row.words, now) for row in batch if row.words != (now := build_search_words(row))]


def refresh_search_words(rows: models.QuerySet[Any], build_search_words: Callable[[Any], str]) -> int:
    """Recompute the words of every row. Returns how many were outdated."""
    connection, mended = connections[rows.db], 0
    table = connection.ops.quote_name(rows.model._meta.db_table)
    for batch in stale_search_words(rows, build_search_words):
        with connection.cursor() as cursor:
            cursor.executemany(  # not a row that was changed since it was read: its words are new already
                f"UPDATE {table} SET words = %s WHERE id = %s AND words = %s",  # nosec B608
                [(now, pk, before) for pk, before, now in batch],
            )
        mended += len(batch)
    return mended


def drop_search_triggers(*tables: str) -> migrations.RunPython:
    """For reversing a migration that adds words: SQLite cannot drop a column that a trigger reads."""

    def drop(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            with schema_editor.connection.cursor() as cursor:
                for table in tables:
                    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
                    for (name,) in cursor.fetchall():
                        cursor.execute(f"DROP TRIGGER {name}")

    return migrations.RunPython(migrations.RunPython.noop, drop, elidable=True)


class Searchable(models.Model):
    """A model with search words. `SEARCH_FIELDS` names the fields that `build_search_words` uses."""

    SEARCH_FIELDS: ClassVar[frozenset[str]]
    words = SearchWordsField()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        fields = options.get("update_fields")
        if fields is not None and self.SEARCH_FIELDS & {*fields}:
            options["update_fields"] = [*fields, "words"]
        super().save(*args, **options)

    def build_search_words(self) -> str:
        raise NotImplementedError
