"""Queries that are built once. For a short one, Django takes twenty times longer to build the SQL than the database
takes to answer, and some are on every page."""

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection, models

from ranklore.core.database.prepared_cursor import prepared_cursor

_FIRST_STAND_IN = 7_000_000_000_000_000_000
"""No id is this large, so it can be told from the constants of a query."""
Argument = int | uuid.UUID | str | Sequence[int]
Model = TypeVar("Model", bound=models.Model)


class PreparedQuery:
    """A queryset whose arguments are ids, UUIDs, texts, or lists of ids for `AnyId`.

    build  makes a `values_list` from the arguments
    kinds  of the arguments: int, uuid.UUID, str or list
    """

    def __init__(self, build: Callable[..., models.QuerySet[Any, Any]], *kinds: type[Argument]) -> None:
        self._build, self._kinds = build, kinds
        self._prepared: dict[str, _Statement] = {}

    def rows(self, *arguments: Argument) -> list[tuple[Any, ...]]:
        """The rows as the database gives them: without the conversions of Django's fields."""
        return self._execute(self._statement(), arguments)

    def values(self, *arguments: Argument) -> list[list[Any]]:
        """The rows with the conversions of Django's fields, which times and JSON need."""
        statement = self._statement()
        rows = list(map(list, self._execute(statement, arguments)))
        for n, convert_all, expression in statement.converters:
            for row in rows:
                for convert in convert_all:
                    row[n] = convert(row[n], expression, connection)
        return rows

    def exists(self, *arguments: Argument) -> bool:
        return bool(self.rows(*arguments))

    def _execute(self, statement: "_Statement", arguments: tuple[Argument, ...]) -> list[tuple[Any, ...]]:
        sent = [constant if n is None else _as_parameter(arguments[n]) for n, constant in statement.parameters]
        with prepared_cursor() as cursor:
            cursor.execute(statement.sql, sent)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    def _statement(self) -> "_Statement":
        statement = self._prepared.get(connection.vendor)
        if statement is None:
            self._prepared[connection.vendor] = statement = self._prepare()
        return statement

    def _prepare(self) -> "_Statement":
        stand_ins = [_stand_in(kind, _FIRST_STAND_IN + n) for n, kind in enumerate(self._kinds)]
        number = {_as_key(_as_parameter(stand_in)): n for n, stand_in in enumerate(stand_ins)}
        compiler = self._build(*stand_ins).query.get_compiler(connection.alias)
        sql, parameters = compiler.as_sql()
        expressions = [column for column, _sql, _alias in compiler.select]
        return _Statement(
            sql=sql,
            parameters=[(number.get(_as_key(each)), each) for each in parameters],
            converters=[(n, *each) for n, each in compiler.get_converters(expressions).items()],
            columns=tuple(getattr(getattr(column, "target", None), "attname", "") for column in expressions),
        )


@dataclass(frozen=True, slots=True)
class _Statement:
    """The SQL; for each of its parameters the number of the argument, or a constant; for columns that are converted
    their number, the converters and the expression; and the fields behind the columns."""

    sql: str
    parameters: list[tuple[int | None, Any]]
    converters: list[tuple[int, list[Callable[..., Any]], Any]]
    columns: tuple[str, ...]


class PreparedObjects(PreparedQuery, Generic[Model]):
    """The same for model instances. `build` makes a queryset of one model, without `select_related`."""

    def __init__(
        self, model: type[Model], build: Callable[..., models.QuerySet[Model]], *kinds: type[Argument]
    ) -> None:
        super().__init__(build, *kinds)
        self._model = model

    def all(self, *arguments: Argument) -> list[Model]:
        columns = self._statement().columns
        return [self._model.from_db(connection.alias, columns, row) for row in self.values(*arguments)]

    def first(self, *arguments: Argument) -> Model | None:
        return next(iter(self.all(*arguments)), None)


def _stand_in(kind: type[Argument], number: int) -> Argument:
    if kind is uuid.UUID:
        return uuid.UUID(int=number)
    if kind is list:
        return [number]
    return number if kind is int else str(number)


def _as_parameter(argument: Argument) -> Any:
    if isinstance(argument, list) and connection.vendor == "sqlite":
        return json.dumps(argument)
    if isinstance(argument, uuid.UUID) and not connection.features.has_native_uuid_field:
        return argument.hex
    return argument


def _as_key(parameter: Any) -> Any:
    return tuple(parameter) if isinstance(parameter, list) else parameter
