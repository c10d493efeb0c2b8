"""Prepared queries and writes do what Django's own do."""

import uuid

import pytest
from django.utils import timezone

from ranklore.ballots.models import Board, Standing, Vote
from ranklore.core.database.any_id import AnyId
from ranklore.core.database.prepared import PreparedObjects, PreparedQuery
from ranklore.core.database.prepared_writes import insert_object, update_row, upsert_rows
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Voter

pytestmark = pytest.mark.django_db


def all_values(instance):
    return {field.attname: getattr(instance, field.attname) for field in instance._meta.concrete_fields}


@pytest.fixture
def vote(songs, ben):
    dust = songs.items.get(name="Dust")
    vote = Vote(list=songs, voter=ben, subject=str(dust.pk), sequence=1, item=dust, shown=[dust.pk, 2, 3])
    insert_object(vote)
    return vote


def test_an_inserted_object_has_its_key_and_all_values(vote):
    assert all_values(Vote.objects.get()) == all_values(vote)
    assert vote.created_at.tzinfo is not None and vote.pk


def test_prepared_objects_are_those_of_the_queryset(songs, vote):
    by_slug = PreparedObjects(RankedList, lambda slug: RankedList.objects.filter(slug=slug), str)
    assert all_values(by_slug.first(songs.slug)) == all_values(RankedList.objects.get())
    assert by_slug.first("nowhere") is None and by_slug.all("nowhere") == []
    votes = PreparedObjects(Vote, lambda list_id: Vote.objects.filter(list=list_id), int)
    assert [all_values(each) for each in votes.all(songs.pk)] == [all_values(vote)]
    items = PreparedObjects(Item, lambda list_id: Item.objects.filter(list=list_id).order_by("pk"), int)
    assert list(map(all_values, items.all(songs.pk))) == list(map(all_values, songs.items.order_by("pk")))


def test_deferred_fields_are_loaded_when_they_are_asked_for(songs):
    Board.objects.create(list=songs, checkpoint=b"tally", fitted=b"fit")
    board = PreparedObjects(Board, lambda list_id: Board.objects.filter(pk=list_id), int).first(songs.pk)
    assert board.get_deferred_fields() == Board.objects.LARGE
    assert bytes(board.checkpoint) == b"tally" and bytes(board.fitted) == b"fit"


def test_values_are_converted_as_in_a_queryset(songs, vote):
    query = Vote.objects.values_list("created_at", "shown", "is_retraction", "voter__trust", "voter__key")
    prepared = PreparedQuery(lambda list_id: query.filter(list=list_id), int)
    assert list(map(tuple, prepared.values(songs.pk))) == list(query)


def test_a_list_of_ids_is_one_argument(songs, ada, ben, cy):
    named = PreparedQuery(
        lambda ids, name: Voter.objects.filter(AnyId("pk", ids)).exclude(name=name).order_by("pk").values_list("pk"),
        list,
        str,
    )
    assert named.rows([ada.pk, ben.pk, cy.pk], "ben") == [(ada.pk,), (cy.pk,)]
    assert named.rows([], "ben") == []


def test_an_update_changes_the_row_that_is_as_expected(songs):
    Board.objects.create(list=songs, version=5)
    now = timezone.now()
    assert update_row(Board, {"list": songs.pk, "version": 4}, {"voters": 9}) == 0
    values = {"version": 6, "spotlight": [1, 2], "voted_at": now, "fitted": b"\x00x"}
    assert update_row(Board, {"list": songs.pk, "version": 5}, values) == 1
    board = Board.objects.get()
    assert (board.version, board.spotlight, board.voted_at, bytes(board.fitted)) == (6, [1, 2], now, b"\x00x")
    assert board.voters == 0


def test_an_upsert_inserts_or_updates(songs):
    first, second = songs.items.order_by("start_place")[:2]
    names = ("item", "list", "position", "rank", "votes", "score", "familiarity")
    upsert_rows(Standing, names, [], unique=("item",))
    rows = [(first.pk, songs.pk, 1, 1, 4, 0.5, 0.0), (second.pk, songs.pk, 2, None, 0, 0.0, 0.0)]
    defaults = ("downs", "orders", "asked", "known")
    names, rows = names + defaults, [(*row, 0, 0, 0, 0) for row in rows]
    upsert_rows(Standing, names, rows, unique=("item",))
    upsert_rows(Standing, names, [(second.pk, songs.pk, 1, 1, 7, 0.1, 0.2, 0, 0, 0, 0)], unique=("item",))
    assert list(Standing.objects.order_by("votes").values_list("item", "rank", "votes")) == [
        (first.pk, 1, 4),
        (second.pk, 1, 7),
    ]


def test_a_text_is_never_part_of_the_statement(ben):
    assert update_row(Voter, {"key": ben.key}, {"name": "x', trust = '0"}) == 1
    ben.refresh_from_db()
    assert ben.name == "x', trust = '0" and ben.trust == 1
    assert update_row(Voter, {"key": uuid.uuid4()}, {"name": "nobody"}) == 0
