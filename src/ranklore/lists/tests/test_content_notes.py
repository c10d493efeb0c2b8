"""Content notes of items, and the notes for which a reader collapses comments."""

import uuid

import pytest
from django.test import Client

from ranklore.lists.actions.content_notes import set_item_notes
from ranklore.lists.actions.items import add_item, remove_item
from ranklore.lists.models import FoldedNotes, ItemNote
from ranklore.people.models import Voter

pytestmark = pytest.mark.django_db


@pytest.fixture
def fog(songs, ben):
    return add_item(ranked_list=songs, voter=ben, name="Fog", nonce=uuid.uuid4())


def notes_of(item):
    item.refresh_from_db()
    return item.notes


def test_notes_of_the_person_who_added_the_item_show_at_once(fog, ben, client_of):
    response = client_of(ben).post(f"{fog.get_absolute_url()}/notes", {"notes": ["war", "death"]})
    assert response.status_code == 303 and notes_of(fog) == ["death", "war"]
    for address in (fog.get_absolute_url(), "/l/saddest-songs"):
        page = Client().get(address).content.decode()
        assert '<span class="tag note">war</span>' in page and "Fog" in page


def test_a_readers_note_shows_when_a_second_reader_suggests_it(fog, ada, cy):
    set_item_notes(voter=cy, item=fog, notes=["war"])
    set_item_notes(voter=cy, item=fog, notes=["war"])
    assert notes_of(fog) == []
    set_item_notes(voter=ada, item=fog, notes=["war", "sex"])
    assert notes_of(fog) == ["war"]
    set_item_notes(voter=cy, item=fog, notes=[])
    assert notes_of(fog) == []


def test_a_removed_item_gets_no_notes(fog, ben, client_of):
    remove_item(fog)
    client_of(ben).post(f"{fog.get_absolute_url()}/notes", {"notes": ["war"]})
    assert not ItemNote.objects.exists()


def test_the_form_shows_the_notes_of_this_voter(fog, ben, client_of):
    set_item_notes(voter=ben, item=fog, notes=["war"])
    page = client_of(ben).get(f"{fog.get_absolute_url()}/notes").content.decode()
    assert page.count("checked") == 1 and "your notes show right away" in page


def test_a_guest_can_choose_which_notes_to_collapse(client):
    assert "checked" not in client.get("/me/notes").content.decode()
    for chosen, ticked in (["war", "sex", "nonsense"], 2), (["war"], 1), ([], 0):
        assert client.post("/me/notes", {"notes": chosen}).status_code == 303
        assert client.get("/me/notes").content.decode().count("checked") == ticked


def test_choosing_nothing_saves_no_row(client):
    client.post("/me/notes", {})
    assert not FoldedNotes.objects.exists() and not Voter.objects.exists()


def test_an_item_with_a_collapsed_note_keeps_its_place_and_name(fog, ben, cy, client_of):
    set_item_notes(voter=ben, item=fog, notes=["war"])
    client_of(cy).post("/me/notes", {"notes": ["war"]})
    names = [row.name for row in client_of(cy).get("/l/saddest-songs").context["rows"]]
    assert names == ["Alone", "Bells", "Cold", "Dust", "Echo", "Fog"]
