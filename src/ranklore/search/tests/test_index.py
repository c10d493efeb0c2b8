"""The index says what the rows say, whatever happens to it, and cannot be made to take long."""

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
from ranklore.search.index import blocks, lookup, schema, time_limit
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


@pytest.mark.django_db(transaction=True)  # PostgreSQL makes no index over rows of an unfinished transaction
def test_an_index_that_is_there_is_left_alone_and_a_missing_one_made(songs, ben):
    make_comment(ben, CommentTarget(songs), "It aches.")
    ensure_index()
    assert found("aches")
    drop_index("comment")
    ensure_index()
    assert found("aches")
    assert list(index_differences("comment")) == []


@pytest.mark.django_db(transaction=True)
def test_an_index_that_was_made_in_another_way_is_made_anew(songs):
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
def test_what_is_taken_away_is_told_and_made_anew(songs):
    remove_item(songs.items.get(name="Dust"))
    assert run("--check") == "The search index matches the names and texts.\n"
    execute("UPDATE lists_item SET words = 'other' WHERE name = 'Cold'")
    with pytest.raises(CommandError, match="Differences between the search index and the texts: 1"):
        run("--check")
    assert not found("cold") and found("other")
    assert "item: updated the search words of 1 row." in run()
    assert found("cold") and not found("other")
    assert run("--check")


def test_a_row_that_was_changed_meanwhile_keeps_its_own_words(songs):
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


def test_differences_of_the_index_itself_are_told(songs):
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


def test_a_table_that_has_no_words_yet_is_passed_over(songs, monkeypatch):
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


def test_the_newest_come_first_and_no_more_than_were_asked_for(songs):
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
    monkeypatch.setattr(schema, "BLOCK_BITS", request.param)
    ensure_index(anew=True)


def test_however_large_the_blocks_are_the_same_is_found(block_bits, songs):
    Item.objects.update(words="same")
    newest = list(Item.objects.order_by("-pk").values_list("pk", flat=True))
    same = parse_query("same").in_names()
    for limit in range(1, len(newest) + 2):
        assert matching_ids(IndexQuery("item", same, limit)) == [newest[:limit]]


def test_rows_with_numbers_far_apart_are_found(songs):
    execute("UPDATE lists_item SET id = id + 1000000 WHERE name = 'Echo'")
    assert found("dust") and found("echo")


def test_as_many_blocks_are_looked_into_as_have_the_rows():
    newest = 1_000_000
    first = first_range(newest)
    assert first == BlockRange(13, 2) and first.rows(newest) == newest + 1 - 121 * 8192 == 8769
    for times, part in (
        (1.1, BlockRange(13, 3)),
        (4, BlockRange(13, 6)),
        (14, BlockRange(13, 16)),
        (15, BlockRange(16, 3)),
        (50, BlockRange(16, 8)),
    ):
        assert next_range(first, times, newest) == part
        assert part.rows(newest) >= times * 8769 > BlockRange(part.bits, part.blocks - 1).rows(newest)
    assert next_range(first, 60, newest) == next_range(first, inf, newest) == BlockRange()  # more than half of them


def test_where_there_are_few_rows_all_are_looked_into():
    assert first_range(16_383) == BlockRange() and first_range(16_384) == BlockRange(13, 2)
    assert next_range(BlockRange(13, 2), 2, 16_384) == BlockRange()


def test_a_part_is_as_many_rows_as_its_blocks_hold():
    assert BlockRange(1, 2).words(9) == " & ('#1.4' | '#1.3')" and BlockRange(1, 2).rows(9) == 4  # 6, 7, 8 and 9
    assert BlockRange(1, 2).rows(8) == 3
    assert BlockRange().words(9) == ""


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no way to and fro")
def test_postgresql_is_asked_for_everything_together(songs, django_assert_num_queries):
    asks = [
        IndexQuery(key, parse_query(word).in_names(), 9)
        for key in ("item", "list")
        for word in ("echo", "dust", "songs")
    ]
    with django_assert_num_queries(2):  # the newest ids; and what is found
        matching_ids(*asks)


def test_nothing_is_asked_for_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert matching_ids(IndexQuery("item", (), 5)) == [[]]


def test_what_takes_too_long_is_ended(db, monkeypatch):
    monkeypatch.setattr(time_limit, "QUERY_SECONDS_MAX", 0.01)
    slow = (
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000000) SELECT max(x) FROM n"
        if connection.vendor == "sqlite"
        else "SELECT pg_sleep(20)"
    )
    with pytest.raises(SearchTimeout), time_limited():
        execute(slow)
    execute("SELECT 1")


def test_many_things_that_each_take_a_while_are_ended(db, monkeypatch):
    monkeypatch.setattr(time_limit, "QUERY_SECONDS_MAX", 0.2)
    a_while = (
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 300000) SELECT max(x) FROM n"
        if connection.vendor == "sqlite"
        else "SELECT pg_sleep(0.05)"
    )
    with pytest.raises(SearchTimeout), time_limited():
        deque(map(execute, [a_while] * 1_000), maxlen=0)
    execute("SELECT 1")


def test_what_the_site_itself_does_meanwhile_is_not_counted(db, monkeypatch):
    now = [0]
    monkeypatch.setattr(time_limit, "monotonic", lambda: now[0])
    with time_limited():
        execute("SELECT 1")
        now[0] += 2 * QUERY_SECONDS_MAX  # such as reading the addresses of the site for the first time
        execute("SELECT 1")
        execute("SELECT 1")


def test_another_failure_of_the_database_is_not_taken_for_that(db):
    with pytest.raises(OperationalError, match="away"), time_limited():
        raise OperationalError("away")


def test_both_kinds_of_database_are_asked_the_same():
    asked = parse_query("mesitukai 悪ノ").in_names()

    def term(term):
        return f"{term.word}{'*' if term.is_start else ''}"

    assert lookup._format_expression(asked, term, " AND ", " OR ") == (
        "((mesitukai) OR (\ue001meshitsukai)) AND ((悪の) OR (aku AND no))"
    )
