"""Compare the search index with the words in the rows."""

from collections.abc import Iterator

from django.db import connection

from ranklore.search.index.kinds import INDEXED_KINDS, IndexedKind


def index_differences(key: str) -> Iterator[str]:
    """The words for which the index of a kind differs from its rows. PostgreSQL keeps its index correct by itself, so
    there only a missing index is reported."""
    kind = INDEXED_KINDS[key]
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indisvalid FROM pg_index JOIN pg_class ON oid = indexrelid WHERE relname = %s", [kind.index]
            )
            if cursor.fetchone() != (True,):
                yield f"the index {kind.index} is missing"
        return
    expected = _words_in_rows(kind)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE VIRTUAL TABLE temp.search_vocabulary USING fts5vocab(main, {kind.index}, 'instance')")
        try:
            cursor.execute("SELECT term, count(*), sum(doc) FROM temp.search_vocabulary GROUP BY term")
            for word, rows, total in cursor:
                if expected.pop(word, None) != (rows, total):
                    yield f"{kind.index}: {word}"
        finally:
            cursor.close()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE temp.search_vocabulary")
    yield from (f"{kind.index}: {word}" for word in expected)


def _words_in_rows(kind: IndexedKind) -> dict[str, tuple[int, int]]:
    """Word -> how many rows of a kind have it, and the sum of their ids."""
    totals: dict[str, tuple[int, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, words FROM {kind.table} WHERE {kind.live.format('')}")  # nosec B608
        for pk, words in cursor:
            for word in words.split():
                rows, total = totals.get(word, (0, 0))
                totals[word] = rows + 1, total + pk
    return totals
