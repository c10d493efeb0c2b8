"""Match rows whose id is in a long list, sent to the database as one value."""

import json
from collections.abc import Collection
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func
from django.db.models.sql.compiler import SQLCompiler


class AnyId(Func):
    """A condition: the field has one of these ids. Like `in`, but the ids are sent as one value: hundreds of parameters
    take longer to send and parse than the rows take to find."""

    output_field = BooleanField()

    def __init__(self, field: str, ids: Collection[int]) -> None:
        super().__init__(field)
        self.ids = list(ids)

    def as_sql(  # the parameters of Func.as_sql
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        function: Any = None,
        template: Any = None,
        arg_joiner: Any = None,
        **_: Any,
    ) -> tuple[str, tuple[Any, ...]]:
        field, values = compiler.compile(self.source_expressions[0])
        return f"{field} = ANY(%s)", (*values, self.ids)

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any
    ) -> tuple[str, tuple[Any, ...]]:
        field, values = compiler.compile(self.source_expressions[0])
        sql = f"{field} IN (SELECT value FROM json_each(%s))"  # nosec B608
        return sql, (*values, json.dumps(self.ids))
