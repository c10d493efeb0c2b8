"""A cursor for statements whose SQL stays the same. PostgreSQL parses and plans each once for every connection;
Python's SQLite keeps the last statements by itself."""

from functools import cache
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper


def prepared_cursor() -> CursorWrapper:
    if connection.vendor != "postgresql":
        return connection.cursor()
    connection.ensure_connection()
    raw: Any = connection.connection
    usual, raw.cursor_factory = raw.cursor_factory, _preparing_cursor()
    try:
        return connection.cursor()
    finally:
        raw.cursor_factory = usual


@cache
def _preparing_cursor() -> Any:
    # A site on SQLite does not load the driver.
    from django.db.backends.postgresql.base import ServerBindingCursor

    class PreparingCursor(ServerBindingCursor):
        def _convert_query(self, *args: Any) -> Any:
            # Django's log of queries reads it.
            self._query = super()._convert_query(*args)  # type: ignore[misc]
            return self._query

    return PreparingCursor
