"""Whoever makes a list is shown those that ask much the same: to go there instead, or to publish theirs anyway."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ranklore.ballots.tests.factories import crowd_for
from ranklore.core.rate_limit.policy import parse_rate_limits
from ranklore.drafts.actions.lifecycle import start_draft
from ranklore.lists.actions.lists import create_list, delete_list
from ranklore.lists.models import RankedList, TitleWord
from ranklore.lists.queries.duplicates import find_duplicate_lists
from ranklore.parsing.parser import parse_page

pytestmark = pytest.mark.django_db
PAGE = "{}\n\nRust Heart by Mika Sato\nTin Lullaby by Noa Lind\n"


def asked(client, title):
    return client.get("/new/alike", {"title": title}, headers={"HX-Request": "true"})


def titles(response):
    return [each.title for each in response.context["alike"]]


def drafted(voter, title):
    return start_draft(voter=voter, parsed=parse_page(PAGE.format(title)))


def pressed(client, draft, button="publish", **fields):
    page = client.get(f"/new/{draft.pk}").content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    return client.post(f"/new/{draft.pk}", {"do": button, "version": version, **fields})


def seen_on(response):
    return re.findall(r'name="seen" value="(\d+)"', response.content.decode())


@pytest.mark.parametrize(
    "title",
    ["The saddest songs ever", "Top 10 saddest songs", "saddest song", "What is the sadest song?", "Songs, saddest"],
)
def test_lists_that_ask_the_same_come_while_a_title_is_typed_with_their_figures(songs, client, title):
    crowd_for(songs.items.first(), 2)
    response = asked(client, title)
    page = response.content.decode()
    assert titles(response) == ["Saddest songs"] and "1 list asks much the same." in page
    assert 'href="/l/saddest-songs"' in page and "5 items · 2 voters · last vote" in page


def test_nothing_comes_for_a_new_title_or_none(songs, client):
    for title in ("Best soups", "", "\u200b", "the best of all time"):
        response = asked(client, title)
        assert titles(response) == [] and '<div id="alike" class="alike" hidden>' in response.content.decode()


def test_titles_in_other_scripts_are_found(client, ada):
    create_list(title="最も悲しいボカロ曲", voter=ada)
    assert titles(asked(client, "最も悲しいボカロ曲は？")) == ["最も悲しいボカロ曲"]


def test_a_list_that_went_is_offered_no_more(songs, client, ada):
    made = create_list(title="Quiet hikes", voter=ada)
    assert titles(asked(client, "The quiet hike")) == ["Quiet hikes"]
    delete_list(made.pk)
    assert titles(asked(client, "The quiet hike")) == [] and not TitleWord.objects.filter(list=made.pk).exists()


def test_the_preview_shows_them_and_publishes_anyway_at_once(songs, ben, client_of):
    client, draft = client_of(ben), drafted(ben, "The Saddest Songs")
    page = client.get(f"/new/{draft.pk}")
    assert [each.title for each in page.context["preview"].alike] == ["Saddest songs"]
    assert seen_on(page) == [str(songs.pk)]
    sent = {"do": "publish", "version": draft.version, "seen": seen_on(page)}
    first, second = (client.post(f"/new/{draft.pk}", sent) for _ in range(2))
    assert first.status_code == second.status_code == 303 and first.url == second.url
    assert RankedList.objects.count() == 2


def test_a_title_that_was_typed_just_now_is_asked_about_once_and_kept(songs, ben, client_of):
    client, draft = client_of(ben), drafted(ben, "Robots")
    response = pressed(client, draft, title="Saddest songs ever", prompt="Why?")
    page = response.content.decode()
    assert response.status_code == 422 and "There is a similar list already." in page
    assert 'value="Saddest songs ever"' in page and "Why?</textarea>" in page and seen_on(response) == [str(songs.pk)]
    assert RankedList.objects.count() == 1
    again = pressed(client, draft, title="Saddest songs ever", prompt="Why?", seen=seen_on(response))
    assert again.status_code == 303
    assert RankedList.objects.filter(title="Saddest songs ever", prompt="Why?").exists()


def test_a_new_title_is_published_at_once(songs, ben, client_of):
    assert pressed(client_of(ben), drafted(ben, "Saddest robots")).status_code == 303


def test_a_form_that_comes_back_shows_them_without_javascript(songs, client):
    response = client.post("/new", {"title": "The saddest songs", "nonce": "?"})
    assert response.status_code == 422 and titles(response) == ["Saddest songs"]


def test_the_number_of_queries_does_not_grow_with_the_lists(songs, client, ada):
    counts = []
    asked(client, "saddest song")
    for more in (1, 30):
        for n in range(more):
            create_list(title=f"Saddest songs of {more} band {n}", voter=ada)
        with CaptureQueriesContext(connection) as queries:
            assert "Saddest songs" in titles(asked(client, "The saddest songs"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


def test_the_nearest_of_many_are_compared(client, ada):
    for n in range(80):
        create_list(title=f"Songs to sing on the long road to town {n}", voter=ada)
    create_list(title="Saddest songs", voter=ada)
    for n in range(80):
        create_list(title=f"Songs to sing on the short road to town {n}", voter=ada)
    assert titles(asked(client, "sadest songs")) == ["Saddest songs"]


def test_who_asks_too_often_is_left_alone(songs, client, settings):
    settings.LIMITS = parse_rate_limits("alike=2/m,address=1")
    assert [asked(client, "Saddest songs").status_code for _ in range(3)] == [200, 200, 204]


@pytest.mark.parametrize("title", ["a\x00b", "\ud800", "x" * 5_000, "%_\\'\"", "<script>", "最" * 900, "a " * 3_000])
def test_whatever_is_typed_gets_an_answer(songs, client, title):
    response = Client().get("/new/alike", {"title": title.encode("utf-8", "surrogatepass")})
    assert response.status_code == 200 and "<script>" not in response.content.decode()
    assert isinstance(find_duplicate_lists(title), tuple)


def test_a_link_brings_a_title_along(songs, client):
    response = client.get("/new", {"title": "The saddest songs"})
    assert titles(response) == ["Saddest songs"] and 'value="The saddest songs"' in response.content.decode()
    assert client.get("/new", {"title": b"\xff\x00<b>" * 90}).status_code == 200
