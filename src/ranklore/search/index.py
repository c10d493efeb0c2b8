"""The index over the words of lists, items, comments and people, and how it is asked.

SQLite: a table of FTS5 for each kind, kept by triggers; it holds no texts, only where the words are. PostgreSQL: a GIN
index. Both are changed by the statement that changes the row. `ensure` makes what is missing, after every `migrate`: a
migration that rebuilds a table of SQLite drops the triggers of it.

What is asked for is bounded: of rows that have the words, the newest `limit`. SQLite reads them in that order. GIN
cannot; so each row of it also has words that say in which blocks of ids it is, and the newest blocks are asked first.
A very common word is then found in these, and a rare one in all, which is quick because it is rare. For those between,
what the first blocks had says how many will do.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil, inf
from time import monotonic
from typing import Any, NamedTuple

from django.db import OperationalError, connection, transaction

from ranklore.discussion.models import Comment
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Account
from ranklore.search.rules import Asked, Term
from ranklore.shell.findable import Findable

BLOCKS = (13, 16)  # bits of an id within a block: of 8,192 rows, and of 65,536
BLOCKS_MOST = 16  # of a size in one query
SPARE = (1.3, 2.5)  # how much more than enough is looked for, at first and then: what is found is not spread evenly
SECONDS_MOST = 2  # of the database, for all that one page asks; what it asks as the last thing may take as long again
QUERY_CANCELED = "57014"  # what PostgreSQL answers, in every language, when something took too long


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


class Ask(NamedTuple):
    """Rows of a kind that have all of these words: the newest, at most `limit`."""

    key: str
    words: Asked
    limit: int


def ids_of(*asks: Ask) -> list[list[int]]:
    """For each ask the ids that it finds, the newest first."""
    if connection.vendor == "sqlite":
        return [_ids_sqlite(ask) if ask.words else [] for ask in asks]
    return _ids_postgres(asks)


@contextmanager
def bounded() -> Iterator[None]:
    """End what takes the database too long, whatever was asked. Raises TooSlow."""
    begun, spent = monotonic(), 0.0

    def timed(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal begun, spent
        if spent > SECONDS_MOST:
            raise TooSlow
        begun = monotonic()
        try:
            return execute(*arguments)
        finally:
            spent += monotonic() - begun

    is_sqlite = connection.vendor == "sqlite"
    limit = _interrupted(lambda: monotonic() - begun > SECONDS_MOST) if is_sqlite else _cancelled()
    try:
        with limit, connection.execute_wrapper(timed):
            yield
    except OperationalError as error:
        if str(error) == "interrupted" or getattr(error.__cause__, "sqlstate", None) == QUERY_CANCELED:
            raise TooSlow from error
        raise


@contextmanager
def _interrupted(is_over: Callable[[], bool]) -> Iterator[None]:
    connection.ensure_connection()
    sqlite = connection.connection
    sqlite.set_progress_handler(is_over, 100_000)
    try:
        yield
    finally:
        sqlite.set_progress_handler(None, 0)


@contextmanager
def _cancelled() -> Iterator[None]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{SECONDS_MOST}s"])
        yield


def _ids_sqlite(ask: Ask) -> list[int]:
    def term(term: Term) -> str:
        return f'"{term.word}"{" *" if term.is_start else ""}'

    index, match = KINDS[ask.key].index, _written(ask.words, term, " AND ", " OR ")
    sql = f"SELECT rowid FROM {index} WHERE {index} MATCH %s ORDER BY rowid DESC LIMIT %s"  # nosec B608
    with connection.cursor() as cursor:
        cursor.execute(sql, [match, ask.limit])
        return [pk for (pk,) in cursor.fetchall()]


class Part(NamedTuple):
    """So many of the newest blocks of 2^bits rows; with no blocks, all rows."""

    bits: int = 0
    blocks: int = 0

    def rows(self, newest: int) -> int:
        return newest + 1 - (max((newest >> self.bits) - self.blocks + 1, 0) << self.bits)

    def words(self, newest: int) -> str:
        names = (f"'#{self.bits}.{(newest >> self.bits) - n}'" for n in range(self.blocks))
        return f" & ({' | '.join(names)})" if self.blocks else ""


def _ids_postgres(asks: Sequence[Ask]) -> list[list[int]]:
    """All asks together, a few times at the most: a statement for each alone would cost more on the way than in the
    index."""
    found: list[list[int]] = [[] for _ in asks]
    waiting = [n for n, ask in enumerate(asks) if ask.words]
    newest = _newest_of(asks[n].key for n in waiting)
    parts, spares = {n: first_part(newest[asks[n].key]) for n in waiting}, iter(SPARE)
    while waiting:
        for n, ids in zip(waiting, _in_parts([(asks[n], parts[n]) for n in waiting], newest), strict=True):
            found[n] = ids
        waiting = [n for n in waiting if parts[n].blocks and len(found[n]) < asks[n].limit]
        spare = next(spares, inf)
        for n in waiting:
            times = spare * asks[n].limit / len(found[n]) if found[n] else inf
            parts[n] = next_part(parts[n], times, newest[asks[n].key])
    return found


def first_part(newest: int) -> Part:
    """Where to look first: little, and more than one block, since the newest may have begun just now."""
    return Part(min(BLOCKS), 2) if newest >> min(BLOCKS) > 1 else Part()


def next_part(part: Part, times: float, newest: int) -> Part:
    """Where to look when a part had too few: in so many times its rows, or in all where that is not much more.

    Each row that has the words costs a look at it, newest or not; so as few as will do.
    """
    rows = times * part.rows(newest)
    for bits in sorted(BLOCKS):
        blocks = 1 + ceil((min(rows, newest) - Part(bits, 1).rows(newest)) / 2**bits)
        if blocks <= BLOCKS_MOST and Part(bits, blocks).rows(newest) < newest / 2:
            return Part(bits, blocks)
    return Part()


def _in_parts(asks: Sequence[tuple[Ask, Part]], newest: Mapping[str, int]) -> list[list[int]]:
    def term(term: Term) -> str:
        return f"'{term.word}'{':*' if term.is_start else ''}"

    ways, unions, values = [], [], []
    for n, (ask, part) in enumerate(asks):
        kind = KINDS[ask.key]
        values.append(_written(ask.words, term, " & ", " | ") + part.words(newest[ask.key]))
        # Materialized, or the planner may go through the rows by id and look at the words of each.
        ways.append(
            f"way{n} AS MATERIALIZED (SELECT id FROM {kind.table} WHERE {kind.live.format('')} "  # nosec B608
            "AND search_lexemes(id, words) @@ %s::tsquery)"
        )
        unions.append(f"(SELECT {n}, id FROM way{n} ORDER BY id DESC LIMIT {ask.limit:d})")  # nosec B608
    found: list[list[int]] = [[] for _ in asks]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(ways)} {' UNION ALL '.join(unions)}", values)
        for n, pk in cursor.fetchall():
            found[n].append(pk)
    return [sorted(ids, reverse=True) for ids in found]


def _newest_of(keys: Iterable[str]) -> dict[str, int]:
    """The newest id of each of these kinds."""
    if not (kinds := [KINDS[key] for key in dict.fromkeys(keys)]):
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT max(id) FROM {kind.table})" for kind in kinds))  # nosec B608
        return {kind.key: newest or 0 for kind, newest in zip(kinds, cursor.fetchone(), strict=True)}


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
        cursor.execute("SELECT 1 FROM pg_proc WHERE proname = 'search_lexemes' AND prosrc = %s", [body])
        if not cursor.fetchone():
            cursor.execute(
                "CREATE OR REPLACE FUNCTION search_lexemes(id bigint, words text) RETURNS tsvector "
                f"LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $${body}$$"
            )
            for each in KINDS.values():  # they hold what the function said before
                cursor.execute(f"DROP INDEX IF EXISTS {each.index}")
        if anew:
            cursor.execute(f"DROP INDEX IF EXISTS {kind.index}")
        cursor.execute("SELECT 1 FROM pg_class WHERE relname = %s", [kind.index])
        if cursor.fetchone():  # to make it "if not exists" would wait for the table, and not do in a transaction
            return
        cursor.execute(
            f"CREATE INDEX {kind.index} ON {kind.table} USING gin (search_lexemes(id, words)) "
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
        made = (
            f"CREATE VIRTUAL TABLE {index} USING fts5(words, content='', detail=none, columnsize=0, prefix='1 2 3 4', "
            "tokenize='ascii')"  # words are put in order before: it has only to part them at spaces
        )
        if not anew and all(there.get(name) == sql for name, sql in {index: made, **wanted}.items()):
            return
        for name, sql in wanted.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(sql)
        cursor.execute(f"DROP TABLE IF EXISTS {index}")
        cursor.execute(made)
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
