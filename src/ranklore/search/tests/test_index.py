"""The search index agrees with the rows, repairs itself, and has a time limit."""

from collections import deque
from io import StringIO
from math import inf

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from ranklore.core.database.searchable import refresh_search_words
from ranklore.discussion.targets import CommentTarget
from ranklore.discussion.tests.make import make_comment
from ranklore.lists.actions.items import remove_item
from ranklore.lists.models import Item
from ranklore.people.models import Voter
from ranklore.search.index import blocks, lookup, time_limit
from ranklore.search.index.blocks import BlockRange, first_range, next_range
from ranklore.search.index.kinds import INDEXED_KINDS
from ranklore.search.index.lookup import IndexQuery, matching_ids
from ranklore.search.index.schema import drop_index, ensure_index
from ranklore.search.index.time_limit import QUERY_SECONDS_MAX, SearchTimeout, time_limited
from ranklore.search.index.verify import index_differences
from ranklore.search.queries.search import find_results
from ranklore.text.search_query import parse_query

pytestmark = pytest.mark.django_db


def found(typed):
    return not find_results(parse_query(typed), Voter()).is_empty


def run(*arguments):
    out = StringIO()
    call_command("reindex", *arguments, stdout=out)
    return out.getvalue()


def execute(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.django_db(transaction=True)  # PostgreSQL cannot index rows of an open transaction
def test_a_missing_index_is_created_and_an_existing_one_kept(songs, ben):
    make_comment(ben, CommentTarget(songs), "It aches.")
    ensure_index()
    assert found("aches")
    drop_index("comment")
    ensure_index()
    assert found("aches")
    assert list(index_differences("comment")) == []


@pytest.mark.django_db(transaction=True)
def test_an_index_with_another_definition_is_rebuilt(songs):
    if connection.vendor == "sqlite":
        execute("DROP TABLE search_item")
        execute("CREATE VIRTUAL TABLE search_item USING fts5(words)")
    else:
        for key in INDEXED_KINDS:
            drop_index(key)
        execute(
            "CREATE OR REPLACE FUNCTION search_lexemes(id bigint, words text) RETURNS tsvector "
            "LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT ''other''::tsvector'"
        )
        for key, kind in INDEXED_KINDS.items():
            execute(f"CREATE INDEX search_{key} ON {kind.table} USING gin (search_lexemes(id, words))")
    assert not found("dust")
    ensure_index()
    assert found("dust") and found("saddest")
    assert not [each for key in INDEXED_KINDS for each in index_differences(key)]


@pytest.mark.django_db(transaction=True)
def test_reindex_reports_and_repairs_wrong_words(songs):
    remove_item(songs.items.get(name="Dust"))
    assert run("--check") == "The search index matches the names and texts.\n"
    execute("UPDATE lists_item SET words = 'other' WHERE name = 'Cold'")
    with pytest.raises(CommandError, match=r"search index and the texts: 1\."):
        run("--check")
    assert not found("cold") and found("other")
    assert "item: updated the search words of 1 row." in run()
    assert found("cold") and not found("other")
    assert run("--check")


def test_a_row_that_changed_in_the_meantime_keeps_its_words(songs):
    Item.objects.update(words="old")

    def found_by(item):
        Item.objects.filter(pk=item.pk, name="Cold").update(words="newer")
        return "new"

    refresh_search_words(Item.objects.all(), found_by)
    assert {*Item.objects.values_list("name", "words")} == {
        ("Alone", "new"),
        ("Bells", "new"),
        ("Cold", "newer"),
        ("Dust", "new"),
        ("Echo", "new"),
    }


def test_differences_between_index_and_rows_are_reported(songs):
    if connection.vendor == "sqlite":
        execute("DROP TRIGGER search_item_update")
        execute("UPDATE lists_item SET words = 'other' WHERE name = 'Cold'")
        assert "search_item: other" in list(index_differences("item"))
        assert "search_item: cold" in list(index_differences("item"))
        ensure_index()
        assert list(index_differences("item")) == []
    else:
        assert list(index_differences("item")) == []
        drop_index("item")
        assert list(index_differences("item")) == ["the index search_item is missing"]


def test_a_table_without_the_words_column_is_skipped(songs, monkeypatch):
    class Field:
        name = "id"

    monkeypatch.setattr(connection.introspection, "get_table_description", lambda *_: [Field()])
    drop_index("item")
    ensure_index()
    assert "search_item" not in _indexes()


def _indexes():
    table = "sqlite_master WHERE type = 'table'" if connection.vendor == "sqlite" else "pg_class WHERE relkind = 'i'"
    name = "name" if connection.vendor == "sqlite" else "relname"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM {table}")
        return {row[0] for row in cursor.fetchall()}


def test_the_newest_ids_come_first_up_to_the_limit(songs):
    Item.objects.update(words="same")
    newest = list(Item.objects.order_by("-pk").values_list("pk", flat=True))
    same = parse_query("same").in_names()
    assert matching_ids(IndexQuery("item", same, 3)) == [newest[:3]]
    assert matching_ids(IndexQuery("item", same, 2), IndexQuery("list", same, 9), IndexQuery("item", same, 99)) == [
        newest[:2],
        [],
        newest,
    ]


@pytest.fixture(params=[(1, 2), (1, 16), (13, 16)])
def block_bits(db, monkeypatch, request):
    monkeypatch.setattr(blocks, "BLOCK_BITS", request.param)
    ensure_index(rebuild=True)


def test_results_do_not_depend_on_the_size_of_blocks(block_bits, songs):
    Item.objects.update(words="same")
    newest = list(Item.objects.order_by("-pk").values_list("pk", flat=True))
    same = parse_query("same").in_names()
    for limit in range(1, len(newest) + 2):
        assert matching_ids(IndexQuery("item", same, limit)) == [newest[:limit]]


def test_rows_with_ids_far_apart_are_found(songs):
    execute("UPDATE lists_item SET id = id + 1000000 WHERE name = 'Echo'")
    assert found("dust") and found("echo")


def test_the_next_range_is_just_large_enough():
    newest = 1_000_000
    first = first_range(newest)
    assert first == BlockRange(13, 2) and first.row_count(newest) == newest + 1 - 121 * 8192 == 8769
    for times, part in (
        (1.1, BlockRange(13, 3)),
        (4, BlockRange(13, 6)),
        (14, BlockRange(13, 16)),
        (15, BlockRange(16, 3)),
        (50, BlockRange(16, 8)),
    ):
        assert next_range(first, times, newest) == part
        assert part.row_count(newest) >= times * 8769 > BlockRange(part.bits, part.blocks - 1).row_count(newest)
    assert next_range(first, 60, newest) == next_range(first, inf, newest) == BlockRange()  # more than half of all rows


def test_few_rows_are_searched_all_at_once():
    assert first_range(16_383) == BlockRange() and first_range(16_384) == BlockRange(13, 2)
    assert next_range(BlockRange(13, 2), 2, 16_384) == BlockRange()


def test_a_range_has_the_rows_of_its_blocks():
    assert (
        BlockRange(1, 2).condition(9) == " & ('#1.4' | '#1.3')" and BlockRange(1, 2).row_count(9) == 4
    )  # 6, 7, 8 and 9
    assert BlockRange(1, 2).row_count(8) == 3
    assert BlockRange().condition(9) == ""


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no round trips")
def test_postgresql_answers_all_queries_in_one_statement(songs, django_assert_num_queries):
    asks = [
        IndexQuery(key, parse_query(word).in_names(), 9)
        for key in ("item", "list")
        for word in ("echo", "dust", "songs")
    ]
    with django_assert_num_queries(2):  # the newest ids, and the matches
        matching_ids(*asks)


def test_an_empty_query_needs_no_database(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert matching_ids(IndexQuery("item", (), 5)) == [[]]


def test_a_query_that_takes_too_long_is_stopped(db, monkeypatch):
    monkeypatch.setattr(time_limit, "QUERY_SECONDS_MAX", 0.01)
    slow = (
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000000) SELECT max(x) FROM n"
        if connection.vendor == "sqlite"
        else "SELECT pg_sleep(20)"
    )
    with pytest.raises(SearchTimeout), time_limited():
        execute(slow)
    execute("SELECT 1")


def test_many_queries_that_take_too_long_together_are_stopped(db, monkeypatch):
    monkeypatch.setattr(time_limit, "QUERY_SECONDS_MAX", 0.2)
    short_query = (
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 300000) SELECT max(x) FROM n"
        if connection.vendor == "sqlite"
        else "SELECT pg_sleep(0.05)"
    )
    with pytest.raises(SearchTimeout), time_limited():
        deque(map(execute, [short_query] * 1_000), maxlen=0)
    execute("SELECT 1")


def test_time_outside_the_database_does_not_count(db, monkeypatch):
    now = [0]
    monkeypatch.setattr(time_limit, "monotonic", lambda: now[0])
    with time_limited():
        execute("SELECT 1")
        now[0] += 2 * QUERY_SECONDS_MAX  # such as importing the URLs for the first time
        execute("SELECT 1")
        execute("SELECT 1")


def test_other_database_errors_are_not_timeouts(db):
    with pytest.raises(OperationalError, match="away"), time_limited():
        raise OperationalError("away")


def test_an_expression_is_formatted_with_its_alternatives():
    asked = parse_query("mesitukai 悪ノ").in_names()

    def term(term):
        return f"{term.word}{'*' if term.is_start else ''}"

    assert lookup._format_expression(asked, term, " AND ", " OR ") == (
        "((mesitukai) OR (\ue001meshitsukai)) AND ((悪の) OR (aku AND no))"
    )
