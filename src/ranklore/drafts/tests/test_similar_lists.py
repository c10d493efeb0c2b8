"""Whoever makes a list is shown similar lists, and can go there or publish their own anyway."""

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


def similar_to(client, title):
    return client.get("/new/alike", {"title": title}, headers={"HX-Request": "true"})


def titles_in(response):
    return [each.title for each in response.context["similar_lists"]]


def draft_titled(voter, title):
    return start_draft(voter=voter, parsed=parse_page(PAGE.format(title)))


def press(client, draft, button="publish", **fields):
    page = client.get(f"/new/{draft.pk}").content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    return client.post(f"/new/{draft.pk}", {"do": button, "version": version, **fields})


def seen_lists_in(response):
    return re.findall(r'name="seen" value="(\d+)"', response.content.decode())


@pytest.mark.parametrize(
    "title",
    ["The saddest songs ever", "Top 10 saddest songs", "saddest song", "What is the sadest song?", "Songs, saddest"],
)
def test_similar_lists_appear_with_their_figures_while_a_title_is_typed(songs, client, title):
    crowd_for(songs.items.first(), 2)
    response = similar_to(client, title)
    page = response.content.decode()
    assert titles_in(response) == ["Saddest songs"] and "1 similar list found." in page
    assert 'href="/l/saddest-songs"' in page and "5 items · 2 voters · last vote" in page


def test_a_new_or_empty_title_has_no_similar_lists(songs, client):
    for title in ("Best soups", "", "\u200b", "the best of all time"):
        response = similar_to(client, title)
        assert titles_in(response) == [] and '<div id="alike" class="alike" hidden>' in response.content.decode()


def test_titles_in_other_scripts_are_found(client, ada):
    create_list(title="最も悲しいボカロ曲", voter=ada)
    assert titles_in(similar_to(client, "最も悲しいボカロ曲は？")) == ["最も悲しいボカロ曲"]


def test_a_deleted_list_is_not_shown(songs, client, ada):
    made = create_list(title="Quiet hikes", voter=ada)
    assert titles_in(similar_to(client, "The quiet hike")) == ["Quiet hikes"]
    delete_list(made.pk)
    assert titles_in(similar_to(client, "The quiet hike")) == [] and not TitleWord.objects.filter(list=made.pk).exists()


def test_a_preview_that_shows_similar_lists_publishes_anyway(songs, ben, client_of):
    client, draft = client_of(ben), draft_titled(ben, "The Saddest Songs")
    page = client.get(f"/new/{draft.pk}")
    assert [each.title for each in page.context["preview"].similar_lists] == ["Saddest songs"]
    assert seen_lists_in(page) == [str(songs.pk)]
    sent = {"do": "publish", "version": draft.version, "seen": seen_lists_in(page)}
    first, second = (client.post(f"/new/{draft.pk}", sent) for _ in range(2))
    assert first.status_code == second.status_code == 303 and first.url == second.url
    assert RankedList.objects.count() == 2


def test_publishing_with_a_new_similar_title_asks_once(songs, ben, client_of):
    client, draft = client_of(ben), draft_titled(ben, "Robots")
    response = press(client, draft, title="Saddest songs ever", prompt="Why?")
    page = response.content.decode()
    assert response.status_code == 422 and "There is a similar list already." in page
    assert (
        'value="Saddest songs ever"' in page
        and "Why?</textarea>" in page
        and seen_lists_in(response) == [str(songs.pk)]
    )
    assert RankedList.objects.count() == 1
    again = press(client, draft, title="Saddest songs ever", prompt="Why?", seen=seen_lists_in(response))
    assert again.status_code == 303
    assert RankedList.objects.filter(title="Saddest songs ever", prompt="Why?").exists()


def test_a_new_title_is_published_at_once(songs, ben, client_of):
    assert press(client_of(ben), draft_titled(ben, "Saddest robots")).status_code == 303


def test_a_refused_form_shows_similar_lists_without_javascript(songs, client):
    response = client.post("/new", {"title": "The saddest songs", "nonce": "?"})
    assert response.status_code == 422 and titles_in(response) == ["Saddest songs"]


def test_the_number_of_queries_does_not_grow_with_the_lists(songs, client, ada):
    counts = []
    similar_to(client, "saddest song")
    for more in (1, 30):
        for n in range(more):
            create_list(title=f"Saddest songs of {more} band {n}", voter=ada)
        with CaptureQueriesContext(connection) as queries:
            assert "Saddest songs" in titles_in(similar_to(client, "The saddest songs"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


def test_the_most_similar_of_many_titles_are_compared(client, ada):
    for n in range(80):
        create_list(title=f"Songs to sing on the long road to town {n}", voter=ada)
    create_list(title="Saddest songs", voter=ada)
    for n in range(80):
        create_list(title=f"Songs to sing on the short road to town {n}", voter=ada)
    assert titles_in(similar_to(client, "sadest songs")) == ["Saddest songs"]


def test_over_the_rate_limit_the_response_is_empty(songs, client, settings):
    settings.LIMITS = parse_rate_limits("duplicates=2/m,address=1")
    assert [similar_to(client, "Saddest songs").status_code for _ in range(3)] == [200, 200, 204]


@pytest.mark.parametrize("title", ["a\x00b", "\ud800", "x" * 5_000, "%_\\'\"", "<script>", "最" * 900, "a " * 3_000])
def test_any_text_gets_a_response(songs, client, title):
    response = Client().get("/new/alike", {"title": title.encode("utf-8", "surrogatepass")})
    assert response.status_code == 200 and "<script>" not in response.content.decode()
    assert isinstance(find_duplicate_lists(title), tuple)


def test_a_link_can_fill_in_the_title(songs, client):
    response = client.get("/new", {"title": "The saddest songs"})
    assert titles_in(response) == ["Saddest songs"] and 'value="The saddest songs"' in response.content.decode()
    assert client.get("/new", {"title": b"\xff\x00<b>" * 90}).status_code == 200
