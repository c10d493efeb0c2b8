"""A published ranking at its own address, for as long as its voter wants."""

import io
import re
import uuid

import pytest
from PIL import Image

from ranklore.ballots.actions.personal_ranking import publish_ranking, save_ranking
from ranklore.ballots.models import PublishedRanking
from ranklore.ballots.tests.personal_ranking.ranking_page import notices_at, post_change, rank_items
from ranklore.lists.actions.items import remove_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.people.models import Voter

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, ben):
    return client_of(ben)


@pytest.fixture
def shown(songs, here, ben):
    rank_items(ben, songs, here, ["Dust", "Bells", "Echo"])
    return publish_ranking(voter=ben, ranked_list=songs, name="ben")


def address(shown):
    return f"/l/saddest-songs/by/{shown.key}"


def test_it_is_published_under_a_name_and_made_private_again(songs, here, ben, cy, client, client_of):
    rank_items(ben, songs, here, ["Dust", "Bells"])
    response = client.post(f"/l/{songs.slug}/mine/publish", {"name": " b\u200be\u202en "})
    assert response.url == f"/l/{songs.slug}/mine#publish"
    shown = PublishedRanking.objects.get()
    assert shown.name == "ben"
    assert "Make it private again" in client.get(f"/l/{songs.slug}/mine").content.decode()
    reader = client_of(cy)
    page = reader.get(address(shown)).content.decode()
    assert "Ranked by <bdi>ben</bdi>" in page
    assert page.index("Dust") < page.index("Bells")
    assert "Your ranking is private" in post_change(client, ben, songs, "private")
    for each in (client, reader):
        assert each.get(address(shown)).status_code == each.get(f"{address(shown)}.png").status_code == 404


@pytest.mark.parametrize("name", ["x" * 41, "Ranklore", " a guest", "Simulated"])
def test_a_refused_name_is_shown_again(songs, here, ben, client, name):
    rank_items(ben, songs, here, ["Dust"])
    response = client.post(f"/l/{songs.slug}/mine/publish", {"name": name})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode() and name in response.content.decode()
    assert not PublishedRanking.objects.exists()


def test_an_empty_ranking_cannot_be_published(songs, ben, client):
    response = client.post(f"/l/{songs.slug}/mine/publish", {"name": "ben"})
    assert "Add at least one item to your ranking" in notices_at(client, response.url)


def test_a_published_ranking_leaves_out_removed_items(shown, here, client_of, cy):
    remove_item(here["Dust"])
    page = client_of(cy).get(address(shown)).content.decode()
    assert "Dust" not in page and "One voter’s ranking of 2 items" in page
    remove_item(here["Bells"])
    remove_item(here["Echo"])
    reader = client_of(cy)
    assert (
        "This ranking is empty: all its items were taken off the list." in reader.get(address(shown)).content.decode()
    )
    assert reader.get(f"{address(shown)}.png").status_code == 200


def test_the_page_shows_the_differences_from_the_list(shown, here, client, client_of, cy):
    for _ in range(6):
        rank_items(Voter.objects.create(), here["Dust"].list, here, ["Bells", "Echo", "Dust", "Alone", "Cold"])
    page = client_of(cy).get(address(shown)).content.decode()
    agree, pairs = map(int, re.search(r"agrees with the list on (\d+) of (\d+) pair", page).groups())
    assert (agree, pairs) == (1, 3)
    assert "here 1st, everyone 3rd" in page
    assert "you 1st, everyone 3rd" in client.get("/l/saddest-songs/mine").content.decode()


def test_a_published_ranking_is_found_only_on_its_own_list_and_key(shown, client_of, cy):
    create_list(title="Other")
    reader = client_of(cy)
    for wrong in (f"/l/other/by/{shown.key}", f"/l/saddest-songs/by/{uuid.uuid4()}", "/l/saddest-songs/by/1"):
        assert reader.get(wrong).status_code == 404


def test_markup_in_names_stays_text(songs, here, ben, client, client_of, cy):
    evil = create_list(title='"><script>', items=[NewItem('"><img src=x>')])
    save_ranking(voter=ben, ranked_list=evil, item_ids=[evil.items.get().pk])
    shown = publish_ranking(voter=ben, ranked_list=evil, name='"><b>')
    page = client_of(cy).get(f"/l/{evil.slug}/by/{shown.key}").content.decode()
    assert "<img src=x" not in page and "<script>" not in page and "<b>&" not in page and '"><b>' not in page
    assert "<img src=x" not in client.get(f"/l/{evil.slug}/mine").content.decode()


def test_the_image_is_cached_until_the_ranking_changes(shown, here, ben, songs, client_of, cy):
    reader = client_of(cy)
    first = reader.get(f"{address(shown)}.png")
    assert first.headers["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(first.content)).size == (1200, 630)
    etag = first.headers["ETag"]
    again = reader.get(f"{address(shown)}.png", headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    rank_items(ben, songs, here, ["Bells", "Dust"])
    changed = reader.get(f"{address(shown)}.png", headers={"If-None-Match": etag})
    assert changed.status_code == 200 and changed.headers["ETag"] != etag
    page = reader.get(address(shown)).content.decode()
    assert f'<meta property="og:image" content="http://testserver{address(shown)}.png">' in page
    assert '<meta property="og:title" content="Saddest songs, ranked by ben">' in page
