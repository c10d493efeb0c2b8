"""What there is of a person: their copy of it all, their page, and the name under their rankings."""

import json
import uuid
import zipfile
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone

from ranklore.ballots.actions.personal_ranking import publish_ranking, save_ranking
from ranklore.ballots.actions.votes import cast_vote
from ranklore.ballots.models import PublishedRanking
from ranklore.discussion.actions.comments import comment_on_item, delete_comment
from ranklore.lists.actions.filing import file_list
from ranklore.lists.actions.items import add_item
from ranklore.lists.actions.lists import create_list
from ranklore.people.actions.accounts import delete_account_row
from ranklore.people.actions.names import take_name
from ranklore.people.models import Account, TakenName
from ranklore.people.names import NAME_REUSE_DELAY
from ranklore.people.tests.accounts import account_of, page_text, signed_in
from ranklore.site.queries.data_export import data_export_for
from ranklore.text.errors import Refused

pytestmark = pytest.mark.django_db


def test_everything_of_a_person_is_in_one_file(mo, client, songs):
    dust = songs.items.get(name="Dust")
    cast_vote(voter=mo.voter, item=dust)
    delete_comment(comment_on_item(voter=mo.voter, item=dust, author="", text="Mine.", nonce=uuid.uuid4()))
    add_item(ranked_list=songs, voter=mo.voter, name="Fog", aliases=["Mist"], nonce=uuid.uuid4())
    save_ranking(voter=mo.voter, ranked_list=songs, item_ids=[dust.pk])
    publish_ranking(voter=mo.voter, ranked_list=songs)
    response = client.get("/account/download")
    assert response["Content-Disposition"] == 'attachment; filename="ranklore.zip"'
    files = zipfile.ZipFile(BytesIO(response.content))
    assert files.testzip() is None
    read = {name: files.read(name).decode() for name in files.namelist()}
    assert json.loads(read["account.json"])["email"] == "mo@example.org"
    assert json.loads(read["votes.json"])["lists"][0]["list"] == "saddest-songs"
    assert "Dust" in read["votes.csv"]
    assert json.loads(read["comments.json"])[0]["text"] == "Mine."
    assert json.loads(read["rankings.json"])[0]["list_title"] == "Saddest songs"
    assert json.loads(read["lists.json"]) == [] and json.loads(read["items.json"])[0]["name"] == "Fog"
    assert json.loads(read["items.json"])[0]["aliases"] == ["Mist"]
    assert not any(secret in "".join(read.values()) for secret in (mo.password, "secret"))


def test_a_copy_says_how_lists_are_filed(mo):
    file_list(create_list(title="Best soups", voter=mo.voter), category="food-and-drink", tags=["Hot", "Cold"])
    create_list(title="Best salads", voter=mo.voter)
    with zipfile.ZipFile(BytesIO(data_export_for(mo))) as archive:
        salads, soups = json.loads(archive.read("lists.json"))
    assert (soups["category"], soups["tags"], salads["category"], salads["tags"]) == (
        "food-and-drink",
        ["Hot", "Cold"],
        "",
        [],
    )


def test_a_person_s_page_shows_what_is_public(mo, songs):
    dust, echo = songs.items.get(name="Dust"), songs.items.get(name="Echo")
    cast_vote(voter=mo.voter, item=echo)
    comment_on_item(voter=mo.voter, item=dust, author="", text="It aches.", nonce=uuid.uuid4())
    save_ranking(voter=mo.voter, ranked_list=songs, item_ids=[dust.pk])
    page = page_text(Client().get("/@mo"))
    assert "It aches." in page and "Dust" in page
    assert "Echo" not in page and "example.org" not in page and "Published rankings" not in page
    publish_ranking(voter=mo.voter, ranked_list=songs)
    assert "Published rankings" in page_text(Client().get("/@mo"))


def test_a_published_ranking_is_signed_with_the_name_of_the_account_whatever_was_typed(mo, client, songs):
    save_ranking(voter=mo.voter, ranked_list=songs, item_ids=[songs.items.get(name="Dust").pk])
    assert "It will be signed with your name" in page_text(client.get("/l/saddest-songs/mine"))
    client.post("/l/saddest-songs/mine/publish", {"name": "Ada herself"})
    shown = PublishedRanking.objects.get()
    address = f"/l/saddest-songs/by/{shown.key}"
    page = page_text(Client().get(address))
    assert 'Ranked by <a href="/@mo"><bdi>mo</bdi></a>' in page and "Ada herself" not in page
    assert "Change the name" not in page_text(client.get("/l/saddest-songs/mine"))
    picture = Client().get(f"{address}.png")
    take_name(mo, "moritz")
    page = page_text(Client().get(address))
    assert 'Ranked by <a href="/@moritz"><bdi>moritz</bdi></a>' in page and "ranked by moritz" in page
    assert Client().get(f"{address}.png")["ETag"] != picture["ETag"]
    with zipfile.ZipFile(BytesIO(client.get("/account/download").content)) as files:
        assert json.loads(files.read("rankings.json"))[0]["name"] == "moritz"


def test_the_ranking_of_a_guest_gets_the_name_of_the_account_with_the_claim(mo, songs, client_of, ben):
    save_ranking(voter=ben, ranked_list=songs, item_ids=[songs.items.get(name="Dust").pk])
    guest = client_of(ben)
    guest.post("/l/saddest-songs/mine/publish", {"name": "Nobody in particular"})
    address = f"/l/saddest-songs/by/{PublishedRanking.objects.get().key}"
    assert "Ranked by <bdi>Nobody in particular</bdi>" in page_text(Client().get(address))
    signed_in(mo, guest)
    assert 'Ranked by <a href="/@mo"><bdi>mo</bdi></a>' in page_text(Client().get(address))


def test_an_account_without_a_name_is_a_guest_on_its_ranking(songs):
    client = Client()
    voter = account_of("mo").voter
    Account.objects.update(name="", words="")
    save_ranking(voter=voter, ranked_list=songs, item_ids=[songs.items.get(name="Dust").pk])
    signed_in(Account.objects.get(), client)
    client.post("/l/saddest-songs/mine/publish")
    page = page_text(client.get(f"/l/saddest-songs/by/{PublishedRanking.objects.get().key}"))
    assert "Ranked by a guest" in page
    assert "You have no name yet" not in page_text(client.get("/l/saddest-songs/mine"))


@pytest.mark.parametrize("address", ["/@nobody", "/@", "/@m%00o", "/@%F0%9F", "/@" + "x" * 500, "/@a/b"])
def test_nobody_is_at_an_unknown_name(mo, address):
    assert Client().get(address).status_code == 404


def test_the_number_of_queries_of_a_person_s_page_does_not_grow(mo, songs, django_assert_num_queries):
    dust = songs.items.get(name="Dust")
    counts = []
    for times in (1, 15):
        for n in range(times):
            comment_on_item(voter=mo.voter, item=dust, author="", text=f"Word {times} {n}", nonce=uuid.uuid4())
        with django_assert_num_queries(8, exact=False) as captured:
            Client().get("/@mo")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_name_rests_for_a_year_after_its_account_went(mo):
    delete_account_row(mo)
    ray = account_of("ray")
    with pytest.raises(Refused):
        take_name(ray, "m0")
    TakenName.objects.filter(account=None).update(account_deleted_at=timezone.now() - NAME_REUSE_DELAY * 1.01)
    take_name(ray, "m0")
    assert Account.objects.get().name == "m0"
