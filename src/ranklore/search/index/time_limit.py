"""Stop searches that keep the database busy for too long."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from django.db import OperationalError, connection, transaction

QUERY_SECONDS_MAX = 2
"""The database time for all queries of one page. The last query may exceed it, by at most the same time again."""
QUERY_CANCELED = "57014"
"""PostgreSQL's code for a query that was canceled because it took too long. Its text depends on the language."""


class SearchTimeout(Exception):
    """The index could not answer in time."""


@contextmanager
def time_limited() -> Iterator[None]:
    """Limit the database time of everything inside. Raises SearchTimeout."""
    begun, spent = monotonic(), 0.0

    def timed(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal begun, spent
        if spent > QUERY_SECONDS_MAX:
            raise SearchTimeout
        begun = monotonic()
        try:
            return execute(*arguments)
        finally:
            spent += monotonic() - begun

    is_sqlite = connection.vendor == "sqlite"
    limit = _sqlite_time_limit(lambda: monotonic() - begun > QUERY_SECONDS_MAX) if is_sqlite else _postgres_time_limit()
    try:
        with limit, connection.execute_wrapper(timed):
            yield
    except OperationalError as error:
        if str(error) == "interrupted" or getattr(error.__cause__, "sqlstate", None) == QUERY_CANCELED:
            raise SearchTimeout from error
        raise


@contextmanager
def _sqlite_time_limit(is_over: Callable[[], bool]) -> Iterator[None]:
    connection.ensure_connection()
    sqlite = connection.connection
    sqlite.set_progress_handler(is_over, 100_000)
    try:
        yield
    finally:
        sqlite.set_progress_handler(None, 0)


@contextmanager
def _postgres_time_limit() -> Iterator[None]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{QUERY_SECONDS_MAX}s"])
        yield
