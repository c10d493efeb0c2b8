"""Models that the search finds. The words that a row is found by are a column of it, written whenever the row is.

What they are made of is said by the model (`found_by`); the index over the column is built by `search.index`. The words
are in the same row, so in the same transaction, as what they were made of: no index can lie.
"""

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, TypeVar

from django.db import connections, migrations, models

Row = TypeVar("Row", bound=models.Model)


class WordsField(models.TextField):  # type: ignore[type-arg]
    """The words that `found_by` of the model gives, single spaces between."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "default": "", "editable": False})

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {key: value for key, value in options.items() if key not in ("default", "editable")}

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if isinstance(model_instance, Findable):  # in a migration it is not, and keeps what it has
            setattr(model_instance, self.attname, model_instance.found_by())
        return super().pre_save(model_instance, add)


class FindableRows(models.QuerySet[Row]):
    def update(self, **values: Any) -> int:
        """An UPDATE by-passes the model, so who changes what a row is found by has to say the words too."""
        made_of: frozenset[str] = getattr(self.model, "FOUND_BY", frozenset())
        if made_of & values.keys() and "words" not in values:
            raise TypeError(f"{', '.join(sorted(made_of & values.keys()))}: save the rows, or update words as well")
        return super().update(**values)


def wrong_words(
    rows: models.QuerySet[Any], found_by: Callable[[Any], str], size: int = 2_000
) -> Iterator[list[tuple[int, str, str]]]:
    """The rows whose words are not what they should be, in batches: (id, words as they are, as they should be)."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:size]):
        last = batch[-1].pk
        yield [(row.pk, row.words, now) for row in batch if row.words != (now := found_by(row))]


def mend_words(rows: models.QuerySet[Any], found_by: Callable[[Any], str]) -> int:
    """Give every row the words that it should have, and say how many had others."""
    connection, mended = connections[rows.db], 0
    table = connection.ops.quote_name(rows.model._meta.db_table)
    for batch in wrong_words(rows, found_by):
        with connection.cursor() as cursor:
            cursor.executemany(  # not when the row was changed since it was read: then it has its words already
                f"UPDATE {table} SET words = %s WHERE id = %s AND words = %s",  # nosec B608
                [(now, pk, before) for pk, before, now in batch],
            )
        mended += len(batch)
    return mended


def without_triggers(*tables: str) -> migrations.RunPython:
    """For the way back of a migration that adds words: SQLite drops no column that a trigger reads."""

    def drop(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            with schema_editor.connection.cursor() as cursor:
                for table in tables:
                    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
                    for (name,) in cursor.fetchall():
                        cursor.execute(f"DROP TRIGGER {name}")

    return migrations.RunPython(migrations.RunPython.noop, drop, elidable=True)


class Findable(models.Model):
    """A model with words. `FOUND_BY` names the fields that `found_by` is made of."""

    FOUND_BY: ClassVar[frozenset[str]]
    words = WordsField()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        fields = options.get("update_fields")
        if fields is not None and self.FOUND_BY & {*fields}:
            options["update_fields"] = [*fields, "words"]
        super().save(*args, **options)

    def found_by(self) -> str:
        raise NotImplementedError
