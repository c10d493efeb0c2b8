"""A voter's own ranking: made item by item, saved as it goes, private until it is published."""

import io
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from ranklore.ballots import order as orders
from ranklore.ballots import picture as pictures
from ranklore.ballots.actions import Kind, cast, keep_order_private, publish_order, put_in_order
from ranklore.ballots.models import PublishedOrder, Vote
from ranklore.ballots.order import Line, compared, moved, order_of, steps
from ranklore.ballots.picture import Card, drawable, etag_of, picture_of
from ranklore.ballots.queries import said_about
from ranklore.ballots.tests.make import vote_for
from ranklore.lists.actions import NewItem, create_list, remove_item
from ranklore.people.models import Voter
from ranklore.shell.refused import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(songs):
    return {item.name: item for item in songs.items.all()}


@pytest.fixture
def client(client_of, ben):
    return client_of(ben)


def put(voter, songs, here, names):
    put_in_order(voter=voter, ranked_list=songs, item_ids=[here[name].pk for name in names])


def mine(voter, songs):
    names = dict(songs.items.values_list("pk", "name"))
    return [names[pk] for pk in order_of(voter, songs.pk).ids]


def post(client, voter, songs, what, item=None, **more):
    """Send a form of the page, and give what the page says then."""
    form = {"made_from": order_of(voter, songs.pk).version, **more}
    response = client.post(f"/l/{songs.slug}/mine/{what}", form | ({"item": item.pk} if item else {}))
    assert response.status_code == 303
    return said(client, response.url)


def said(client, address):
    page = client.get(address).content.decode()
    return re.sub("[\u2068\u2069]", "", page[page.index('id="notices"') :])


# --- plain values


def test_an_item_moves_to_a_place():
    assert moved((1, 2, 3, 4), 4, 2) == (1, 4, 2, 3)
    assert moved((1, 2, 3, 4), 1, 3) == (2, 3, 1, 4)
    assert moved((1, 2, 3), 1, 99) == (2, 3, 1)
    assert moved((1,), 1, 5) == (1,)


def test_items_off_the_list_have_no_place_to_count():
    assert moved((9, 1, 2, 3), 3, 1, off={9}) == (9, 3, 1, 2)
    assert moved((1, 9, 2), 1, 2, off={9}) == (9, 2, 1)
    assert moved((9, 1), 1, 2, off={9}) == (1, 9)


def test_going_back_takes_the_later_steps_away():
    a, b, c = (1,), (1, 2), (1, 2, 3)
    assert steps([a, b, c]) == [(), a, b, c]
    assert steps([a, b, c, b]) == [(), a, b]
    assert steps([a, b, c, b, a, c]) == [(), a, c]
    assert steps([a, a]) == [(), a]
    assert steps([]) == [()]


def line(item_id, place, rank, tie_group=None):
    return Line(item_id, str(item_id), (), place, rank, tie_group)


def test_a_ranking_beside_the_crowd_counts_pairs():
    same = compared([line(1, 1, 1), line(2, 2, 2), line(3, 3, 3)])
    assert (same.pairs, same.agree, same.close, same.differ) == (3, 3, 0, ())
    turned = compared([line(3, 1, 30), line(2, 2, 2), line(1, 3, 1), line(4, 4, None)])
    assert (turned.pairs, turned.agree) == (3, 0)
    assert [each.item_id for each in turned.differ] == [3, 1]
    tied = compared([line(1, 1, 2, 7), line(2, 2, 1, 7), line(3, 3, 3)])
    assert (tied.pairs, tied.agree, tied.close) == (3, 2, 1)


def test_what_the_crowd_has_no_place_for_is_not_compared():
    assert compared([line(1, 1, 1), line(2, 2, None), line(3, None, 2)]) is None


# --- making it


def test_a_guest_adds_items_and_puts_them_in_order(songs, here, ben, client):
    assert "Bells is in your ranking, 1st of 1." in post(client, ben, songs, "add", here["Bells"])
    post(client, ben, songs, "add", here["Echo"])
    post(client, ben, songs, "add", here["Dust"])
    assert "Dust is now 1st of 3." in post(client, ben, songs, "move", here["Dust"], to="1")
    assert mine(ben, songs) == ["Dust", "Bells", "Echo"]
    assert "Dust is now 3rd of 3." in post(client, ben, songs, "move", here["Dust"], to="999")
    assert "Echo is not in your ranking any more" in post(client, ben, songs, "remove", here["Echo"])
    assert mine(ben, songs) == ["Bells", "Dust"]
    assert Vote.objects.filter(kind=Kind.ORDER).count() == 6


def test_a_second_click_changes_nothing(songs, here, ben, client):
    put(ben, songs, here, ["Bells", "Dust", "Echo"])
    old = order_of(ben, songs.pk).version
    for _ in range(2):
        assert "Echo is now 2nd of 3." in post(client, ben, songs, "move", here["Echo"], to="2", made_from=old)
    assert mine(ben, songs) == ["Bells", "Echo", "Dust"]
    old = order_of(ben, songs.pk).version
    for _ in range(2):
        assert "undone" in post(client, ben, songs, "undo", made_from=old)
    assert mine(ben, songs) == ["Bells", "Dust", "Echo"]


@pytest.mark.parametrize(("what", "more"), [("move", {"to": "1"}), ("remove", {}), ("undo", {}), ("add-picks", {})])
def test_a_page_that_is_too_old_changes_nothing_and_says_so(songs, here, ben, client, what, more):
    put(ben, songs, here, ["Bells"])
    put(ben, songs, here, ["Bells", "Dust"])
    old = order_of(ben, songs.pk).version
    vote_for(ben, here["Cold"])
    put(ben, songs, here, ["Bells", "Dust", "Echo"])
    page = post(client, ben, songs, what, here["Dust"], made_from=old, **more)
    assert "Your ranking changed meanwhile" in page
    assert mine(ben, songs) == ["Bells", "Dust", "Echo"]


def test_changes_are_undone_one_after_the_other(songs, here, ben, client):
    for names in (["Bells"], ["Bells", "Dust"], ["Dust", "Bells"], ["Dust"]):
        put(ben, songs, here, names)
    for names in (["Dust", "Bells"], ["Bells", "Dust"], ["Bells"], []):
        post(client, ben, songs, "undo")
        assert mine(ben, songs) == names
    assert "no change to undo" in post(client, ben, songs, "undo")
    assert 'id="mine-undo"' not in said(client, f"/l/{songs.slug}/mine")


def test_only_the_last_changes_can_be_undone(songs, here, ben, monkeypatch):
    monkeypatch.setattr(orders, "CHANGES_KEPT", 2)
    for names in (["Bells"], ["Bells", "Dust"], ["Dust", "Bells"], ["Dust"]):
        put(ben, songs, here, names)
    assert order_of(ben, songs.pk).before == (here["Dust"].pk, here["Bells"].pk)


def test_the_items_voted_for_are_added_in_one_go(songs, here, ben, client):
    for name in ("Echo", "Alone", "Cold"):
        vote_for(ben, here[name])
    cast(voter=ben, item=here["Dust"], kind=Kind.DOWN)
    put(ben, songs, here, ["Cold"])
    assert "Add the 2 you voted for" in client.get(f"/l/{songs.slug}/mine").content.decode()
    assert "Added 2 items you voted for" in post(client, ben, songs, "add-picks")
    assert mine(ben, songs) == ["Cold", "Echo", "Alone"]
    assert "nothing to add" in post(client, ben, songs, "add-picks")


def test_a_full_ranking_takes_what_fits(songs, here, ben, client, monkeypatch):
    monkeypatch.setattr(orders, "ORDER_MAX", 2)
    for name in ("Echo", "Alone", "Cold"):
        vote_for(ben, here[name])
    assert "1 more did not fit" in post(client, ben, songs, "add-picks")
    assert mine(ben, songs) == ["Echo", "Alone"]
    monkeypatch.setattr("ranklore.ballots.actions.ORDER_MAX", 2)
    assert "at most 2 items" in post(client, ben, songs, "add", here["Bells"])


@pytest.mark.parametrize(
    ("what", "form"),
    [
        ("move", {"to": "0"}),
        ("move", {"to": "x"}),
        ("move", {"to": "-1"}),
        ("move", {"to": "1.5"}),
        ("move", {"to": ""}),
        ("move", {"to": "9" * 50}),
        ("move", {"to": "1" * 500}),
        ("move", {"to": "1", "item": "x"}),
        ("move", {"to": "1", "item": "9" * 18}),
        ("move", {"to": "1", "item": "9" * 30}),
        ("move", {"to": "1", "item": ""}),
        ("move", {"to": "1", "item": "Alone"}),
        ("add", {"item": ""}),
        ("add", {"item": "0"}),
        ("add", {"item": "Bells", "back": "//elsewhere.example"}),
        ("remove", {"item": "9" * 18}),
        ("remove", {"made_from": "-1"}),
        ("undo", {"made_from": "x"}),
        ("dont-know", {}),
        ("know", {"item": "9" * 18}),
    ],
)
def test_a_forged_or_broken_form_changes_nothing(songs, here, ben, client, what, form):
    put(ben, songs, here, ["Bells", "Dust"])
    form = {"made_from": order_of(ben, songs.pk).version, "item": here["Dust"].pk, **form}
    form["item"] = here[form["item"]].pk if form["item"] in here else form["item"]
    response = client.post(f"/l/{songs.slug}/mine/{what}", form)
    assert response.status_code == 303
    assert re.search("notice-error.*othing was changed", said(client, response.url), re.DOTALL)
    assert Vote.objects.count() == 1


def test_an_item_of_another_list_is_refused(songs, ben, client):
    other = create_list(title="Other", items=[NewItem("Alien")])
    assert "not on this list" in post(client, ben, songs, "add", other.items.get())
    assert not Vote.objects.exists()


def test_a_version_of_somebody_else_is_no_way_in(songs, here, ben, cy, client):
    put(ben, songs, here, ["Bells"])
    put(cy, songs, here, ["Dust", "Echo"])
    post(client, ben, songs, "move", here["Dust"], to="1", made_from=order_of(cy, songs.pk).version)
    assert (mine(ben, songs), mine(cy, songs)) == (["Bells"], ["Dust", "Echo"])


def test_an_item_is_added_from_the_list_and_back_there(songs, here, ben, client):
    response = client.post(f"/l/{songs.slug}/mine/add", {"item": here["Dust"].pk, "back": "list"})
    assert response.url == f"/l/{songs.slug}#item-{here['Dust'].pk}"
    assert "Dust is in your ranking, 1st of 1." in said(client, response.url)
    response = client.post(f"/l/{songs.slug}/mine/add", {"item": here["Dust"].pk})
    assert response.url == f"/l/{songs.slug}/mine#mine-{here['Dust'].pk}"
    assert "Dust is in your ranking already, 1st of 1." in said(client, response.url)
    assert Vote.objects.count() == 1


def test_a_removed_item_is_struck_out_and_keeps_its_place(songs, here, ben, client):
    put(ben, songs, here, ["Alone", "Bells", "Cold"])
    remove_item(here["Bells"])
    page = said(client, f"/l/{songs.slug}/mine")
    assert "<s><bdi>Bells</bdi></s>" in page and "was taken off the list" in page
    assert "Cold is now 1st of 2." in post(client, ben, songs, "move", here["Cold"], to="1")
    assert mine(ben, songs) == ["Cold", "Alone", "Bells"]
    assert "taken off this list" in post(client, ben, songs, "move", here["Bells"], to="1")
    post(client, ben, songs, "remove", here["Bells"])
    assert mine(ben, songs) == ["Cold", "Alone"]
    post(client, ben, songs, "undo")
    assert mine(ben, songs) == ["Cold", "Alone"]


def test_what_one_does_not_know_is_noted_and_taken_back(songs, here, ben, client):
    vote_for(ben, here["Dust"])
    shown = Vote.objects.get().shown
    assert "You don’t know Dust: noted." in post(client, ben, songs, "dont-know", here["Dust"])
    assert said_about(ben, [here["Dust"].pk]) == {here["Dust"].pk: Kind.DONT_KNOW}
    assert 'id="know-' in said(client, f"/l/{songs.slug}/mine")
    for _ in range(2):
        post(client, ben, songs, "know", here["Dust"])
        assert said_about(ben, [here["Dust"].pk]) == {here["Dust"].pk: Kind.PICK}
    assert Vote.objects.last().shown == shown
    post(client, ben, songs, "dont-know", here["Cold"])
    post(client, ben, songs, "know", here["Cold"])
    assert said_about(ben, [here["Cold"].pk]) == {}


def test_who_ranks_an_item_knows_it(songs, here, ben, client):
    post(client, ben, songs, "dont-know", here["Dust"])
    post(client, ben, songs, "add", here["Dust"])
    assert said_about(ben, [here["Dust"].pk]) == {}
    assert "Take it out first" in post(client, ben, songs, "dont-know", here["Dust"])


def test_the_search_finds_words_of_names_and_credits(songs, here, ben, client):
    def found(words):
        page = client.get(f"/l/{songs.slug}/mine", {"q": words}).content.decode()
        return re.findall(r'found-name"><bdi>(.*?)</bdi>', page[page.index('id="found"') :])

    assert found("ECHO mika") == ["Echo"]
    assert found("ｂｅｌｌ") == ["Bells"]
    assert found("l") == ["Alone", "Bells", "Cold"]
    assert found("o") == ["Alone", "Cold", "Echo"]
    assert found("e") == ["Echo", "Alone", "Bells"]
    assert found("zzz") == found("\x00%") == []
    put(ben, songs, here, ["Echo"])
    assert "In your ranking" in client.get(f"/l/{songs.slug}/mine?q=echo").content.decode()
    assert found("") == ["Alone", "Bells", "Cold", "Dust"]


def test_a_long_search_is_cut_and_says_how_much_is_left(ben, client):
    create_list(title="Long", items=[NewItem(f"Item {n}") for n in range(60)])
    page = client.get("/l/long/mine?q=item").content.decode()
    assert page.count('class="found"') == orders.FOUND_MOST
    assert "48 more" in page and "60 items found" in page


def test_htmx_gets_the_parts_that_changed(songs, here, ben, client):
    put(ben, songs, here, ["Bells"])
    for target, there, missing in (("mine", "mine-body", "mine-q"), ("found", "found", "mine-body")):
        headers = {"HX-Request": "true", "HX-Target": target}
        response = client.get(f"/l/{songs.slug}/mine", headers=headers)
        page = response.content.decode()
        assert f'id="{there}"' in page and f'id="{missing}"' not in page and "<html" not in page
        assert "HX-Target" in response.headers["Vary"]


def test_the_page_of_a_first_guest_has_no_ranking(songs, client_of):
    from django.test import Client

    client = Client()
    page = client.get(f"/l/{songs.slug}/mine").content.decode()
    assert "A top ten, or as many as you like" in page
    client.post(f"/l/{songs.slug}/mine/add", {"item": songs.items.first().pk, "made_from": "0"})
    assert Vote.objects.get().kind == Kind.ORDER


@pytest.mark.parametrize(
    "what", ["add", "add-picks", "move", "remove", "undo", "know", "dont-know", "private", "publish"]
)
def test_a_visit_changes_nothing(songs, client, what):
    assert client.get(f"/l/{songs.slug}/mine/{what}").status_code == 405
    assert client.post(f"/l/nowhere/mine/{what}").status_code == 404


# --- publishing it


@pytest.fixture
def shown(songs, here, ben):
    put(ben, songs, here, ["Dust", "Bells", "Echo"])
    return publish_order(voter=ben, ranked_list=songs, name="ben")


def address(shown):
    return f"/l/saddest-songs/by/{shown.key}"


def test_it_is_published_under_a_name_and_made_private_again(songs, here, ben, cy, client, client_of):
    put(ben, songs, here, ["Dust", "Bells"])
    response = client.post(f"/l/{songs.slug}/mine/publish", {"name": " b\u200be\u202en "})
    assert response.url == f"/l/{songs.slug}/mine#publish"
    shown = PublishedOrder.objects.get()
    assert shown.name == "ben"
    assert "Make it private again" in client.get(f"/l/{songs.slug}/mine").content.decode()
    reader = client_of(cy)
    page = reader.get(address(shown)).content.decode()
    assert "Ranked by <bdi>ben</bdi>" in page
    assert page.index("Dust") < page.index("Bells")
    assert "Your ranking is private" in post(client, ben, songs, "private")
    for each in (client, reader):
        assert each.get(address(shown)).status_code == each.get(f"{address(shown)}.png").status_code == 404


@pytest.mark.parametrize("name", ["x" * 41, "Ranklore", " a guest", "Simulated"])
def test_a_name_that_will_not_do_is_kept_and_refused(songs, here, ben, client, name):
    put(ben, songs, here, ["Dust"])
    response = client.post(f"/l/{songs.slug}/mine/publish", {"name": name})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode() and name in response.content.decode()
    assert not PublishedOrder.objects.exists()


def test_nothing_cannot_be_published(songs, ben, client):
    response = client.post(f"/l/{songs.slug}/mine/publish", {"name": "ben"})
    assert "Put at least one item in your ranking" in said(client, response.url)


def test_a_published_ranking_leaves_out_what_was_taken_off(shown, here, client_of, cy):
    remove_item(here["Dust"])
    page = client_of(cy).get(address(shown)).content.decode()
    assert "Dust" not in page and "One voter’s own order of 2 items" in page
    remove_item(here["Bells"])
    remove_item(here["Echo"])
    reader = client_of(cy)
    assert "Nothing is left" in reader.get(address(shown)).content.decode()
    assert reader.get(f"{address(shown)}.png").status_code == 200


def test_the_page_says_where_it_differs_from_the_crowd(shown, here, client, client_of, cy):
    for _ in range(6):
        put(Voter.objects.create(), here["Dust"].list, here, ["Bells", "Echo", "Dust"])
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
    put_in_order(voter=ben, ranked_list=evil, item_ids=[evil.items.get().pk])
    shown = publish_order(voter=ben, ranked_list=evil, name='"><b>')
    page = client_of(cy).get(f"/l/{evil.slug}/by/{shown.key}").content.decode()
    assert "<img src=x" not in page and "<script>" not in page and "<b>&" not in page and '"><b>' not in page
    assert "<img src=x" not in client.get(f"/l/{evil.slug}/mine").content.decode()


# --- the picture


def test_the_picture_is_made_once_and_kept_until_it_changes(shown, here, ben, songs, client_of, cy):
    reader = client_of(cy)
    first = reader.get(f"{address(shown)}.png")
    assert first.headers["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(first.content)).size == (1200, 630)
    etag = first.headers["ETag"]
    again = reader.get(f"{address(shown)}.png", headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    put(ben, songs, here, ["Bells", "Dust"])
    changed = reader.get(f"{address(shown)}.png", headers={"If-None-Match": etag})
    assert changed.status_code == 200 and changed.headers["ETag"] != etag
    page = reader.get(address(shown)).content.decode()
    assert f'<meta property="og:image" content="http://testserver{address(shown)}.png">' in page
    assert '<meta property="og:title" content="Saddest songs, ranked by ben">' in page


def test_long_and_strange_names_fit_in_the_picture():
    strange = ["悪ノ召使", "x" * 200, "مرحبا", "😀" * 50, "\ufffe", "é́́́", "a\u0301", "Ünïcödé Łódź"]
    card = Card("悪" * 200, "م" * 40, tuple((name, ("Romanised", "y" * 100)) for name in strange), 300)
    image = Image.open(io.BytesIO(picture_of(card)))
    assert image.size == (1200, 630)
    margin = image.convert("RGB").crop((1132, 0, 1200, 630))
    assert len(margin.getcolors()) == 1, "something runs into the margin"


def test_what_no_font_can_draw_is_left_out(monkeypatch):
    monkeypatch.setattr(pictures, "_helpers", lambda family: ())
    for cached in (pictures._fonts, pictures._font_for):
        cached.cache_clear()
    try:
        assert drawable("悪ノ召使") == ""
        assert drawable("Servant 悪") == "Servant"
        assert drawable("Ünïcödé Łódź") == "Ünïcödé Łódź"
        assert drawable("") == ""
        assert picture_of(Card("悪", "悪", (("悪ノ", ("mothy",)), ("悪", ("悪",))), 2))
    finally:
        for cached in (pictures._fonts, pictures._font_for):
            cached.cache_clear()


def test_cards_that_differ_have_other_marks():
    cards = [Card("a", "b", (), 0), Card("a", "b", (("c", ()),), 1), Card("ab", "", (), 0)]
    assert len({etag_of(card) for card in cards}) == 3


# --- and at last


def test_the_pages_ask_as_much_of_a_long_list_as_of_a_short_one(ben, client, client_of, cy):
    def asked(address):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    counts = []
    for items in (10, 40):
        ranked_list = create_list(title=f"List {items}", items=[NewItem(f"Item {n}") for n in range(items)])
        here = list(ranked_list.items.all())
        put_in_order(voter=ben, ranked_list=ranked_list, item_ids=[item.pk for item in here[: items // 2]])
        for item in here[items // 2 :: 2]:
            cast(voter=ben, item=item, kind=Kind.DONT_KNOW)
        for item in here[items // 2 + 1 :: 2]:
            vote_for(ben, item)
        shown = publish_order(voter=ben, ranked_list=ranked_list)
        page, by = f"/l/{ranked_list.slug}/mine", f"/l/{ranked_list.slug}/by/{shown.key}"
        counts.append([asked(each) for each in (page, f"{page}?q=item", by, f"{by}.png")])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 14


def test_the_action_itself_keeps_the_guard(songs, here, ben):
    put(ben, songs, here, ["Dust"])
    with pytest.raises(Refused, match="changed meanwhile"):
        put_in_order(voter=ben, ranked_list=songs, item_ids=[here["Bells"].pk], made_from=0)
    remove_item(here["Cold"])
    with pytest.raises(Refused, match="not on this list"):
        put_in_order(voter=ben, ranked_list=songs, item_ids=[here["Dust"].pk, here["Cold"].pk])
    keep_order_private(voter=ben, ranked_list=songs)
    assert mine(ben, songs) == ["Dust"]
