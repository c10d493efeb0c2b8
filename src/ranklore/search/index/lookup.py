"""Ask the search index for the ids of matching rows, newest first.

The number of rows is bounded: the newest `limit` that match. SQLite reads them in that order. PostgreSQL's GIN index
cannot, so each row also has words that name its blocks of ids, and the newest blocks are searched first. They have
enough rows with a very common word. A rare word is searched in all rows, which is fast because it is rare. For the
words in between, the first blocks tell how many more are needed.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import inf
from typing import Any, NamedTuple

from django.db import connection

from ranklore.search.index.blocks import BlockRange, first_range, next_range
from ranklore.search.index.kinds import INDEXED_KINDS
from ranklore.text.search_query import IndexExpression, IndexTerm

SEARCH_MARGINS = (1.3, 2.5)
"""How much larger than estimated the second and the third range are, because matches are not spread evenly."""


class IndexQuery(NamedTuple):
    """The newest rows of a kind that match an expression, at most `limit`."""

    key: str
    expression: IndexExpression
    limit: int


def matching_ids(*queries: IndexQuery) -> list[list[int]]:
    """The ids that match each query, newest first."""
    if connection.vendor == "sqlite":
        return [_sqlite_ids(query) if query.expression else [] for query in queries]
    return _postgres_ids(queries)


def _sqlite_ids(query: IndexQuery) -> list[int]:
    def term(term: IndexTerm) -> str:
        return f'"{term.word}"{" *" if term.is_start else ""}'

    index, match = INDEXED_KINDS[query.key].index, _format_expression(query.expression, term, " AND ", " OR ")
    sql = f"SELECT rowid FROM {index} WHERE {index} MATCH %s ORDER BY rowid DESC LIMIT %s"  # nosec B608
    with connection.cursor() as cursor:
        cursor.execute(sql, [match, query.limit])
        return [pk for (pk,) in cursor.fetchall()]


def _postgres_ids(queries: Sequence[IndexQuery]) -> list[list[int]]:
    """All queries together, in a few statements: one statement for each would cost more in round trips than in work."""
    found: list[list[int]] = [[] for _ in queries]
    unfinished = [n for n, query in enumerate(queries) if query.expression]
    newest_ids = _newest_ids(queries[n].key for n in unfinished)
    ranges, margins = {n: first_range(newest_ids[queries[n].key]) for n in unfinished}, iter(SEARCH_MARGINS)
    while unfinished:
        answers = _postgres_ids_in_ranges([(queries[n], ranges[n]) for n in unfinished], newest_ids)
        for n, ids in zip(unfinished, answers, strict=True):
            found[n] = ids
        unfinished = [n for n in unfinished if ranges[n].blocks and len(found[n]) < queries[n].limit]
        margin = next(margins, inf)
        for n in unfinished:
            factor = margin * queries[n].limit / len(found[n]) if found[n] else inf
            ranges[n] = next_range(ranges[n], factor, newest_ids[queries[n].key])
    return found


def _postgres_ids_in_ranges(
    queries: Sequence[tuple[IndexQuery, BlockRange]], newest_ids: Mapping[str, int]
) -> list[list[int]]:
    def term(term: IndexTerm) -> str:
        return f"'{term.word}'{':*' if term.is_start else ''}"

    subqueries, unions, values = [], [], []
    for n, (query, block_range) in enumerate(queries):
        kind = INDEXED_KINDS[query.key]
        condition = block_range.condition(newest_ids[query.key])
        values.append(_format_expression(query.expression, term, " & ", " | ") + condition)
        # MATERIALIZED, because otherwise the planner may read the rows by id and check the words of each one.
        subqueries.append(
            f"match{n} AS MATERIALIZED (SELECT id FROM {kind.table} WHERE {kind.live.format('')} "  # nosec B608
            "AND search_lexemes(id, words) @@ %s::tsquery)"
        )
        unions.append(f"(SELECT {n}, id FROM match{n} ORDER BY id DESC LIMIT {query.limit:d})")  # nosec B608
    found: list[list[int]] = [[] for _ in queries]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(subqueries)} {' UNION ALL '.join(unions)}", values)
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


def _format_expression(expression: IndexExpression, term: Any, and_: str, or_: str) -> str:
    """Write an expression in the syntax of a database. `term` formats one word."""
    return and_.join(
        "(" + or_.join("(" + and_.join(map(term, alternative)) + ")" for alternative in group) + ")"
        for group in expression
    )
