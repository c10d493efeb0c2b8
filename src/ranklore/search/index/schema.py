"""Create and drop the search index.

SQLite has one contentless FTS5 table per kind, and triggers that update it. PostgreSQL has one GIN index per kind.
Both change in the same statement as the row. `ensure_index` runs after every `migrate`, because a migration that
rebuilds an SQLite table drops its triggers.
"""

from django.db import connection, transaction

from ranklore.search.index import blocks
from ranklore.search.index.kinds import INDEXED_KINDS, IndexedKind


def ensure_index(*, rebuild: bool = False) -> None:
    """Create what is missing of the index; with `rebuild`, all of it."""
    for kind in INDEXED_KINDS.values():
        with connection.cursor() as cursor:
            columns = {column.name for column in connection.introspection.get_table_description(cursor, kind.table)}
        if "words" not in columns:  # migrated back to a time before there was a search
            continue
        (_ensure_sqlite if connection.vendor == "sqlite" else _ensure_postgres)(kind, rebuild)


def drop_index(key: str = "comment") -> None:
    """Drop the index of a kind, to write very many rows quickly. `ensure_index` creates it again."""
    index = INDEXED_KINDS[key].index
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in ("insert", "delete", "update"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {index}_{name}")
            cursor.execute(f"DROP TABLE IF EXISTS {index}")
        else:
            cursor.execute(f"DROP INDEX IF EXISTS {index}")


def _ensure_postgres(kind: IndexedKind, rebuild: bool) -> None:
    block_words = " || ".join(f"' #{bits}.' || (id >> {bits})" for bits in blocks.BLOCK_BITS)
    body = f" SELECT array_to_tsvector(array_remove(string_to_array(words || {block_words}, ' '), '')) "
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(4202)")  # one migrate at a time
        cursor.execute("SELECT 1 FROM pg_proc WHERE proname = 'search_lexemes' AND prosrc = %s", [body])
        if not cursor.fetchone():
            cursor.execute(
                "CREATE OR REPLACE FUNCTION search_lexemes(id bigint, words text) RETURNS tsvector "
                f"LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $${body}$$"
            )
            for each in INDEXED_KINDS.values():  # they hold results of the old function
                cursor.execute(f"DROP INDEX IF EXISTS {each.index}")
        if rebuild:
            cursor.execute(f"DROP INDEX IF EXISTS {kind.index}")
        cursor.execute("SELECT 1 FROM pg_class WHERE relname = %s", [kind.index])
        if cursor.fetchone():  # CREATE INDEX IF NOT EXISTS would lock the table even if the index exists
            return
        cursor.execute(
            f"CREATE INDEX {kind.index} ON {kind.table} USING gin (search_lexemes(id, words)) "
            f"WITH (fastupdate = off) WHERE {kind.live.format('')}"
        )


def _ensure_sqlite(kind: IndexedKind, rebuild: bool) -> None:
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
        existing = dict(cursor.fetchall())
        wanted = {name: f"CREATE TRIGGER {name} {body}" for name, body in triggers.items()}
        table_sql = (
            f"CREATE VIRTUAL TABLE {index} USING fts5(words, content='', detail=none, columnsize=0, prefix='1 2 3 4', "
            "tokenize='ascii')"  # the words are already normalized: FTS5 only has to split them at spaces
        )
        if not rebuild and all(existing.get(name) == sql for name, sql in {index: table_sql, **wanted}.items()):
            return
        for name, sql in wanted.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(sql)
        cursor.execute(f"DROP TABLE IF EXISTS {index}")
        cursor.execute(table_sql)
        rows = f"SELECT id, words FROM {table} WHERE {kind.live.format('')}"  # nosec B608
        cursor.execute(f"INSERT INTO {index} (rowid, words) {rows}")
