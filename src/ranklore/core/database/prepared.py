"""Queries that are built once. For a short one, Django takes twenty times longer to build the SQL than the database
takes to answer, and some are on every page."""

import uuid
from collections.abc import Callable
from typing import Any

from django.db import connection, models

_FIRST_STAND_IN = 7_000_000_000_000_000_000
"""No id is this large, so it can be told from the constants of a query."""
Argument = int | uuid.UUID | str


class PreparedQuery:
    """A queryset whose arguments are ids, UUIDs or texts.

    build  makes a `values_list` from the arguments
    kinds  of the arguments: int, uuid.UUID or str
    """

    def __init__(self, build: Callable[..., models.QuerySet[Any, Any]], *kinds: type[Argument]) -> None:
        self._build, self._kinds = build, kinds
        self._prepared: dict[str, tuple[str, list[tuple[int | None, Any]]]] = {}

    def rows(self, *arguments: Argument) -> list[tuple[Any, ...]]:
        """The rows as the database gives them: without the conversions of Django's fields."""
        sql, parameters = self._prepared.get(connection.vendor) or self._prepare()
        sent = [constant if n is None else _as_parameter(arguments[n]) for n, constant in parameters]
        with connection.cursor() as cursor:
            cursor.execute(sql, sent)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    def exists(self, *arguments: Argument) -> bool:
        return bool(self.rows(*arguments))

    def _prepare(self) -> tuple[str, list[tuple[int | None, Any]]]:
        """The SQL, and for each of its parameters the number of the argument, or a constant."""
        stand_ins = [_stand_in(kind, _FIRST_STAND_IN + n) for n, kind in enumerate(self._kinds)]
        number = {_as_parameter(stand_in): n for n, stand_in in enumerate(stand_ins)}
        sql, parameters = self._build(*stand_ins).query.sql_with_params()
        self._prepared[connection.vendor] = prepared = (sql, [(number.get(each), each) for each in parameters])
        return prepared


def _stand_in(kind: type[Argument], number: int) -> Argument:
    if kind is uuid.UUID:
        return uuid.UUID(int=number)
    return number if kind is int else str(number)


def _as_parameter(argument: Argument) -> Any:
    is_text = isinstance(argument, uuid.UUID) and not connection.features.has_native_uuid_field
    return argument.hex if is_text else argument  # type: ignore[union-attr]
