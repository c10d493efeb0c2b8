"""The index over the words of lists, items, comments and people, and how it is asked.

SQLite: a table of FTS5 for each kind, kept by triggers; it holds no texts, only where the words are. PostgreSQL: a GIN
index. Both are changed by the statement that changes the row. `ensure` makes what is missing, after every `migrate`: a
migration that rebuilds a table of SQLite drops the triggers of it.

What is asked for is bounded: of rows that have the words, the newest `limit`. SQLite reads them in that order. GIN
cannot; so each row of it also has a word that says in which block of ids it is, and the newest blocks are asked first.
A very common word is then found in these, and a rare one in all, which is quick because it is rare.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.db import OperationalError, connection, transaction

from ranklore.discussion.models import Comment
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Account
from ranklore.search.rules import Asked, Term
from ranklore.shell.findable import Findable

BLOCKS = (13, 16)  # bits of an id within a block: of 8,192 rows, and of 65,536
SECONDS_MOST = 2  # for all that one page asks the index


# The newest id of each kind, within one `bounded`; outside of it nothing is kept.
_newest: ContextVar[dict[str, int]] = ContextVar("newest")


class TooSlow(Exception):
    """The index could not answer in time."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is found, and which rows of it are in the index: those that are `live`, as a condition of SQL."""

    key: str
    model: type[Findable]
    live: str

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def index(self) -> str:
        return f"search_{self.key}"


KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("list", RankedList, "{0}id > 0"),
        Kind("item", Item, "{0}removed_at IS NULL"),
        Kind("comment", Comment, "{0}deleted_at IS NULL"),
        Kind("person", Account, "{0}is_active"),
    )
}


def ids_of(key: str, asked: Asked, limit: int) -> list[int]:
    """The ids of the newest rows of a kind that have all the words, at most `limit`."""
    if not asked:
        return []
    kind = KINDS[key]
    return _ids_sqlite(kind, asked, limit) if connection.vendor == "sqlite" else _ids_postgres(kind, asked, limit)


@contextmanager
def bounded() -> Iterator[None]:
    """End what takes too long, whatever was asked. Raises TooSlow."""
    before = _newest.set({})
    try:
        with transaction.atomic() if connection.vendor == "postgresql" else _interrupted():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{SECONDS_MOST}s"])
            yield
    except OperationalError as error:
        if "interrupted" in str(error) or "statement timeout" in str(error):
            raise TooSlow from error
        raise
    finally:
        _newest.reset(before)


@contextmanager
def _interrupted() -> Iterator[None]:
    connection.ensure_connection()
    sqlite, until = connection.connection, monotonic() + SECONDS_MOST
    sqlite.set_progress_handler(lambda: monotonic() > until, 100_000)
    try:
        yield
    finally:
        sqlite.set_progress_handler(None, 0)


def _ids_sqlite(kind: Kind, asked: Asked, limit: int) -> list[int]:
    def term(term: Term) -> str:
        return f'"{term.word}"{" *" if term.is_start else ""}'

    match = _written(asked, term, " AND ", " OR ")
    sql = f"SELECT rowid FROM {kind.index} WHERE {kind.index} MATCH %s ORDER BY rowid DESC LIMIT %s"  # nosec B608
    with connection.cursor() as cursor:
        cursor.execute(sql, [match, limit])
        return [pk for (pk,) in cursor.fetchall()]


def _ids_postgres(kind: Kind, asked: Asked, limit: int) -> list[int]:
    def term(term: Term) -> str:
        return f"'{term.word}'{':*' if term.is_start else ''}"

    query = _written(asked, term, " & ", " | ")
    # Materialized, or the planner may go through the rows by id and look at the words of each.
    sql = (
        f"WITH found AS MATERIALIZED (SELECT id FROM {kind.table} WHERE {kind.live.format('')} "  # nosec B608
        "AND search_lexemes(id, words) @@ %s::tsquery) SELECT id FROM found ORDER BY id DESC LIMIT %s"
    )
    found: list[int] = []
    with connection.cursor() as cursor:
        for blocks in _blocks(kind):
            cursor.execute(sql, [f"{query}{blocks}", limit])
            found = [pk for (pk,) in cursor.fetchall()]
            if len(found) >= limit:
                break
    return found


def _blocks(kind: Kind) -> Iterator[str]:
    """The two newest blocks of each size, as more to be asked for; at last nothing more."""
    newest = _newest_of(kind)
    for bits in BLOCKS:
        at = newest >> bits
        if at > 1:
            yield f" & ('#{bits}.{at}' | '#{bits}.{at - 1}')"
    yield ""


def _newest_of(kind: Kind) -> int:
    known = _newest.get({})
    if kind.key not in known:
        known[kind.key] = kind.model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
    return known[kind.key]


def _written(asked: Asked, term: Any, all_of: str, one_of: str) -> str:
    return all_of.join(
        "(" + one_of.join("(" + all_of.join(map(term, way)) + ")" for way in group) + ")" for group in asked
    )


# --- making it, and looking whether it is true


def ensure(*, anew: bool = False) -> None:
    """Make what is missing of the index; with `anew` all of it."""
    for kind in KINDS.values():
        with connection.cursor() as cursor:
            columns = {column.name for column in connection.introspection.get_table_description(cursor, kind.table)}
        if "words" not in columns:  # migrated back to before there was a search
            continue
        (_ensure_sqlite if connection.vendor == "sqlite" else _ensure_postgres)(kind, anew)


def drop(key: str = "comment") -> None:
    """Take the index of a kind away, so that very many rows are written quickly. `ensure` makes it again."""
    index = KINDS[key].index
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in ("insert", "delete", "update"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {index}_{name}")
            cursor.execute(f"DROP TABLE IF EXISTS {index}")
        else:
            cursor.execute(f"DROP INDEX IF EXISTS {index}")


def _ensure_postgres(kind: Kind, anew: bool) -> None:
    blocks = " || ".join(f"' #{bits}.' || (id >> {bits})" for bits in BLOCKS)
    body = f" SELECT array_to_tsvector(array_remove(string_to_array(words || {blocks}, ' '), '')) "
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(4202)")  # of two who migrate at once
        cursor.execute(
            "SELECT 1 FROM pg_proc, pg_class WHERE proname = 'search_lexemes' AND prosrc = %s AND relname = %s",
            [body, kind.index],
        )
        if cursor.fetchone() and not anew:
            return
        cursor.execute(
            "CREATE OR REPLACE FUNCTION search_lexemes(id bigint, words text) RETURNS tsvector "
            f"LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $${body}$$"
        )
        if anew:
            cursor.execute(f"DROP INDEX IF EXISTS {kind.index}")
        cursor.execute(
            f"CREATE INDEX IF NOT EXISTS {kind.index} ON {kind.table} USING gin (search_lexemes(id, words)) "
            f"WITH (fastupdate = off) WHERE {kind.live.format('')}"
        )


def _ensure_sqlite(kind: Kind, anew: bool) -> None:
    index, table = kind.index, kind.table
    old, new = kind.live.format("old."), kind.live.format("new.")
    into = f"INSERT INTO {index} (rowid, words) SELECT new.id, new.words WHERE {new};"  # nosec B608
    out = f"INSERT INTO {index} ({index}, rowid, words) SELECT 'delete', old.id, old.words WHERE {old};"  # nosec B608
    changed = f"WHEN old.id IS NOT new.id OR old.words IS NOT new.words OR ({old}) IS NOT ({new})"
    triggers = {
        f"{index}_insert": f"AFTER INSERT ON {table} BEGIN {into} END",
        f"{index}_delete": f"AFTER DELETE ON {table} BEGIN {out} END",
        f"{index}_update": f"AFTER UPDATE ON {table} {changed} BEGIN {out} {into} END",
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE 'search\\_%' ESCAPE '\\'")
        there = dict(cursor.fetchall())
        wanted = {name: f"CREATE TRIGGER {name} {body}" for name, body in triggers.items()}
        if not anew and index in there and all(there.get(name) == sql for name, sql in wanted.items()):
            return
        for name, sql in wanted.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(sql)
        cursor.execute(f"DROP TABLE IF EXISTS {index}")
        cursor.execute(
            f"CREATE VIRTUAL TABLE {index} USING fts5(words, content='', detail=none, columnsize=0, prefix='1 2 3 4', "
            "tokenize='ascii')"  # words are put in order before: it has only to part them at spaces
        )
        rows = f"SELECT id, words FROM {table} WHERE {kind.live.format('')}"  # nosec B608
        cursor.execute(f"INSERT INTO {index} (rowid, words) {rows}")


def differences(key: str) -> Iterator[str]:
    """Where the index of a kind is not what the words of its rows say. PostgreSQL keeps its own true."""
    kind = KINDS[key]
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indisvalid FROM pg_index JOIN pg_class ON oid = indexrelid WHERE relname = %s", [kind.index]
            )
            if cursor.fetchone() != (True,):
                yield f"the index {kind.index} is missing"
        return
    said = _words_in_rows(kind)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE VIRTUAL TABLE temp.search_vocabulary USING fts5vocab(main, {kind.index}, 'instance')")
        try:
            cursor.execute("SELECT term, count(*), sum(doc) FROM temp.search_vocabulary GROUP BY term")
            for word, rows, total in cursor:
                if said.pop(word, None) != (rows, total):
                    yield f"{kind.index}: {word}"
        finally:
            cursor.close()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE temp.search_vocabulary")
    yield from (f"{kind.index}: {word}" for word in said)


def _words_in_rows(kind: Kind) -> dict[str, tuple[int, int]]:
    """Word -> how many rows of a kind have it, and the sum of their ids."""
    said: dict[str, tuple[int, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, words FROM {kind.table} WHERE {kind.live.format('')}")  # nosec B608
        for pk, words in cursor:
            for word in words.split():
                rows, total = said.get(word, (0, 0))
                said[word] = rows + 1, total + pk
    return said


def in_all(key: str, rows: Sequence[int]) -> Any:
    """The rows of a kind with these ids."""
    return KINDS[key].model._default_manager.filter(pk__in=rows)
