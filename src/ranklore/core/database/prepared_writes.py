"""Writes whose SQL is built once, for the rows that every vote writes. They call no `save` of the model and send no
signals. An update or upsert does not compute derived columns."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models

from ranklore.core.database.prepared_cursor import prepared_cursor


def insert_object(instance: models.Model) -> None:
    """Insert a new row, and set its `pk`."""
    model = type(instance)
    fields = [field for field in model._meta.local_concrete_fields if field is not model._meta.pk]
    values = [_to_database(field, field.pre_save(instance, True)) for field in fields]
    with prepared_cursor() as cursor:
        cursor.execute(_insert_sql(model, tuple(field.column for field in fields)), values)
        instance.pk = cursor.fetchone()[0]


def update_row(model: type[models.Model], where: Mapping[str, Any], values: Mapping[str, Any]) -> int:
    """Set fields of the rows whose fields are as in `where`. Returns how many there are."""
    given = [*values.items(), *where.items()]
    sent = [_to_database(_field(model, name), value) for name, value in given]
    with prepared_cursor() as cursor:
        cursor.execute(_update_sql(model, tuple(values), tuple(where)), sent)
        rows: int = cursor.rowcount
        return rows


def upsert_rows(
    model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]], unique: Sequence[str]
) -> None:
    """Insert rows of these fields, or update the row that has the same values in `unique`."""
    if not rows:
        return
    fields = [_field(model, name) for name in names]
    sent = [[_to_database(field, value) for field, value in zip(fields, row, strict=True)] for row in rows]
    with prepared_cursor() as cursor:
        cursor.executemany(_upsert_sql(model, tuple(names), tuple(unique)), sent)


def _to_database(field: "models.Field[Any, Any]", value: Any) -> Any:
    """The value as the database takes it. Numbers need no conversion, and Django's takes longer than the statement."""
    return value if type(value) in (int, float) else field.get_db_prep_save(value, connection)


@lru_cache
def _insert_sql(model: type[models.Model], columns: Sequence[str]) -> str:
    names, places = ", ".join(map(_quoted, columns)), ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {_table(model)} ({names}) VALUES ({places}) RETURNING {_column(model, 'pk')}"  # nosec B608


@lru_cache
def _update_sql(model: type[models.Model], names: Sequence[str], where: Sequence[str]) -> str:
    assignments = ", ".join(f"{_column(model, name)} = %s" for name in names)
    conditions = " AND ".join(f"{_column(model, name)} = %s" for name in where)
    return f"UPDATE {_table(model)} SET {assignments} WHERE {conditions}"  # nosec B608


@lru_cache
def _upsert_sql(model: type[models.Model], names: Sequence[str], unique: Sequence[str]) -> str:
    columns = [_column(model, name) for name in names]
    keys = [_column(model, name) for name in unique]
    updates = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in keys)
    places = ", ".join(["%s"] * len(columns))
    return (
        f"INSERT INTO {_table(model)} ({', '.join(columns)}) VALUES ({places}) "  # nosec B608
        f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {updates}"
    )


def _table(model: type[models.Model]) -> str:
    return _quoted(model._meta.db_table)


def _column(model: type[models.Model], name: str) -> str:
    return _quoted(str(_field(model, name).column))


def _field(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    """The field of this name; "pk" is the primary key."""
    field: models.Field[Any, Any] = model._meta.get_field(model._meta.pk.name if name == "pk" else name)  # type: ignore[assignment]
    return field


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
