"""Models that the search finds. The words that find a row are a column of it, written with every save. The model
says what they are made of; search.index builds the index over the column."""

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, TypeVar

from django.db import connections, migrations, models

Row = TypeVar("Row", bound=models.Model)


class SearchWordsField(models.TextField):  # type: ignore[type-arg]
    """The words that `build_search_words` of the model gives, single spaces between."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "default": "", "editable": False})

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {key: value for key, value in options.items() if key not in ("default", "editable")}

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if isinstance(model_instance, Searchable):  # in a migration it is not, and keeps what it has
            setattr(model_instance, self.attname, model_instance.build_search_words())
        return super().pre_save(model_instance, add)


class SearchableQuerySet(models.QuerySet[Row]):
    def update(self, **values: Any) -> int:
        """An UPDATE by-passes the model, so who changes what a row is found by has to say the words too."""
        made_of: frozenset[str] = getattr(self.model, "SEARCH_FIELDS", frozenset())
        if made_of & values.keys() and "words" not in values:
            raise TypeError(f"{', '.join(sorted(made_of & values.keys()))}: save the rows, or update words as well")
        return super().update(**values)


def stale_search_words(
    rows: models.QuerySet[Any], build_search_words: Callable[[Any], str], size: int = 2_000
) -> Iterator[list[tuple[int, str, str]]]:
    """The rows whose words are not what they should be, in batches: (id, words as they are, as they should be)."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:size]):
        last = batch[-1].pk
        yield [(row.pk, row.words, now) for row in batch if row.words != (now := build_search_words(row))]


def refresh_search_words(rows: models.QuerySet[Any], build_search_words: Callable[[Any], str]) -> int:
    """Give every row the words that it should have, and say how many had others."""
    connection, mended = connections[rows.db], 0
    table = connection.ops.quote_name(rows.model._meta.db_table)
    for batch in stale_search_words(rows, build_search_words):
        with connection.cursor() as cursor:
            cursor.executemany(  # not when the row was changed since it was read: then it has its words already
                f"UPDATE {table} SET words = %s WHERE id = %s AND words = %s",  # nosec B608
                [(now, pk, before) for pk, before, now in batch],
            )
        mended += len(batch)
    return mended


def drop_search_triggers(*tables: str) -> migrations.RunPython:
    """For the way back of a migration that adds words: SQLite drops no column that a trigger reads."""

    def drop(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            with schema_editor.connection.cursor() as cursor:
                for table in tables:
                    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
                    for (name,) in cursor.fetchall():
                        cursor.execute(f"DROP TRIGGER {name}")

    return migrations.RunPython(migrations.RunPython.noop, drop, elidable=True)


class Searchable(models.Model):
    """A model with words. `SEARCH_FIELDS` names the fields that `build_search_words` is made of."""

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
