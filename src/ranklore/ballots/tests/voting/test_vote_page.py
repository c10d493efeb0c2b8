"""The vote button: a form, a redirect, and the page with the new rank."""

import re
import time

import pytest
from django.test import Client

from ranklore.ballots.exposure import exposure_token
from ranklore.ballots.models import Vote
from ranklore.ballots.tests.factories import crowd_for, list_vote_form, vote_form_of
from ranklore.core.rate_limit.policy import parse_rate_limits
from ranklore.lists.actions.items import remove_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.people.models import Voter
from ranklore.site.queries import shared_rows

pytestmark = pytest.mark.django_db


def text_at(client, address):
    """The page, without the marks that isolate the direction of names."""
    return re.sub("[\u2068\u2069]", "", client.get(address).content.decode())


def test_a_guest_votes_and_takes_it_back(songs, client):
    response = client.post(f"/l/{songs.slug}/vote", list_vote_form(client, songs, "Dust"))
    assert response.status_code == 303
    page = text_at(client, response.url)
    assert "You voted for Dust. It has 1 vote. It is too new to rank: it needs a few more votes." in page
    back = list_vote_form(client, songs, "Dust")
    assert back["word"].endswith(":0")
    page = text_at(client, client.post(f"/l/{songs.slug}/vote", back).url)
    assert "You took back your vote for Dust. It has 0 votes. It is too new to rank: it needs a few more votes." in page


def test_a_vote_says_how_the_item_moved(songs, client_of):
    bells, echo = (songs.items.get(name=name) for name in ("Bells", "Echo"))
    crowd_for(bells, 4)
    crowd_for(echo, 4)
    mine, third = client_of(Voter.objects.create()), client_of(Voter.objects.create())
    page = text_at(mine, mine.post(f"/l/{songs.slug}/vote", list_vote_form(mine, songs, "Echo")).url)
    assert "You voted for Echo. It now has 5 votes and moved from 2nd to 1st." in page
    page = text_at(third, third.post(f"/l/{songs.slug}/vote", list_vote_form(third, songs, "Echo")).url)
    assert "You voted for Echo. It now has 6 votes and stays 1st." in page


def test_sending_the_same_form_again_says_so(songs, client):
    form, taken_back = (list_vote_form(client, songs, "Dust", on=on) for on in (True, False))
    client.post(f"/l/{songs.slug}/vote", form)
    assert "You already voted for Dust." in text_at(client, client.post(f"/l/{songs.slug}/vote", form).url)
    client.post(f"/l/{songs.slug}/vote", taken_back)
    assert "You have no vote for Dust to take back." in text_at(
        client, client.post(f"/l/{songs.slug}/vote", taken_back).url
    )


def test_the_exposure_on_an_item_page_has_its_neighbours(songs, client):
    cold = songs.items.get(name="Cold")
    page = client.get(cold.get_absolute_url()).content.decode()
    assert client.post(f"/l/{songs.slug}/vote", vote_form_of(page, cold)).url == cold.get_absolute_url()
    ids = list(songs.items.order_by("start_place").values_list("id", flat=True))
    assert sorted(Vote.objects.get().shown) == ids


def test_the_exposure_has_the_items_above(songs, client):
    client.post(f"/l/{songs.slug}/vote", list_vote_form(client, songs, "Cold"))
    ids = list(songs.items.order_by("start_place").values_list("id", flat=True))
    assert Vote.objects.get().shown == ids[:3]


def test_the_exposure_of_a_down_has_the_next_item(songs, client):
    client.post(f"/l/{songs.slug}/vote", list_vote_form(client, songs, "Alone", "down"))
    ids = list(songs.items.order_by("start_place").values_list("id", flat=True))
    assert Vote.objects.get().shown == ids[:2]


@pytest.mark.parametrize(
    "change",
    [
        {"exposure": "forged"},
        {"exposure": ""},
        {"exposure": "WzEsMl0:x"},
        {"word": ""},
        {"word": "pick:1:2"},
        {"word": "pick:1:"},
        {"word": "pick::1"},
        {"word": "pick:x:1"},
        {"word": "pick:-1:1"},
        {"word": "pick:01:1"},
        {"word": "pick:²:1"},
        {"word": f"pick:{'9' * 30}:1"},
        {"word": "matchup:1:1"},
        {"word": "love:1:1"},
        {"word": "1:1"},
        {"page": "-1"},
        {"back": "https://elsewhere.example/"},
        {"seen": "x"},
        {"seen": "1,,2"},
        {"seen": "-1"},
        {"seen": "9" * 19},
        {"seen": "1," * 3000 + "1"},
        {"seen": "\x00"},
    ],
)
def test_a_forged_or_broken_form_changes_nothing(songs, client, change):
    form = {**list_vote_form(client, songs, "Dust"), **change}
    response = client.post(f"/l/{songs.slug}/vote", form)
    assert response.status_code == 303 and response.url.startswith(f"/l/{songs.slug}")
    assert "nothing was changed" in text_at(client, response.url)
    assert not Vote.objects.exists()


def test_a_token_of_another_list_is_refused(songs, client):
    other = create_list(title="Other")
    form = list_vote_form(client, songs, "Dust")
    form["exposure"] = exposure_token(other.pk, [songs.items.get(name="Dust").pk])
    client.post(f"/l/{songs.slug}/vote", form)
    assert not Vote.objects.exists()


def test_a_token_that_does_not_name_the_item_is_refused(songs, client):
    form = list_vote_form(client, songs, "Dust")
    form["exposure"] = exposure_token(songs.pk, [item.pk for item in songs.items.exclude(name="Dust")])
    client.post(f"/l/{songs.slug}/vote", form)
    assert not Vote.objects.exists()


def test_a_refused_vote_goes_back_to_where_it_came_from(songs, client):
    form = {**list_vote_form(client, songs, "Dust"), "exposure": "forged"}
    item = songs.items.get(name="Dust")
    at_item = client.post(f"/l/{songs.slug}/vote", {**form, "back": "item"})
    assert at_item.url == item.get_absolute_url()
    from_a_page = client.post(f"/l/{songs.slug}/vote", {**form, "page": "3"})
    assert from_a_page.url == f"/l/{songs.slug}?page=3"
    with_nonsense = client.post(f"/l/{songs.slug}/vote", {**form, "back": "item", "word": "x"})
    assert with_nonsense.url == f"/l/{songs.slug}"


def test_a_vote_on_an_item_removed_meanwhile_is_refused(songs, client):
    form, item = list_vote_form(client, songs, "Dust"), songs.items.get(name="Dust")
    remove_item(item)
    page = text_at(client, client.post(f"/l/{songs.slug}/vote", form).url)
    assert "“Dust” was taken off this list" in page
    in_place = client.post(f"/l/{songs.slug}/vote", form, headers={"HX-Request": "true"}).content.decode()
    assert "Dust\u2069” was taken off this list" in in_place and "<html" not in in_place
    on_its_page = client.post(f"/l/{songs.slug}/vote", form | {"back": "item"}, headers={"HX-Request": "true"})
    assert on_its_page.url == item.get_absolute_url()  # which says that it is gone
    assert not Vote.objects.exists()


def test_a_vote_that_comes_from_nowhere_is_refused(songs):
    client = Client(enforce_csrf_checks=True)
    response = client.post(f"/l/{songs.slug}/vote", {"item": "1"})
    assert response.status_code == 403
    assert "Nothing was changed" in response.content.decode()


def test_a_visit_is_not_a_vote(songs, client):
    response = client.get(f"/l/{songs.slug}/vote")
    assert response.status_code == 405
    assert "Go back to the page" in response.content.decode()


def test_an_unknown_list_takes_no_votes(client, db):
    assert client.post("/l/nowhere/vote", {}).status_code == 404


def test_htmx_gets_the_rows_and_the_message(songs, client):
    form, headers = list_vote_form(client, songs, "Dust"), {"HX-Request": "true"}
    answer = client.post(f"/l/{songs.slug}/vote", form, headers=headers).content.decode()
    assert "<html" not in answer
    for part in ('id="rows"', 'id="figures"', "It has 1 vote."):
        assert part in answer


def htmx_vote(client, songs, form):
    return client.post(f"/l/{songs.slug}/vote", form, headers={"HX-Request": "true"})


def test_htmx_gets_only_the_row_if_the_order_stays(songs, client):
    for name in ("Bells", "Echo"):
        crowd_for(songs.items.get(name=name), 4)
    bells = songs.items.get(name="Bells")
    response = htmx_vote(client, songs, list_vote_form(client, songs, "Bells"))
    assert response["Ranklore-Row"] == f"item-{bells.pk}"
    answer = response.content.decode()
    assert answer.count('class="row ') == 1 and 'id="rows"' not in answer
    assert f'value="pick:{bells.pk}:0" aria-pressed="true"' in answer
    for part in ('id="figures"', "data-state=", "It now has 5 votes and stays 1st."):
        assert part in answer
    row = answer[answer.index("<li id=") : answer.index("</li>")]
    assert row in client.get(f"/l/{songs.slug}").content.decode()  # it is the row of the page


@pytest.mark.parametrize("change", ["order", "ranks", "old page", "other items"])
def test_htmx_gets_all_rows_if_the_page_is_no_longer_like_that(songs, client, change):
    for name in ("Bells", "Echo"):
        crowd_for(songs.items.get(name=name), 3)
    form = list_vote_form(client, songs, "Bells")
    if change == "order":
        crowd_for(songs.items.get(name="Echo"), 3)
    elif change == "ranks":
        form["ranks"] = str(int(form["ranks"]) - 1)
    elif change == "old page":
        del form["ranks"]
    else:
        remove_item(songs.items.get(name="Alone"))
    response = htmx_vote(client, songs, form)
    assert "Ranklore-Row" not in response and 'id="rows"' in response.content.decode()


def test_a_first_vote_replaces_the_heading_too(songs, client):
    response = htmx_vote(client, songs, list_vote_form(client, songs, "Dust"))
    assert "Too new to rank" in response.content.decode()


def test_the_place_of_a_vote_that_is_not_counted_yet_follows(songs, client, settings):
    crowd_for(songs.items.get(name="Bells"), 3)
    settings.WORKER_FROM = 0
    answer = htmx_vote(client, songs, list_vote_form(client, songs, "Bells")).content.decode()
    assert f'data-hx-get="/l/{songs.slug}"' in answer and 'data-hx-trigger="load delay' in answer
    assert 'aria-pressed="true"' in answer and "Your vote will be counted in a moment." in answer
    bells = songs.items.get(name="Bells")
    form = vote_form_of(client.get(bells.get_absolute_url()).content.decode(), bells)
    on_its_page = htmx_vote(client, songs, form).content.decode()
    assert f'data-hx-get="{bells.get_absolute_url()}"' in on_its_page
    settings.WORKER_FROM = 300
    assert "data-hx-get" not in htmx_vote(client, songs, list_vote_form(client, songs, "Echo")).content.decode()


def test_rows_are_not_made_again_for_each_vote_that_is_not_counted_yet(songs, client, settings, monkeypatch):
    crowd_for(songs.items.get(name="Bells"), 3)
    form = list_vote_form(client, songs, "Bells")
    crowd_for(songs.items.get(name="Bells"), 1)  # the page changes
    settings.WORKER_FROM = 0
    made, make, now = [], shared_rows._make_shared_rows, time.monotonic()
    monkeypatch.setattr(shared_rows, "_make_shared_rows", lambda *given: made.append(1) or make(*given))
    for word in (form["word"], f"{form['word'][:-1]}0"):
        assert 'class="row ' in htmx_vote(client, songs, form | {"word": word}).content.decode()
    assert not made
    monkeypatch.setattr(shared_rows.time, "monotonic", lambda: now + shared_rows.UNCOUNTED_ROW_AGE_MAX + 1)
    assert "Vote for Bells, 4 votes" in htmx_vote(client, songs, form).content.decode()
    assert made


def test_a_refused_vote_is_counted_for_the_limit_and_a_limited_one_is_not_cast(songs, client, settings):
    settings.LIMITS = parse_rate_limits("votes=2/m")
    form = list_vote_form(client, songs, "Dust")
    client.post(f"/l/{songs.slug}/vote", form | {"exposure": "forged"})
    assert client.post(f"/l/{songs.slug}/vote", form).status_code == 303
    limited = client.post(f"/l/{songs.slug}/vote", form | {"word": form["word"][:-1] + "0"})
    assert limited.status_code == 429 and Vote.objects.count() == 1


def test_a_vote_on_the_items_own_page_comes_back_to_it(songs, client):
    form = {**list_vote_form(client, songs, "Dust"), "back": "item"}
    response = client.post(f"/l/{songs.slug}/vote", form)
    assert response.url == songs.items.get(name="Dust").get_absolute_url()
    answer = client.post(f"/l/{songs.slug}/vote", form, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in answer and 'id="item-head"' in answer and 'id="why"' in answer
    assert "You already voted for \u2068Dust\u2069." in answer


@pytest.fixture
def long_list(db):
    return create_list(title="Long", items=[NewItem(f"Item {n}") for n in range(60)])


def test_a_vote_from_a_later_page_leads_to_where_the_item_is_now(long_list, client):
    item = long_list.items.get(name="Item 40")
    response = client.post("/l/long/vote", list_vote_form(client, long_list, "Item 40", page=2))
    assert response.url == f"/l/long#item-{item.pk}"


def test_htmx_stays_on_its_page_and_shows_the_way(long_list, client):
    item = long_list.items.get(name="Item 40")
    form = list_vote_form(client, long_list, "Item 40", page=2)
    answer = client.post("/l/long/vote", form, headers={"HX-Request": "true"}).content.decode()
    assert 'name="page" value="2"' in answer
    notices = answer[answer.index('id="notices"') : answer.index('id="spoken"')]
    assert "It has 1 vote." in notices
    assert f'<a href="/l/long#item-{item.pk}">' in notices


def test_a_name_in_a_message_cannot_bring_markup(client, db):
    evil = create_list(title="Evil", items=[NewItem(f"Item {n}") for n in range(30)] + [NewItem("<img src=x>")])
    form = list_vote_form(client, evil, "<img src=x>", page=2)
    answer = client.post("/l/evil/vote", form, headers={"HX-Request": "true"}).content.decode()
    assert "<img" not in answer


@pytest.mark.parametrize(
    ("kind", "noted", "taken_back"),
    [
        (
            "down",
            "You said that Dust doesn’t belong this high. It is too new to rank: it needs a few more votes.",
            "You no longer say that Dust doesn’t belong this high.",
        ),
        ("know", "You said that you know Dust.", "You no longer say that you know Dust."),
        ("dont_know", "You said that you don’t know Dust.", "You no longer say that you don’t know Dust."),
    ],
)
def test_every_kind_of_vote_is_cast_repeated_and_taken_back(songs, client, kind, noted, taken_back):
    item = songs.items.get(name="Dust")
    form, back = ({**list_vote_form(client, songs, "Dust"), "word": f"{kind}:{item.pk}:{on}"} for on in (1, 0))
    page = text_at(client, client.post(f"/l/{songs.slug}/vote", form).url)
    assert noted in page
    assert page.count("<p>you: ") == 1 and ">Undo<" in page
    assert "You already said that" in text_at(client, client.post(f"/l/{songs.slug}/vote", form).url)
    page = text_at(client, client.post(f"/l/{songs.slug}/vote", back).url)
    assert taken_back in page and "<p>you: " not in page
    assert "You have not said that" in text_at(client, client.post(f"/l/{songs.slug}/vote", back).url)
    assert [vote.kind for vote in Vote.objects.all()] == [kind, kind]


def test_a_down_moves_an_item_and_its_page_shows_the_number(songs, client):
    crowd_for(songs.items.get(name="Bells"), 4)
    crowd_for(songs.items.get(name="Echo"), 4)
    page = text_at(client, client.post(f"/l/{songs.slug}/vote", list_vote_form(client, songs, "Bells", "down")).url)
    assert "You said that Bells doesn’t belong this high. It moved from 1st to 2nd." in page
    page = client.get(songs.items.get(name="Bells").get_absolute_url()).content.decode()
    assert "4 up · 1 down" in page
    assert re.search(r'id="down-\d+"[^>]* aria-pressed="true"', page)
    assert "down</p>" not in client.get(songs.items.get(name="Echo").get_absolute_url()).content.decode()


def test_a_newer_vote_replaces_the_older_one(songs, client):
    client.post(f"/l/{songs.slug}/vote", list_vote_form(client, songs, "Dust"))
    client.post(f"/l/{songs.slug}/vote", list_vote_form(client, songs, "Dust", "dont_know"))
    page = text_at(client, f"/l/{songs.slug}")
    assert "you: don’t know it" in page
    assert re.search(rf'id="vote-{songs.items.get(name="Dust").pk}"[^>]* aria-pressed="false"', page)


def test_a_page_has_no_id_twice_after_any_vote(songs, client):
    for name, kind in (("Dust", "down"), ("Echo", "dont_know"), ("Cold", "know"), ("Bells", "pick")):
        item = songs.items.get(name=name)
        page = client.get(item.get_absolute_url()).content.decode()
        client.post(f"/l/{songs.slug}/vote", vote_form_of(page, item, kind))
        for address in (f"/l/{songs.slug}", item.get_absolute_url()):
            ids = re.findall(r' id="([^"]+)"', client.get(address).content.decode())
            assert len(ids) == len(set(ids))


def test_the_exposure_is_what_came_into_view(songs, client):
    here = {item.name: item.pk for item in songs.items.all()}
    seen = [here["Bells"], here["Alone"], here["Bells"]]
    client.post(f"/l/{songs.slug}/vote", {**list_vote_form(client, songs, "Dust"), "seen": ",".join(map(str, seen))})
    assert Vote.objects.get().shown == [here["Alone"], here["Bells"], here["Dust"]]


def test_items_that_were_not_served_cannot_be_seen(songs, client, ada):
    elsewhere = create_list(title="Other", items=[NewItem("Far")]).items.get()
    form = {**list_vote_form(client, songs, "Dust"), "seen": f"{songs.items.first().pk},{elsewhere.pk}"}
    assert "not on the page" in text_at(client, client.post(f"/l/{songs.slug}/vote", form).url)
    assert not Vote.objects.exists()


def test_the_token_of_a_page_is_valid_for_a_day(songs, client, monkeypatch):
    form, now = list_vote_form(client, songs, "Dust"), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 25 * 3600 + 5)
    assert "more than a day old" in text_at(client, client.post(f"/l/{songs.slug}/vote", form).url)
    assert not Vote.objects.exists()
    monkeypatch.setattr(time, "time", lambda: now + 24 * 3600 - 60)
    client.post(f"/l/{songs.slug}/vote", form)
    assert Vote.objects.count() == 1


def test_a_vote_on_a_long_list_is_counted_in_a_moment(songs, client, settings):
    settings.WORKER_FROM = 5
    page = text_at(client, client.post(f"/l/{songs.slug}/vote", list_vote_form(client, songs, "Dust")).url)
    assert "You voted for Dust. Your vote will be counted in a moment." in page
    page = text_at(client, client.post(f"/l/{songs.slug}/vote", list_vote_form(client, songs, "Cold", "down")).url)
    assert "You said that Cold doesn’t belong this high. Your vote will be counted in a moment." in page
