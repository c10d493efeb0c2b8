"""Somebody who adds an item sees similar items of the list first, and can vote for one or add theirs anyway."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ranklore.ballots.models import Vote
from ranklore.ballots.tests.factories import crowd_for
from ranklore.lists.actions.aliases import set_item_names
from ranklore.lists.actions.items import add_item, remove_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.lists.queries.duplicates import CACHED_LISTS_MAX, find_duplicate_items

pytestmark = pytest.mark.django_db
ADD, ALIKE = "/l/sad-songs/add", "/l/sad-songs/alike"


@pytest.fixture
def witches(ada):
    items = [NewItem("Witch", ("Megurine Luka",)), NewItem("Rolling Girl"), NewItem("Paper Plane", ("Kagamine Rin",))]
    return create_list(title="Sad songs", items=items, voter=ada)


def names(response):
    return [row.name for row in response.context.get("alike", ())]


def asked(client, **typed):
    return client.get(ALIKE, typed, headers={"HX-Request": "true"})


def sent(client, name="Witch Hunt", **more):
    return client.post(ADD, {"name": name, "nonce": str(uuid.uuid4()), **more})


@pytest.mark.parametrize("typed", ["Witch - Megurine Luka", "Witch Hunt", "wittch", "Luka: Witch", "WITCH (cover)"])
def test_similar_items_are_shown_while_a_name_is_typed(witches, client, typed):
    response = asked(client, name=typed)
    assert names(response)[:1] == ["Witch"]
    page = response.content.decode()
    assert '<div id="alike" class="alike">' in page and "1 item on this list reads like this." in page


def test_a_name_in_another_script_is_found(witches, ada, client):
    witch = witches.items.get(name="Witch")
    set_item_names(voter=ada, item=witch, aliases=["魔女"], made_from=[witch.name])
    response = asked(client, name="majo")
    assert names(response) == ["Witch"] and "<bdi>魔女</bdi>" in response.content.decode()


def test_a_similar_item_shows_its_rank_and_the_voters_own_vote(witches, ben, client_of):
    witch = witches.items.get(name="Witch")
    crowd_for(witch, 6)
    page = asked(client_of(ben), name="Witch Hunt").content.decode()
    assert "<b>1st</b>" in page and f'value="pick:{witch.pk}:1"' in page and 'form="alike-words"' in page


def test_nothing_is_shown_for_a_new_name_or_an_empty_one(witches, client):
    for typed in ({"name": "Snowfall"}, {"name": ""}, {}, {"name": "\u200b"}):
        response = asked(client, **typed)
        assert names(response) == [] and '<div id="alike" class="alike" hidden>' in response.content.decode()
        assert '<p id="alike-said" data-hx-swap-oob="innerHTML"></p>' in response.content.decode()


def test_the_same_item_cannot_be_added_anyway(witches, client):
    for typed in ({"name": "witch"}, {"name": "Witch", "credits": "megurine luka"}):
        page = asked(client, **typed).content.decode()
        assert "It is here" in page and 'name="seen"' not in page
    response = sent(client, "witch")
    assert response.status_code == 422 and names(response) == ["Witch"]
    assert "is on this list already" in response.content.decode() and 'name="seen"' not in response.content.decode()


def test_the_form_asks_once_and_keeps_what_was_typed(witches, client):
    nonce = str(uuid.uuid4())
    response = sent(client, credits="Suzu, Luka", aliases="魔女狩り\nMajo", nonce=nonce)
    page = response.content.decode()
    assert response.status_code == 422 and names(response) == ["Witch"]
    assert "Look at it, or add yours anyway." in page and nonce in page
    assert 'value="Witch Hunt"' in page and 'value="Suzu, Luka"' in page and "魔女狩り\nMajo</textarea>" in page
    assert witches.items.count() == 3
    again = {
        "credits": "Suzu, Luka",
        "aliases": "魔女狩り\nMajo",
        "nonce": nonce,
        "seen": re.findall(r'name="seen" value="(\d+)"', page),
    }
    first, second = (sent(client, **again) for _ in range(2))
    assert first.status_code == 303 and first.url == second.url
    assert list(witches.items.filter(name="Witch Hunt").values_list("credits", "aliases")) == [
        (["Suzu", "Luka"], ["魔女狩り", "Majo"])
    ]


def test_a_voter_who_was_shown_other_items_is_asked_again(witches, client):
    other = witches.items.get(name="Rolling Girl")
    for seen in ([other.pk], ["x"], [""], ["9" * 40], [-1], ["0"] * 900):
        assert sent(client, seen=seen).status_code == 422
    assert witches.items.count() == 3


def test_a_new_name_is_added_at_once(witches, client):
    assert sent(client, "Snowfall").status_code == 303


def test_the_vote_button_of_a_similar_item_leads_to_its_row(witches, ben, client_of):
    client, witch = client_of(ben), witches.items.get(name="Witch")
    page = asked(client, name="Witch Hunt").content.decode()
    exposure = re.search(r'name="exposure" value="([^"]+)"', page)[1]
    response = client.post("/l/sad-songs/vote", {"word": f"pick:{witch.pk}:1", "exposure": exposure})
    assert (response.status_code, response.url) == (303, f"/l/sad-songs#item-{witch.pk}")
    vote = Vote.objects.get()
    assert (vote.item, vote.voter, vote.shown) == (witch, ben, [witch.pk])
    assert 'aria-pressed="true"' in asked(client, name="Witch Hunt").content.decode()


def test_removed_added_and_renamed_items_are_found_at_once(witches, ada, client):
    witch = witches.items.get(name="Witch")
    assert names(asked(client, name="Witch Hunt")) == ["Witch"]
    remove_item(witch)
    assert names(asked(client, name="Witch Hunt")) == []
    add_item(ranked_list=witches, voter=ada, name="Witch Hunts", nonce=uuid.uuid4())
    assert names(asked(client, name="Witch Hunt")) == ["Witch Hunts"]
    girl = witches.items.get(name="Rolling Girl")
    set_item_names(voter=ada, item=girl, aliases=["Unending Tumble"], made_from=[girl.name])
    assert names(asked(client, name="Unending Tumbles")) == ["Rolling Girl"]


def test_the_names_of_only_a_few_lists_are_cached(ada):
    for n in range(CACHED_LISTS_MAX + 2):
        made = create_list(title=f"List {n}", items=[NewItem("Witch")], voter=ada)
        assert len(find_duplicate_items(made.pk, "Witch Hunt")) == 1


def test_the_number_of_queries_does_not_grow_with_the_list(witches, ada, client):
    counts = []
    client.get(ALIKE, {"name": "Witch"})
    for items in (3, 60):
        made = create_list(title=f"Of {items}", items=[NewItem(f"Bell {n} of iron") for n in range(items)], voter=ada)
        address = f"/l/{made.slug}/alike"
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(names(client.get(address, {"name": "Iron bell 1"}))) == 1
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16


def test_beyond_the_rate_limit_nothing_is_suggested(witches, client, settings):
    from ranklore.core.rate_limit.policy import parse_rate_limits

    settings.LIMITS = parse_rate_limits("duplicates=2/m,address=1")
    assert [asked(client, name="Witch").status_code for _ in range(4)] == [200, 200, 204, 204]


def test_suggestions_create_no_voter(witches, client):
    from ranklore.people.models import Voter

    before = Voter.objects.count()
    asked(client, name="Witch")
    assert Voter.objects.count() == before


@pytest.mark.parametrize(
    "typed",
    ["a\x00b", "\ud800", "x" * 5_000, "' OR 1=1 --", "<script>", "((((" * 300, "a - " * 400, "\u0301" * 900, "%", "１"],
)
def test_whatever_is_typed_gets_an_answer(witches, client, typed):
    typed = typed.encode("utf-8", "surrogatepass")
    for fields in ({"name": typed}, {"name": "Witch", "credits": typed, "aliases": typed}):
        assert Client().get(ALIKE, fields).status_code == 200
        assert sent(client, typed, credits=typed).status_code in (303, 413, 422)
        assert "<script>" not in Client().get(ALIKE, fields).content.decode()


def test_an_unknown_list_is_not_found(client, db):
    assert client.get("/l/nothing/alike", {"name": "Witch"}).status_code == 404
    assert client.get("/l/a%00b/alike", {"name": "Witch"}).status_code == 404


def test_a_link_can_fill_in_the_name(witches, client):
    response = client.get(ADD, {"name": "Witch Hunt\u200b"})
    assert names(response) == ["Witch"] and 'value="Witch Hunt"' in response.content.decode()
    assert client.get(ADD, {"name": b"\xff\x00<b>" * 90}).status_code == 200
