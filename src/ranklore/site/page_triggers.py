"""Triggers that count the versions of pages (`core.models.PageVersion`) with every change of what pages show.

Triggers, and not calls in actions: no bulk update, migration or hand-written SQL can forget one. They are created after
every `migrate`, because a migration that rebuilds an SQLite table drops its triggers.

On PostgreSQL they run at the end of the transaction. So the row of a version is locked last and only for a moment, and
two transactions cannot wait for each other because of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from ranklore.core.page_cache.versions import SITE_CHANGES


@dataclass(frozen=True, slots=True)
class WatchedTable:
    """A table that pages show. `scope` is the column with the id of the list, or "" for the whole site.

    columns   an update of other columns does not matter; none given: every update does
    is_count  whether it has only counts of votes
    """

    name: str
    scope: str = ""
    columns: tuple[str, ...] = ()
    is_count: bool = False


WATCHED_TABLES = (
    WatchedTable("lists_rankedlist", "id"),
    WatchedTable("lists_item", "list_id"),
    WatchedTable("lists_listtag", "list_id"),
    WatchedTable("lists_relatedlist", "list_id"),
    WatchedTable("lists_tag", "", ("name",)),
    # A vote changes the version of a board; pages change when it is counted.
    WatchedTable("ballots_board", "list_id", ("counted_version", "epoch"), is_count=True),
    WatchedTable("ballots_incident", "list_id"),
    WatchedTable("ballots_publishedranking", "list_id"),
    WatchedTable("discussion_comment", "list_id"),
    WatchedTable("people_account", "", ("name", "is_active")),
)


def ensure_page_triggers() -> None:
    """Create the triggers that are missing or outdated."""
    with transaction.atomic(), connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        tables = [table for table in WATCHED_TABLES if table.name in existing]
        if "core_pageversion" not in existing:  # migrated back to a time before there was one
            return
        (_ensure_sqlite if connection.vendor == "sqlite" else _ensure_postgres)(cursor, tables)


def _ensure_sqlite(cursor: CursorWrapper, tables: Sequence[WatchedTable]) -> None:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'page\\_%' ESCAPE '\\'")
    existing = dict(cursor.fetchall())
    for table in tables:
        texts = int(not table.is_count)
        for event, row in (("insert", "new"), ("update", "new"), ("delete", "old")):
            name = f"page_{table.name}_{event}"
            of = f" OF {', '.join(table.columns)}" if event == "update" and table.columns else ""
            scope = f"{row}.{table.scope}" if table.scope else SITE_CHANGES
            wanted = (
                f"CREATE TRIGGER {name} AFTER {event.upper()}{of} ON {table.name} BEGIN "
                f"INSERT INTO core_pageversion (scope, version, texts) VALUES ({scope}, 1, {texts}) "  # nosec B608
                f"ON CONFLICT (scope) DO UPDATE SET version = version + 1, texts = texts + {texts}; END"  # nosec B608
            )
            if existing.get(name) != wanted:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(wanted)


_POSTGRES_FUNCTION = """
DECLARE
    changed_scope bigint := 0;
    changed_texts int := TG_ARGV[1]::int;
    mark text;
    counted text := coalesce(current_setting('ranklore.counted_scopes', true), '');
BEGIN
    IF TG_ARGV[0] <> '' AND TG_OP = 'DELETE' THEN
        EXECUTE format('SELECT ($1).%I', TG_ARGV[0]) INTO changed_scope USING OLD;
    ELSIF TG_ARGV[0] <> '' THEN
        EXECUTE format('SELECT ($1).%I', TG_ARGV[0]) INTO changed_scope USING NEW;
    END IF;
    -- Once for each scope and transaction, however many rows it changed.
    mark := format(' %s:%s ', changed_scope, changed_texts);
    IF strpos(counted, mark) = 0 THEN
        PERFORM set_config('ranklore.counted_scopes', counted || mark, true);
        INSERT INTO core_pageversion AS kept (scope, version, texts) VALUES (changed_scope, 1, changed_texts)
        ON CONFLICT (scope) DO UPDATE SET version = kept.version + 1, texts = kept.texts + changed_texts;
    END IF;
    RETURN NULL;
END
"""


def _ensure_postgres(cursor: CursorWrapper, tables: Sequence[WatchedTable]) -> None:
    cursor.execute("SELECT pg_advisory_xact_lock(4203)")  # one migrate at a time
    cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'count_page_version'")
    if cursor.fetchone() != (_POSTGRES_FUNCTION,):
        cursor.execute(
            "CREATE OR REPLACE FUNCTION count_page_version() RETURNS trigger LANGUAGE plpgsql AS "
            f"$function${_POSTGRES_FUNCTION}$function$"
        )
    # PostgreSQL keeps a trigger in words of its own; what it was created with is kept as its comment.
    cursor.execute("SELECT tgname, obj_description(oid, 'pg_trigger') FROM pg_trigger WHERE tgname LIKE 'page\\_%'")
    existing = dict(cursor.fetchall())
    for table in tables:
        name, of = f"page_{table.name}", f" OF {', '.join(table.columns)}" if table.columns else ""
        wanted = (
            f"CREATE CONSTRAINT TRIGGER {name} AFTER INSERT OR UPDATE{of} OR DELETE ON {table.name} "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
            f"EXECUTE FUNCTION count_page_version('{table.scope}', '{int(not table.is_count)}')"
        )
        if existing.get(name) != wanted:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table.name}")
            cursor.execute(wanted)
            cursor.execute(f"COMMENT ON TRIGGER {name} ON {table.name} IS %s", [wanted])
