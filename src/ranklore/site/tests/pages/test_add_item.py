"""The form that adds an item."""

import uuid

import pytest

pytestmark = pytest.mark.django_db


def test_a_guest_adds_an_item_and_sees_it(songs, client):
    response = client.post("/l/saddest-songs/add", {"name": "Fog", "credits": "Luka, Len、Rin", "nonce": uuid.uuid4()})
    assert response.status_code == 303
    item = songs.items.get(name="Fog")
    assert item.credits == ["Luka", "Len", "Rin"]
    assert "Fog" in client.get(response.url).content.decode()


def test_a_duplicate_is_shown_with_what_was_typed(songs, client):
    response = client.post("/l/saddest-songs/add", {"name": "bells", "credits": "", "nonce": uuid.uuid4()})
    page = response.content.decode()
    assert response.status_code == 422
    assert "is on this list already" in page and 'value="bells"' in page
    assert songs.items.get(name="Bells").get_absolute_url() in page


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"name": ""}, "Give the item a name."),
        ({"name": "x" * 201}, "at most 200 characters"),
        ({"name": "x\x00y"}, "Null characters are not allowed."),
        ({"name": "Fog", "credits": "y" * 101}, "at most 100 characters"),
        ({"name": "Fog", "nonce": "?"}, "Something was missing from the form."),
    ],
)
def test_bad_input_gets_an_error_and_changes_nothing(songs, client, sent, sentence):
    response = client.post("/l/saddest-songs/add", {"nonce": uuid.uuid4(), **sent})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert songs.items.count() == 5


def test_markup_in_a_name_is_shown_as_text(songs, client):
    client.post("/l/saddest-songs/add", {"name": "<script>alert(1)</script>", "nonce": uuid.uuid4()})
    page = client.get("/l/saddest-songs").content.decode()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert(1)" not in page


def test_the_form_has_its_own_page(songs, client):
    assert client.get("/l/saddest-songs/add").status_code == 200


def test_an_unknown_list_is_not_found(client, db):
    for slug in ("nothing", "a\x00b", "x" * 3000):
        assert client.get(f"/l/{slug}/add").status_code == 404
