"""The other names of items, and names for items without one."""

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


def set_aliases(voter, item, *aliases):
    set_item_names(voter=voter, item=item, aliases=aliases, made_from=[item.name, *aliases_of(item)])
    return aliases_of(item)


def test_an_item_is_added_with_its_other_names(fog):
    assert fog.aliases == ["霧", "Kiri"]


def test_blank_and_repeated_names_and_the_name_itself_are_dropped(fog, ben):
    assert set_aliases(ben, fog, " ", "Mist\u200b", "mist", "FOG", "Kiri") == ["Mist", "Kiri"]


def test_the_maker_of_the_list_can_name_its_items_too(fog, ada):
    assert set_aliases(ada, fog, "Mist") == ["Mist"]
    assert set_aliases(ada, fog) == []


def test_nobody_else_can_name_an_item(fog, cy):
    for voter in (cy, Voter()):
        with pytest.raises(
            Refused, match="Only the person who added this item or made its list can give it other names"
        ):
            set_aliases(voter, fog, "Mist")
    assert aliases_of(fog) == ["霧", "Kiri"]


def test_a_removed_item_cannot_be_named(fog, ben):
    remove_item(fog)
    with pytest.raises(Refused, match="Fog.” was taken off this list"):
        set_aliases(ben, fog, "Mist")


@pytest.mark.parametrize(
    ("aliases", "sentence"),
    [
        ([f"Mist {n}" for n in range(11)], "An item can have at most 10 other names. You entered 11."),
        (["x" * 201], "A name can have at most 200 characters. This one has 201."),
    ],
)
def test_names_over_a_limit_are_refused_and_the_error_names_the_limit(fog, songs, ben, aliases, sentence):
    for attempt in (
        lambda: set_aliases(ben, fog, *aliases),
        lambda: add_item(ranked_list=songs, voter=ben, name="Gale", aliases=aliases, nonce=uuid.uuid4()),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert (str(refused.value), refused.value.field) == (sentence, "aliases")


def test_names_that_somebody_changed_in_the_meantime_are_not_overwritten(fog, ada, ben):
    set_aliases(ada, fog, "Mist")
    with pytest.raises(NamesChanged, match="Somebody changed these names while you were editing") as refused:
        set_item_names(voter=ben, item=fog, aliases=["Haze"], made_from=["Fog", "霧", "Kiri"])
    assert refused.value.item.aliases == aliases_of(fog) == ["Mist"]


def test_a_form_sent_twice_is_saved_once(fog, ben):
    for _ in range(2):
        set_item_names(voter=ben, item=fog, aliases=["Mist"], made_from=["Fog", "霧", "Kiri"])
    assert aliases_of(fog) == ["Mist"]


def test_two_items_of_a_list_cannot_share_a_name(fog, songs, ben):
    with pytest.raises(Refused, match="“.bells.” is on this list already. Two items can't share a name."):
        set_aliases(ben, fog, "bells")
    gale = add_item(ranked_list=songs, voter=ben, name="Gale", nonce=uuid.uuid4())
    with pytest.raises(Refused, match="“.KIRI.” is on this list already, as another name of “.Fog.”"):
        set_aliases(ben, gale, "KIRI")


def test_items_with_different_credits_can_share_a_name(songs, ben, nonce):
    gale = add_item(ranked_list=songs, voter=ben, name="Gale", credits=["Gumi"], nonce=nonce)
    assert set_aliases(ben, gale, "Bells") == ["Bells"]


def test_a_name_that_two_items_share_already_does_not_block_a_new_name(ada):
    items = [NewItem("Fog", aliases=("Mist",)), NewItem("Haze", aliases=("Mist",))]
    haze = create_list(title="Weather", items=items, voter=ada).items.get(name="Haze")
    assert set_aliases(ada, haze, "Mist", "Smog") == ["Mist", "Smog"]


@pytest.mark.parametrize(
    "new", [{"name": "kiri"}, {"name": "Haze", "aliases": ["霧"]}, {"name": "X", "aliases": ["FOG"]}]
)
def test_a_new_item_with_any_name_of_an_item_is_refused_as_that_item(fog, songs, ben, nonce, new):
    with pytest.raises(AlreadyListed) as refused:
        add_item(ranked_list=songs, voter=ben, nonce=nonce, **new)
    assert refused.value.item == fog


def test_a_removed_item_is_not_restored_when_another_item_took_its_name(fog, songs, ben):
    remove_item(fog)
    add_item(ranked_list=songs, voter=ben, name="Kiri", nonce=uuid.uuid4())
    with pytest.raises(AlreadyListed):
        restore_item(fog)


def test_other_names_are_shown_on_the_list_and_on_the_item(fog):
    for address in (fog.get_absolute_url(), "/l/saddest-songs"):
        page = Client().get(address).content.decode()
        assert "<bdi>霧</bdi>, <bdi>Kiri</bdi>" in page


def test_only_people_who_can_name_an_item_see_the_form(fog, ada, ben, cy, client_of):
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


def test_a_form_that_was_too_late_shows_the_current_names_and_can_be_sent_again(fog, ada, ben, client_of):
    set_aliases(ada, fog, "Mist")
    response = client_of(ben).post(f"{fog.get_absolute_url()}/names", {"aliases": "Haze", "made_from": "Fog\n霧\nKiri"})
    page = response.content.decode()
    assert (
        response.status_code == 422
        and "Somebody changed these names while you were editing" in page
        and "<bdi>Mist</bdi>" in page
    )
    assert 'value="Fog\nMist"' in page and "Haze</textarea>" in page
    client_of(ben).post(f"{fog.get_absolute_url()}/names", {"aliases": "Haze", "made_from": "Fog\nMist"})
    assert aliases_of(fog) == ["Haze"]


@pytest.mark.parametrize("aliases", ["a\x00b", "\ud800", "\u202e\u200b", "<b>&", "x" * 300_000, "\n" * 50_000])
def test_hostile_names_never_break_the_site(fog, ben, client_of, aliases):
    sent = {"aliases": aliases.encode("utf-8", "surrogatepass"), "made_from": "Fog\n霧\nKiri"}
    assert client_of(ben).post(f"{fog.get_absolute_url()}/names", sent).status_code in (303, 413, 422)
    assert Client().get(fog.get_absolute_url()).status_code == 200


@pytest.fixture
def untitled(songs, ben):
    return add_item(ranked_list=songs, voter=ben, name=UNTITLED, credits=["Luka"], nonce=uuid.uuid4())


def test_the_first_line_names_an_item_without_a_name(untitled, ada, client_of):
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
    assert set_aliases(ada, untitled, "Hexenjagd") == ["Hexenjagd"] and untitled.name == "Witch Hunt"


def test_an_item_that_is_really_called_untitled_can_get_other_names(untitled, ben):
    assert (
        set_aliases(ben, untitled, "untitled", "Without a title") == ["Without a title"] and untitled.name == UNTITLED
    )
    assert set_aliases(ben, untitled, "Nameless", "Without a title") == ["Nameless", "Without a title"]
    assert untitled.name == UNTITLED


def test_a_first_name_is_refused_when_the_item_was_named_in_the_meantime(untitled, ada, ben):
    set_aliases(ada, untitled, "Witch Hunt")
    with pytest.raises(NamesChanged):
        set_item_names(voter=ben, item=untitled, aliases=["Bee"], made_from=[UNTITLED])
    assert untitled.name == "Witch Hunt" and aliases_of(untitled) == []


def test_an_untitled_item_cannot_get_the_name_of_another_item(untitled, songs, ben, client_of):
    add_item(ranked_list=songs, voter=ben, name="Witch Hunt", nonce=uuid.uuid4())
    with pytest.raises(Refused, match="“.witch hunt.” is on this list already"):
        set_aliases(ben, untitled, "witch hunt")
    assert set_aliases(ben, untitled) == [] and untitled.name == UNTITLED
    response = client_of(ben).post(f"{untitled.get_absolute_url()}/names", {"aliases": "x" * 300})
    assert response.status_code == 422 and "The first line becomes its name" in response.content.decode()
