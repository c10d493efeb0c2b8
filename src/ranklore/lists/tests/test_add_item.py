"""Anyone adds an item; once."""

import uuid

import pytest

from ranklore.lists.actions.items import add_item, remove_item, restore_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.errors import AlreadyListed
from ranklore.lists.item_names import NewItem
from ranklore.lists.models import Item, RankedList
from ranklore.text.errors import Refused

pytestmark = pytest.mark.django_db


def test_a_new_item_goes_to_the_end_of_the_starting_order(songs, ben, nonce):
    item = add_item(ranked_list=songs, voter=ben, name="  Fog \n", credits=["Luka", " ", "Luka"], nonce=nonce)
    assert (item.name, item.credits, item.start_place) == ("Fog", ["Luka"], 6)


def test_a_form_sent_twice_adds_one_item(songs, ben, nonce):
    first = add_item(ranked_list=songs, voter=ben, name="Fog", nonce=nonce)
    second = add_item(ranked_list=songs, voter=ben, name="Fog", nonce=nonce)
    assert first == second
    assert songs.items.count() == 6


def test_another_name_in_a_form_that_was_sent_is_refused_and_not_swallowed(songs, ben, nonce):
    add_item(ranked_list=songs, voter=ben, name="Fog", nonce=nonce)
    with pytest.raises(Refused, match="used before"):
        add_item(ranked_list=songs, voter=ben, name="Gale", nonce=nonce)


def test_a_form_of_somebody_else_is_refused(songs, ada, ben, nonce):
    add_item(ranked_list=songs, voter=ben, name="Fog", nonce=nonce)
    with pytest.raises(Refused, match="used before"):
        add_item(ranked_list=songs, voter=ada, name="Gale", nonce=nonce)


@pytest.mark.parametrize("name", ["Bells", "bells", "  BELLS ", "Ｂｅｌｌｓ"])
def test_the_same_name_is_there_already(songs, ben, nonce, name):
    with pytest.raises(AlreadyListed, match="Bells.” is on this list already") as refused:
        add_item(ranked_list=songs, voter=ben, name=name, nonce=nonce)
    assert refused.value.item.name == "Bells"


def test_the_same_name_by_somebody_else_is_another_item(songs, ben, nonce):
    assert add_item(ranked_list=songs, voter=ben, name="Bells", credits=["Gumi"], nonce=nonce).start_place == 6


def test_the_same_name_by_the_same_people_is_the_same_item(songs, ben, nonce):
    with pytest.raises(AlreadyListed):
        add_item(ranked_list=songs, voter=ben, name="Bells", credits=["mika", "Gumi"], nonce=nonce)


@pytest.mark.parametrize(
    ("name", "credits", "sentence"),
    [
        ("", [], "Give the item a name."),
        (" \u200b\n", [], "Give the item a name."),
        ("x" * 201, [], "An item name can have at most 200 characters; this has 201."),
        ("x", ["y" * 101], "A credit can have at most 100 characters; this has 101."),
        ("x", [str(n) for n in range(11)], "An item can have at most 10 credits; this has 11."),
    ],
)
def test_what_does_not_fit_is_refused_with_the_limit(songs, ben, name, credits, sentence):
    with pytest.raises(Refused) as refused:
        add_item(ranked_list=songs, voter=ben, name=name, credits=credits, nonce=uuid.uuid4())
    assert str(refused.value) == sentence
    assert songs.items.count() == 5


def test_a_full_list_takes_no_more(songs, ben, nonce, monkeypatch):
    monkeypatch.setattr("ranklore.lists.actions.items.LIST_ITEMS_MAX", 5)
    with pytest.raises(Refused, match="This list is full: a list can have at most 5 items"):
        add_item(ranked_list=songs, voter=ben, name="Fog", nonce=nonce)


def test_a_removed_item_comes_back_where_it_was(songs):
    item = songs.items.get(name="Cold")
    remove_item(item)
    restore_item(item)
    restore_item(item)
    item.refresh_from_db()
    assert (item.removed_at, item.start_place) == (None, 3)


def test_a_removed_item_does_not_come_back_beside_its_double(songs, ben, nonce):
    item = songs.items.get(name="Cold")
    remove_item(item)
    add_item(ranked_list=songs, voter=ben, name="Cold", nonce=nonce)
    with pytest.raises(AlreadyListed):
        restore_item(item)


def test_lists_with_the_same_title_get_addresses_of_their_own():
    slugs = [create_list(title="Best tea?").slug for _ in range(3)]
    assert slugs == ["best-tea", "best-tea-2", "best-tea-3"]


def test_a_title_without_letters_gets_an_address_too():
    assert [create_list(title=title).slug for title in ("???", "!!!", "悪ノ曲")] == [
        "list",
        "list-2",
        "悪ノ曲",
    ]


def test_an_address_that_was_taken_meanwhile_is_passed_over(monkeypatch):
    create_list(title="Tea")
    monkeypatch.setattr(
        "ranklore.lists.actions.lists.RankedList.objects.filter",
        lambda **_: RankedList.objects.none(),
    )
    assert create_list(title="Tea").slug == "tea-2"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"title": ""}, "Give the list a title."),
        ({"title": "t" * 201}, "A title can have at most 200 characters; this has 201."),
        (
            {"title": "t", "prompt": "p" * 2001},
            "What is asked can have at most 2,000 characters; this has 2,001.",
        ),
        (
            {"title": "t", "items": [NewItem("x")] * 2001},
            "A list can start with at most 2,000 items; this has 2,001.",
        ),
        ({"title": "t", "items": [NewItem("x"), NewItem("")]}, "Give the item a name."),
    ],
)
def test_a_list_that_does_not_fit_leaves_nothing(given, sentence):
    with pytest.raises(Refused) as refused:
        create_list(**given)
    assert str(refused.value) == sentence
    assert not RankedList.objects.exists() and not Item.objects.exists()
