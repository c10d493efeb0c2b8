"""Add items and create lists."""

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


def test_a_used_form_with_another_name_is_refused(songs, ben, nonce):
    add_item(ranked_list=songs, voter=ben, name="Fog", nonce=nonce)
    with pytest.raises(Refused, match="used before"):
        add_item(ranked_list=songs, voter=ben, name="Gale", nonce=nonce)


def test_a_form_that_somebody_else_used_is_refused(songs, ada, ben, nonce):
    add_item(ranked_list=songs, voter=ben, name="Fog", nonce=nonce)
    with pytest.raises(Refused, match="used before"):
        add_item(ranked_list=songs, voter=ada, name="Gale", nonce=nonce)


@pytest.mark.parametrize("name", ["Bells", "bells", "  BELLS ", "Ｂｅｌｌｓ"])
def test_a_name_that_the_list_has_already_is_refused(songs, ben, nonce, name):
    with pytest.raises(AlreadyListed, match="Bells.” is on this list already") as refused:
        add_item(ranked_list=songs, voter=ben, name=name, nonce=nonce)
    assert refused.value.item.name == "Bells"


def test_the_same_name_with_other_credits_is_another_item(songs, ben, nonce):
    assert add_item(ranked_list=songs, voter=ben, name="Bells", credits=["Gumi"], nonce=nonce).start_place == 6


def test_the_same_name_with_shared_credits_is_the_same_item(songs, ben, nonce):
    with pytest.raises(AlreadyListed):
        add_item(ranked_list=songs, voter=ben, name="Bells", credits=["mika", "Gumi"], nonce=nonce)


@pytest.mark.parametrize(
    ("name", "credits", "sentence"),
    [
        ("", [], "Give the item a name."),
        (" \u200b\n", [], "Give the item a name."),
        ("x" * 201, [], "An item name can have at most 200 characters. This one has 201."),
        ("x", ["y" * 101], "A credit can have at most 100 characters. This one has 101."),
        ("x", [str(n) for n in range(11)], "An item can have at most 10 credits. You entered 11."),
    ],
)
def test_input_over_a_limit_is_refused_and_the_error_names_the_limit(songs, ben, name, credits, sentence):
    with pytest.raises(Refused) as refused:
        add_item(ranked_list=songs, voter=ben, name=name, credits=credits, nonce=uuid.uuid4())
    assert str(refused.value) == sentence
    assert songs.items.count() == 5


def test_a_full_list_accepts_no_more_items(songs, ben, nonce, monkeypatch):
    monkeypatch.setattr("ranklore.lists.actions.items.LIST_ITEMS_MAX", 5)
    with pytest.raises(Refused, match=r"^This list is full\. A list can have at most 5 items\.$"):
        add_item(ranked_list=songs, voter=ben, name="Fog", nonce=nonce)


def test_a_restored_item_is_back_where_it_was(songs):
    item = songs.items.get(name="Cold")
    remove_item(item)
    restore_item(item)
    restore_item(item)
    item.refresh_from_db()
    assert (item.removed_at, item.start_place) == (None, 3)


def test_a_removed_item_is_not_restored_next_to_its_duplicate(songs, ben, nonce):
    item = songs.items.get(name="Cold")
    remove_item(item)
    add_item(ranked_list=songs, voter=ben, name="Cold", nonce=nonce)
    with pytest.raises(AlreadyListed):
        restore_item(item)


def test_lists_with_the_same_title_get_different_slugs():
    slugs = [create_list(title="Best tea?").slug for _ in range(3)]
    assert slugs == ["best-tea", "best-tea-2", "best-tea-3"]


def test_a_title_without_letters_gets_a_slug():
    assert [create_list(title=title).slug for title in ("???", "!!!", "悪ノ曲")] == [
        "list",
        "list-2",
        "悪ノ曲",
    ]


def test_a_slug_that_somebody_took_in_the_meantime_is_skipped(monkeypatch):
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
        ({"title": "t" * 201}, "A title can have at most 200 characters. This one has 201."),
        (
            {"title": "t", "prompt": "p" * 2001},
            "The question can have at most 2,000 characters. Yours has 2,001.",
        ),
        (
            {"title": "t", "items": [NewItem("x")] * 2001},
            "A new list can have at most 2,000 items. This one has 2,001.",
        ),
        ({"title": "t", "items": [NewItem("x"), NewItem("")]}, "Give the item a name."),
    ],
)
def test_a_list_over_a_limit_saves_nothing(given, sentence):
    with pytest.raises(Refused) as refused:
        create_list(**given)
    assert str(refused.value) == sentence
    assert not RankedList.objects.exists() and not Item.objects.exists()
