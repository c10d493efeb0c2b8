"""The index says what the rows say, whatever happens to it, and cannot be made to take long."""

from collections import deque
from io import StringIO
from math import inf

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from ranklore.discussion.subjects import Subject
from ranklore.discussion.tests.make import said
from ranklore.lists.actions import remove_item
from ranklore.lists.models import Item
from ranklore.people.models import Voter
from ranklore.search import index
from ranklore.search.index import (
    KINDS,
    Ask,
    Part,
    TooSlow,
    bounded,
    differences,
    drop,
    ensure,
    first_part,
    ids_of,
    next_part,
)
from ranklore.search.queries import find
from ranklore.search.rules import read_query
from ranklore.shell.findable import mend_words

pytestmark = pytest.mark.django_db


def found(typed):
    return not find(read_query(typed), Voter()).is_empty


def run(*arguments):
    out = StringIO()
    call_command("reindex", *arguments, stdout=out)
    return out.getvalue()


def execute(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.django_db(transaction=True)  # PostgreSQL makes no index over rows of an unfinished transaction
def test_an_index_that_is_there_is_left_alone_and_a_missing_one_made(songs, ben):
    said(ben, Subject(songs), "It aches.")
    ensure()
    assert found("aches")
    drop("comment")
    ensure()
    assert found("aches")
    assert list(differences("comment")) == []


@pytest.mark.django_db(transaction=True)
def test_an_index_that_was_made_in_another_way_is_made_anew(songs):
    if connection.vendor == "sqlite":
        execute("DROP TABLE search_item")
        execute("CREATE VIRTUAL TABLE search_item USING fts5(words)")
    else:
        for key in KINDS:
            drop(key)
        execute(
            "CREATE OR REPLACE FUNCTION search_lexemes(id bigint, words text) RETURNS tsvector "
            "LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT ''other''::tsvector'"
        )
        for key, kind in KINDS.items():
            execute(f"CREATE INDEX search_{key} ON {kind.table} USING gin (search_lexemes(id, words))")
    assert not found("dust")
    ensure()
    assert found("dust") and found("saddest")
    assert not [each for key in KINDS for each in differences(key)]


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_away_is_told_and_made_anew(songs):
    remove_item(songs.items.get(name="Dust"))
    assert run("--check") == "The index is what the names and texts say.\n"
    execute("UPDATE lists_item SET words = 'other' WHERE name = 'Cold'")
    with pytest.raises(CommandError, match="1 differences"):
        run("--check")
    assert not found("cold") and found("other")
    assert "item: 1 row had other words." in run()
    assert found("cold") and not found("other")
    assert run("--check")


def test_a_row_that_was_changed_meanwhile_keeps_its_own_words(songs):
    Item.objects.update(words="old")

    def found_by(item):
        Item.objects.filter(pk=item.pk, name="Cold").update(words="newer")
        return "new"

    mend_words(Item.objects.all(), found_by)
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
        assert "search_item: other" in list(differences("item"))
        assert "search_item: cold" in list(differences("item"))
        ensure()
        assert list(differences("item")) == []
    else:
        assert list(differences("item")) == []
        drop("item")
        assert list(differences("item")) == ["the index search_item is missing"]


def test_a_table_that_has_no_words_yet_is_passed_over(songs, monkeypatch):
    class Field:
        name = "id"

    monkeypatch.setattr(connection.introspection, "get_table_description", lambda *_: [Field()])
    drop("item")
    ensure()
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
    same = read_query("same").in_names()
    assert ids_of(Ask("item", same, 3)) == [newest[:3]]
    assert ids_of(Ask("item", same, 2), Ask("list", same, 9), Ask("item", same, 99)) == [newest[:2], [], newest]


@pytest.fixture(params=[(1, 2), (1, 16), (13, 16)])
def blocks(db, monkeypatch, request):
    monkeypatch.setattr(index, "BLOCKS", request.param)
    ensure(anew=True)


def test_however_large_the_blocks_are_the_same_is_found(blocks, songs):
    Item.objects.update(words="same")
    newest = list(Item.objects.order_by("-pk").values_list("pk", flat=True))
    same = read_query("same").in_names()
    for limit in range(1, len(newest) + 2):
        assert ids_of(Ask("item", same, limit)) == [newest[:limit]]


def test_rows_with_numbers_far_apart_are_found(songs):
    execute("UPDATE lists_item SET id = id + 1000000 WHERE name = 'Echo'")
    assert found("dust") and found("echo")


def test_as_many_blocks_are_looked_into_as_have_the_rows():
    newest = 1_000_000
    first = first_part(newest)
    assert first == Part(13, 2) and first.rows(newest) == newest + 1 - 121 * 8192 == 8769
    for times, part in ((1.1, Part(13, 3)), (4, Part(13, 6)), (14, Part(13, 16)), (15, Part(16, 3)), (50, Part(16, 8))):
        assert next_part(first, times, newest) == part
        assert part.rows(newest) >= times * 8769 > Part(part.bits, part.blocks - 1).rows(newest)
    assert next_part(first, 60, newest) == next_part(first, inf, newest) == Part()  # more than half of them


def test_where_there_are_few_rows_all_are_looked_into():
    assert first_part(16_383) == Part() and first_part(16_384) == Part(13, 2)
    assert next_part(Part(13, 2), 2, 16_384) == Part()


def test_a_part_is_as_many_rows_as_its_blocks_hold():
    assert Part(1, 2).words(9) == " & ('#1.4' | '#1.3')" and Part(1, 2).rows(9) == 4  # 6, 7, 8 and 9
    assert Part(1, 2).rows(8) == 3
    assert Part().words(9) == ""


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no way to and fro")
def test_postgresql_is_asked_for_everything_together(songs, django_assert_num_queries):
    asks = [Ask(key, read_query(word).in_names(), 9) for key in ("item", "list") for word in ("echo", "dust", "songs")]
    with django_assert_num_queries(2):  # the newest ids; and what is found
        ids_of(*asks)


def test_nothing_is_asked_for_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert ids_of(Ask("item", (), 5)) == [[]]


def test_what_takes_too_long_is_ended(db, monkeypatch):
    monkeypatch.setattr(index, "SECONDS_MOST", 0.01)
    slow = (
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000000) SELECT max(x) FROM n"
        if connection.vendor == "sqlite"
        else "SELECT pg_sleep(20)"
    )
    with pytest.raises(TooSlow), bounded():
        execute(slow)
    execute("SELECT 1")


def test_many_things_that_each_take_a_while_are_ended(db, monkeypatch):
    monkeypatch.setattr(index, "SECONDS_MOST", 0.2)
    a_while = (
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 300000) SELECT max(x) FROM n"
        if connection.vendor == "sqlite"
        else "SELECT pg_sleep(0.05)"
    )
    with pytest.raises(TooSlow), bounded():
        deque(map(execute, [a_while] * 1_000), maxlen=0)
    execute("SELECT 1")


def test_what_the_site_itself_does_meanwhile_is_not_counted(db, monkeypatch):
    now = [0]
    monkeypatch.setattr(index, "monotonic", lambda: now[0])
    with bounded():
        execute("SELECT 1")
        now[0] += 2 * index.SECONDS_MOST  # such as reading the addresses of the site for the first time
        execute("SELECT 1")
        execute("SELECT 1")


def test_another_failure_of_the_database_is_not_taken_for_that(db):
    with pytest.raises(OperationalError, match="away"), bounded():
        raise OperationalError("away")


def test_both_kinds_of_database_are_asked_the_same():
    asked = read_query("mesitukai 悪ノ").in_names()

    def term(term):
        return f"{term.word}{'*' if term.is_start else ''}"

    assert index._written(asked, term, " AND ", " OR ") == (
        "((mesitukai) OR (\ue001meshitsukai)) AND ((悪の) OR (aku AND no))"
    )
