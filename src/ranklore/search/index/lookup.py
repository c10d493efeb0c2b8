"""Ask the search index for the ids of matching rows, newest first.  The number of rows is bounded: the newest
`limit` that match. SQLite reads them in that order. GIN cannot, so each row also has words that name its blocks
of ids, and the newest blocks are asked first. A very common word is found in these, and a rare one in all rows,
which is quick because it is rare. In between, the first blocks tell how many more are needed."""

from collections.abc import Iterable, Mapping, Sequence
from math import inf
from typing import Any, NamedTuple

from django.db import connection

from ranklore.search.index.blocks import BlockRange, first_range, next_range
from ranklore.search.index.kinds import INDEXED_KINDS
from ranklore.text.search_query import IndexExpression, IndexTerm

SEARCH_MARGINS = (
    1.3,
    2.5,
)  # how much more than enough is looked for, at first and then: what is found is not spread evenly


class IndexQuery(NamedTuple):
    """Rows of a kind that have all of these words: the newest, at most `limit`."""

    key: str
    words: IndexExpression
    limit: int


def matching_ids(*asks: IndexQuery) -> list[list[int]]:
    """For each ask the ids that it finds, the newest first."""
    if connection.vendor == "sqlite":
        return [_sqlite_ids(ask) if ask.words else [] for ask in asks]
    return _postgres_ids(asks)


def _sqlite_ids(ask: IndexQuery) -> list[int]:
    def term(term: IndexTerm) -> str:
        return f'"{term.word}"{" *" if term.is_start else ""}'

    index, match = INDEXED_KINDS[ask.key].index, _format_expression(ask.words, term, " AND ", " OR ")
    sql = f"SELECT rowid FROM {index} WHERE {index} MATCH %s ORDER BY rowid DESC LIMIT %s"  # nosec B608
    with connection.cursor() as cursor:
        cursor.execute(sql, [match, ask.limit])
        return [pk for (pk,) in cursor.fetchall()]


def _postgres_ids(asks: Sequence[IndexQuery]) -> list[list[int]]:
    """All asks together, a few times at the most: a statement for each alone would cost more on the way than in the
    index."""
    found: list[list[int]] = [[] for _ in asks]
    waiting = [n for n, ask in enumerate(asks) if ask.words]
    newest = _newest_ids(asks[n].key for n in waiting)
    parts, spares = {n: first_range(newest[asks[n].key]) for n in waiting}, iter(SEARCH_MARGINS)
    while waiting:
        for n, ids in zip(
            waiting, _postgres_ids_in_ranges([(asks[n], parts[n]) for n in waiting], newest), strict=True
        ):
            found[n] = ids
        waiting = [n for n in waiting if parts[n].blocks and len(found[n]) < asks[n].limit]
        spare = next(spares, inf)
        for n in waiting:
            times = spare * asks[n].limit / len(found[n]) if found[n] else inf
            parts[n] = next_range(parts[n], times, newest[asks[n].key])
    return found


def _postgres_ids_in_ranges(
    asks: Sequence[tuple[IndexQuery, BlockRange]], newest: Mapping[str, int]
) -> list[list[int]]:
    def term(term: IndexTerm) -> str:
        return f"'{term.word}'{':*' if term.is_start else ''}"

    ways, unions, values = [], [], []
    for n, (ask, part) in enumerate(asks):
        kind = INDEXED_KINDS[ask.key]
        values.append(_format_expression(ask.words, term, " & ", " | ") + part.words(newest[ask.key]))
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


def _newest_ids(keys: Iterable[str]) -> dict[str, int]:
    """The newest id of each of these kinds."""
    if not (kinds := [INDEXED_KINDS[key] for key in dict.fromkeys(keys)]):
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT max(id) FROM {kind.table})" for kind in kinds))  # nosec B608
        return {kind.key: newest or 0 for kind, newest in zip(kinds, cursor.fetchone(), strict=True)}


def _format_expression(asked: IndexExpression, term: Any, all_of: str, one_of: str) -> str:
    return all_of.join(
        "(" + one_of.join("(" + all_of.join(map(term, way)) + ")" for way in group) + ")" for group in asked
    )


# --- making it, and looking whether it is true
