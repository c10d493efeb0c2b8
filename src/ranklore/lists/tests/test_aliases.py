"""An item may have other names; no two items of a list share one unawares."""

import uuid

import pytest
from django.test import Client

from ranklore.lists.actions.aliases import set_item_names
from ranklore.lists.actions.items import add_item, remove_item, restore_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.errors import AlreadyListed, NamesChanged
from ranklore.lists.item_names import NewItem
from ranklore.parsing.result import UNTITLED
from ranklore.people.models import Voter
from ranklore.text.clean import name_key
from ranklore.text.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def fog(songs, ben):
    return add_item(ranked_list=songs, voter=ben, name="Fog", aliases=["霧", "Kiri"], nonce=uuid.uuid4())


def aliases_of(item):
    item.refresh_from_db()
    return item.aliases


def named(voter, item, *aliases):
    set_item_names(voter=voter, item=item, aliases=aliases, made_from=[item.name, *aliases_of(item)])
    return aliases_of(item)


def test_an_item_is_added_with_its_other_names(fog):
    assert fog.aliases == ["霧", "Kiri"]


def test_blanks_repeats_and_the_name_itself_are_no_other_names(fog, ben):
    assert named(ben, fog, " ", "Mist\u200b", "mist", "FOG", "Kiri") == ["Mist", "Kiri"]


def test_who_made_the_list_may_name_its_items_too(fog, ada):
    assert named(ada, fog, "Mist") == ["Mist"]
    assert named(ada, fog) == []


def test_nobody_else_may(fog, cy):
    for voter in (cy, Voter()):
        with pytest.raises(Refused, match="Only who added an item, or made its list"):
            named(voter, fog, "Mist")
    assert aliases_of(fog) == ["霧", "Kiri"]


def test_an_item_that_is_off_the_list_gets_no_names(fog, ben):
    remove_item(fog)
    with pytest.raises(Refused, match="Fog.” was taken off this list"):
        named(ben, fog, "Mist")


@pytest.mark.parametrize(
    ("aliases", "sentence"),
    [
        ([f"Mist {n}" for n in range(11)], "An item can have at most 10 other names; this has 11."),
        (["x" * 201], "A name can have at most 200 characters; this has 201."),
    ],
)
def test_what_does_not_fit_is_refused_with_the_limit(fog, songs, ben, aliases, sentence):
    for attempt in (
        lambda: named(ben, fog, *aliases),
        lambda: add_item(ranked_list=songs, voter=ben, name="Gale", aliases=aliases, nonce=uuid.uuid4()),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert (str(refused.value), refused.value.field) == (sentence, "aliases")


def test_what_was_changed_meanwhile_is_not_written_over(fog, ada, ben):
    named(ada, fog, "Mist")
    with pytest.raises(NamesChanged, match="changed meanwhile") as refused:
        set_item_names(voter=ben, item=fog, aliases=["Haze"], made_from=["Fog", "霧", "Kiri"])
    assert refused.value.item.aliases == aliases_of(fog) == ["Mist"]


def test_a_form_sent_twice_is_saved_once(fog, ben):
    for _ in range(2):
        set_item_names(voter=ben, item=fog, aliases=["Mist"], made_from=["Fog", "霧", "Kiri"])
    assert aliases_of(fog) == ["Mist"]


def test_two_items_of_a_list_share_no_name(fog, songs, ben):
    with pytest.raises(Refused, match="“.bells.” is on this list already. Two items cannot share a name."):
        named(ben, fog, "bells")
    gale = add_item(ranked_list=songs, voter=ben, name="Gale", nonce=uuid.uuid4())
    with pytest.raises(Refused, match="“.KIRI.” is on this list already, as another name of “.Fog.”"):
        named(ben, gale, "KIRI")


def test_items_by_different_people_may_share_a_name(songs, ben, nonce):
    gale = add_item(ranked_list=songs, voter=ben, name="Gale", credits=["Gumi"], nonce=nonce)
    assert named(ben, gale, "Bells") == ["Bells"]


def test_a_name_that_two_items_came_with_does_not_stop_another(ada):
    items = [NewItem("Fog", aliases=("Mist",)), NewItem("Haze", aliases=("Mist",))]
    haze = create_list(title="Weather", items=items, voter=ada).items.get(name="Haze")
    assert named(ada, haze, "Mist", "Smog") == ["Mist", "Smog"]


@pytest.mark.parametrize(
    "new", [{"name": "kiri"}, {"name": "Haze", "aliases": ["霧"]}, {"name": "X", "aliases": ["FOG"]}]
)
def test_what_has_a_name_of_an_item_is_that_item(fog, songs, ben, nonce, new):
    with pytest.raises(AlreadyListed) as refused:
        add_item(ranked_list=songs, voter=ben, nonce=nonce, **new)
    assert refused.value.item == fog


def test_an_item_does_not_come_back_beside_one_that_took_its_name(fog, songs, ben):
    remove_item(fog)
    add_item(ranked_list=songs, voter=ben, name="Kiri", nonce=uuid.uuid4())
    with pytest.raises(AlreadyListed):
        restore_item(fog)


def test_other_names_are_shown_on_the_list_and_on_the_item(fog):
    for address in (fog.get_absolute_url(), "/l/saddest-songs"):
        page = Client().get(address).content.decode()
        assert "<bdi>霧</bdi>, <bdi>Kiri</bdi>" in page


def test_only_who_may_name_an_item_sees_the_form(fog, ada, ben, cy, client_of):
    for voter, sees in ((ada, True), (ben, True), (cy, False)):
        page = client_of(voter).get(fog.get_absolute_url()).content.decode()
        assert ("Other names of this item" in page) is sees
        page = client_of(voter).get(f"{fog.get_absolute_url()}/names").content.decode()
        assert ("Save the names" in page) is sees


def test_the_form_saves_the_names(fog, ben, client_of):
    sent = {"aliases": "Mist\r\n\r\nHaze, thin", "made_from": "Fog\r\n霧\r\nKiri"}
    response = client_of(ben).post(f"{fog.get_absolute_url()}/names", sent)
    assert (response.status_code, response.url) == (303, fog.get_absolute_url())
    assert aliases_of(fog) == ["Mist", "Haze, thin"]


def test_a_refused_form_keeps_what_was_typed(fog, ben, client_of):
    response = client_of(ben).post(
        f"{fog.get_absolute_url()}/names", {"aliases": "Bells", "made_from": "Fog\n霧\nKiri"}
    )
    page = response.content.decode()
    assert response.status_code == 422 and "is on this list already" in page and "Bells</textarea>" in page
    assert aliases_of(fog) == ["霧", "Kiri"]


def test_a_form_that_came_late_shows_what_stands_and_may_be_sent_again(fog, ada, ben, client_of):
    named(ada, fog, "Mist")
    response = client_of(ben).post(f"{fog.get_absolute_url()}/names", {"aliases": "Haze", "made_from": "Fog\n霧\nKiri"})
    page = response.content.decode()
    assert response.status_code == 422 and "changed meanwhile" in page and "<bdi>Mist</bdi>" in page
    assert 'value="Fog\nMist"' in page and "Haze</textarea>" in page
    client_of(ben).post(f"{fog.get_absolute_url()}/names", {"aliases": "Haze", "made_from": "Fog\nMist"})
    assert aliases_of(fog) == ["Haze"]


@pytest.mark.parametrize("aliases", ["a\x00b", "\ud800", "\u202e\u200b", "<b>&", "x" * 300_000, "\n" * 50_000])
def test_whatever_is_sent_as_names_gets_an_answer(fog, ben, client_of, aliases):
    sent = {"aliases": aliases.encode("utf-8", "surrogatepass"), "made_from": "Fog\n霧\nKiri"}
    assert client_of(ben).post(f"{fog.get_absolute_url()}/names", sent).status_code in (303, 413, 422)
    assert Client().get(fog.get_absolute_url()).status_code == 200


@pytest.fixture
def untitled(songs, ben):
    return add_item(ranked_list=songs, voter=ben, name=UNTITLED, credits=["Luka"], nonce=uuid.uuid4())


def test_an_item_without_a_name_is_given_one(untitled, ada, client_of):
    page = client_of(ada).get(untitled.get_absolute_url()).content.decode()
    assert 'href="#id_item_aliases"' in page and 'id="id_item_aliases"' in page
    assert "The first line becomes its name" in page
    sent = {"aliases": "Witch Hunt\nMajo", "made_from": "Untitled"}
    for _ in range(2):
        page = client_of(ada).post(f"{untitled.get_absolute_url()}/names", sent, follow=True).content.decode()
    assert "Other names of this item" in page
    assert aliases_of(untitled) == ["Majo"]
    assert (untitled.name, untitled.name_key) == ("Witch Hunt", name_key("Witch Hunt"))
    assert {"witch", "hunt", "majo"} <= {*untitled.words.split()}
    assert "Witch Hunt" in Client().get("/l/saddest-songs").content.decode()
    assert named(ada, untitled, "Hexenjagd") == ["Hexenjagd"] and untitled.name == "Witch Hunt"


def test_an_item_that_is_called_untitled_says_so_and_gets_other_names(untitled, ben):
    assert named(ben, untitled, "untitled", "Without a title") == ["Without a title"] and untitled.name == UNTITLED
    assert named(ben, untitled, "Nameless", "Without a title") == ["Nameless", "Without a title"]
    assert untitled.name == UNTITLED


def test_what_is_meant_for_a_name_becomes_no_other_name_of_an_item_that_got_its_name_meanwhile(untitled, ada, ben):
    named(ada, untitled, "Witch Hunt")
    with pytest.raises(NamesChanged):
        set_item_names(voter=ben, item=untitled, aliases=["Bee"], made_from=[UNTITLED])
    assert untitled.name == "Witch Hunt" and aliases_of(untitled) == []


def test_a_name_that_another_item_has_is_not_given_either(untitled, songs, ben, client_of):
    add_item(ranked_list=songs, voter=ben, name="Witch Hunt", nonce=uuid.uuid4())
    with pytest.raises(Refused, match="“.witch hunt.” is on this list already"):
        named(ben, untitled, "witch hunt")
    assert named(ben, untitled) == [] and untitled.name == UNTITLED
    response = client_of(ben).post(f"{untitled.get_absolute_url()}/names", {"aliases": "x" * 300})
    assert response.status_code == 422 and "The first line becomes its name" in response.content.decode()
