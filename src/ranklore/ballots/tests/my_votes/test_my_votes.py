"""My votes: voters see, change, retract, export and erase their own votes, and nobody else can."""

import csv
import io
import json
import re

import pytest
from django.test import Client

from ranklore.ballots.actions.personal_ranking import publish_ranking, save_ranking
from ranklore.ballots.actions.votes import answer_matchup, cast_vote
from ranklore.ballots.current_votes import votes_on_items
from ranklore.ballots.models import Board, PublishedRanking, Vote
from ranklore.ballots.recount.evidence import ballot_weight
from ranklore.ballots.recount.incremental import recount_after_item_change
from ranklore.ballots.recount.verify import find_differences
from ranklore.ballots.tests.factories import crowd_for, vote_for
from ranklore.lists.actions.items import remove_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.people.models import Voter

pytestmark = pytest.mark.django_db
Kind, Outcome = Vote.Kind, Vote.Outcome
PAGE = "/me/l/saddest-songs"


@pytest.fixture
def active_voter(songs, here, ben):
    """ben, with a vote of every kind on ada's list."""
    vote_for(ben, here["Dust"])
    cast_vote(voter=ben, item=here["Alone"], kind=Kind.DOWN)
    cast_vote(voter=ben, item=here["Cold"], kind=Kind.KNOW)
    cast_vote(voter=ben, item=here["Echo"], kind=Kind.DONT_KNOW)
    answer_matchup(voter=ben, item=here["Alone"], other=here["Bells"], outcome=Outcome.OTHER)
    answer_matchup(voter=ben, item=here["Cold"], other=here["Bells"], outcome=Outcome.TIE)
    answer_matchup(voter=ben, item=here["Cold"], other=here["Dust"], outcome=Outcome.SKIP)
    save_ranking(voter=ben, ranked_list=songs, item_ids=[here[name].pk for name in ("Dust", "Cold")])
    return ben


@pytest.fixture
def own_client(active_voter, client_of):
    return client_of(active_voter)


def text_of(response):
    """The text of the page, without tags and direction marks."""
    return re.sub(r"[\u2068\u2069]|<[^>]+>", "", response.content.decode())


def revise(client, subject, vote, **more):
    response = client.post(f"{PAGE}/say", {"subject": subject, "vote": vote, "page": "1", **more})
    assert response.status_code == 303
    return re.sub(r"\s+", " ", text_of(client.get(response.url)))


def remove_and_recount(item):
    remove_item(item)
    recount_after_item_change(item)


def pressed(client):
    """The buttons that show the current votes."""
    page = client.get(PAGE).content.decode()
    return set(re.findall(r'id="([\w-]+)" name="vote" value="\w+" aria-pressed="true"', page))


def test_a_new_guest_sees_an_empty_page_with_an_explanation(client):
    page = text_of(client.get("/me"))
    assert "You have not voted on anything yet" in page
    assert "If the cookie is deleted, your votes still count, but you can no longer see, change or erase them." in page
    assert not Voter.objects.exists()


def test_each_list_shows_its_numbers_of_votes(own_client):
    page = re.sub(r"\s+", " ", text_of(own_client.get("/me")))
    assert "You have 8 votes. You have voted on 1 list." in page
    for words in ("your ranking", "1 belongs high", "1 not this high", "3 matchups", "1 known", "1 not known"):
        assert words in page


def test_every_vote_is_shown_with_the_rank_of_its_item(own_client, here):
    crowd_for(here["Dust"], 6)
    dust, alone, bells = (here[name].pk for name in ("Dust", "Alone", "Bells"))
    assert {f"pick-{dust}", f"down-{alone}", f"other-{alone}-{bells}"} < pressed(own_client)
    assert len(pressed(own_client)) == 7
    page = text_of(own_client.get(PAGE))
    assert "now 1st" in page and "2 items" in page and "private" in page


def test_a_vote_on_an_item_is_changed_taken_back_and_put_back(own_client, here, songs, active_voter):
    dust = here["Dust"]
    shown = Vote.objects.get(item=dust, kind=Kind.PICK).shown
    for word, kind, sentence in (
        ("down", "down", "You now say that Dust doesn’t belong this high."),
        ("know", "know", "You now say that you know Dust."),
        ("dont_know", "dont_know", "You now say that you don’t know Dust."),
        ("dont_know", "dont_know", "That is already your vote. Nothing was changed."),
        ("back", None, "You took back your vote on Dust."),
        ("back", None, "That is already your vote."),
        ("pick", "pick", "You now say that Dust belongs high."),
    ):
        assert sentence in revise(own_client, str(dust.pk), word)
        assert votes_on_items(active_voter, [dust.pk]).get(dust.pk) == kind
    assert Vote.objects.filter(item=dust, voter=active_voter).order_by("id").last().shown == shown
    assert find_differences(songs.pk) == []


def test_an_answer_is_changed_taken_back_and_put_back(own_client, here, songs):
    pair = f"{here['Alone'].pk}-{here['Bells'].pk}"
    for word, sentence in (
        ("item", "You now choose Alone over Bells."),
        ("other", "You now choose Bells over Alone."),
        ("tie", "You now say that Alone and Bells are equal."),
        ("skip", "You now skip Alone and Bells."),
        ("back", "You took back your answer about Alone and Bells."),
        ("back", "That is already your vote."),
    ):
        assert sentence in revise(own_client, pair, word)
    assert 'value="skip">Put it back' in own_client.get(PAGE).content.decode()
    assert find_differences(songs.pk) == []


def test_a_ranking_is_taken_back_and_put_back_without_removed_items(own_client, here, songs, active_voter):
    publish_ranking(voter=active_voter, ranked_list=songs)
    assert "published" in text_of(own_client.get(PAGE))
    assert "You took back your ranking." in revise(own_client, "order", "back")
    assert not PublishedRanking.objects.exists()
    assert "That is already your vote." in revise(own_client, "order", "back")
    remove_and_recount(here["Cold"])
    assert "Your ranking counts again. Only you can see it." in revise(own_client, "order", "order")
    assert Vote.objects.order_by("id").last().order == [here["Dust"].pk]
    revise(own_client, "order", "back")
    remove_and_recount(here["Dust"])
    assert "None of the items in that ranking is on this list any more" in revise(own_client, "order", "order")
    assert find_differences(songs.pk) == []


def test_a_vote_on_a_removed_item_can_only_be_taken_back(own_client, here):
    remove_item(here["Dust"])
    page = own_client.get(PAGE).content.decode()
    assert "taken off the list" in page and "One of them was taken off the list" in page
    assert f'id="pick-{here["Dust"].pk}"' not in page
    dust, pair = str(here["Dust"].pk), f"{here['Cold'].pk}-{here['Dust'].pk}"
    assert "was taken off this list" in revise(own_client, dust, "down")
    assert "was taken off this list" in revise(own_client, pair, "tie")
    for about, sentence in ((dust, "You took back your vote on Dust."), (pair, "You took back your answer about")):
        assert f'id="back-{about}" name="vote" value="back"' in own_client.get(PAGE).content.decode()
        assert sentence in revise(own_client, about, "back")
        assert f'id="back-{about}"' not in own_client.get(PAGE).content.decode()
    assert find_differences(here["Dust"].list_id) == []


def test_a_change_leads_back_to_the_vote_on_the_page(own_client, here):
    response = own_client.post(f"{PAGE}/say", {"subject": str(here["Dust"].pk), "vote": "down", "page": "3"})
    assert response.url == f"{PAGE}?page=3#vote-on-{here['Dust'].pk}"


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"subject": "1", "vote": "everything"},
        {"subject": "DUST", "vote": "tie"},
        {"subject": "DUST", "vote": "order"},
        {"subject": "PAIR", "vote": "pick"},
        {"subject": "order", "vote": "down"},
        {"subject": "DUST\x00", "vote": "down"},
        {"subject": "9" * 400, "vote": "down"},
        {"subject": "BELLS", "vote": "pick"},
        {"subject": "DUST", "vote": "down", "page": "-1"},
        {"subject": "DUST", "vote": "down", "page": "9" * 30},
    ],
)
def test_a_forged_or_broken_form_changes_nothing(own_client, here, form):
    names = {"DUST": here["Dust"].pk, "BELLS": here["Bells"].pk, "PAIR": f"{here['Alone'].pk}-{here['Bells'].pk}"}
    for name, number in names.items():
        form = {field: value.replace(name, str(number)) for field, value in form.items()}
    before = Vote.objects.count()
    response = own_client.post(f"{PAGE}/say", form)
    assert response.status_code == 303
    assert "othing was changed" in text_of(own_client.get(response.url))
    assert Vote.objects.count() == before


def test_nobody_sees_or_changes_the_votes_of_another_voter(own_client, here, cy, client_of, active_voter):
    hers, stranger = client_of(cy), Client()
    for client in (hers, stranger):
        assert "You have no vote on that" in revise(client, str(here["Dust"].pk), "down")
        assert "You have no votes on this list" in text_of(client.get(PAGE))
        assert client.get("/me.json").json()["lists"] == []
        client.post("/me/erase")
        client.post(f"{PAGE}/erase")
    assert Vote.objects.filter(voter=active_voter).count() == 8


def test_private_pages_are_never_cached(own_client):
    for address in ("/me", PAGE, "/me.json", "/me.csv", "/me/erase", f"{PAGE}/erase"):
        assert "no-store" in own_client.get(address).headers["Cache-Control"]


def test_a_list_that_is_not_there(own_client):
    for address in ("/me/l/nowhere", "/me/l/nowhere/erase", "/me/l/%00"):
        assert own_client.get(address).status_code == 404
    assert own_client.post("/me/l/nowhere/say").status_code == 404


def cast_many_votes(voter, lists, items):
    for n in range(lists):
        made = create_list(title=f"List {n}", items=[NewItem(f"Item {m}") for m in range(items)])
        everything = list(made.items.order_by("start_place"))
        for item in everything:
            cast_vote(voter=voter, item=item)
        answer_matchup(voter=voter, item=everything[0], other=everything[1], outcome=Outcome.ITEM)
        save_ranking(voter=voter, ranked_list=made, item_ids=[item.pk for item in everything])


def test_the_number_of_queries_does_not_grow(ben, client_of, django_assert_max_num_queries):
    client = client_of(ben)
    cast_many_votes(ben, 2, 3)
    cast_many_votes(ben, 6, 12)
    for address in ("/me", "/me/l/list-0", "/me/l/list-5", "/me.json", "/me.csv"):
        with django_assert_max_num_queries(13):  # one counts what is unread, for the head; one finds incidents
            assert client.get(address).status_code == 200


def test_many_lists_and_votes_are_paginated(ben, client_of, monkeypatch):
    monkeypatch.setattr("ranklore.ballots.queries.my_votes.LISTS_PER_PAGE", 2)
    monkeypatch.setattr("ranklore.ballots.queries.my_votes.VOTES_PER_PAGE", 3)
    cast_many_votes(ben, 3, 4)
    client = client_of(ben)
    assert [n for n in range(3) if f"List {n}" in text_of(client.get("/me"))] == [1, 2]
    assert [n for n in range(3) if f"List {n}" in text_of(client.get("/me?page=2"))] == [0]
    assert "4–6 of 6" in text_of(client.get("/me/l/list-0?page=9"))


def test_my_votes_says_when_a_ballot_is_over_the_limit(own_client, songs, active_voter, settings):
    assert "Your votes on this list count in full." in text_of(own_client.get(PAGE))
    weight = ballot_weight(songs.pk, active_voter)
    assert weight > 3
    settings.VOTER_BUDGET = weight / 2
    assert "each vote counts 50%" in text_of(own_client.get(PAGE))
    assert ballot_weight(songs.pk, Voter()) == 0


def test_the_json_export_has_all_current_votes(own_client, here, songs):
    revise(own_client, str(here["Echo"].pk), "back")
    response = own_client.get("/me.json")
    assert response.headers["Content-Disposition"] == 'attachment; filename="my-votes.json"'
    assert response.json()["format"] == "ranklore-votes"
    (of_list,) = response.json()["lists"]
    assert (of_list["list"], of_list["list_title"]) == (songs.slug, "Saddest songs")
    votes = of_list["votes"]
    assert [vote["kind"] for vote in votes] == ["pick", "down", "know", "matchup", "matchup", "matchup", "order"]
    assert votes[0]["item"] == {"id": here["Dust"].pk, "name": "Dust"} and votes[0]["time"].endswith("+00:00")
    assert (votes[3]["item"]["name"], votes[3]["other"]["name"], votes[3]["outcome"]) == ("Alone", "Bells", "other")
    assert [item["name"] for item in votes[6]["order"]] == ["Dust", "Cold"]


def rows_of(response):
    text = response.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_the_csv_export_has_a_line_for_each_vote_and_each_place(own_client, here):
    rows = rows_of(own_client.get("/me.csv"))
    assert [row["kind"] for row in rows] == ["pick", "down", "know", "dont_know", *["matchup"] * 3, "order", "order"]
    assert [(row["item"], row["place"]) for row in rows[-2:]] == [("Dust", "1"), ("Cold", "2")]
    assert (rows[4]["item"], rows[4]["other"], rows[4]["outcome"]) == ("Alone", "Bells", "other")
    assert rows[0]["item_id"] == str(here["Dust"].pk)


def test_no_cell_of_the_export_is_a_formula(ben, client_of):
    names = ['=HYPERLINK("http://evil.example")', "+1", "-1", "@SUM(A1)", "1+1", 'a,"b"\nc']
    made = create_list(title="=1+1", items=[NewItem(name) for name in names])
    for item in made.items.all():
        cast_vote(voter=ben, item=item)
    save_ranking(voter=ben, ranked_list=made, item_ids=list(made.items.values_list("pk", flat=True)))
    rows = rows_of(client_of(ben).get("/me.csv"))
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert rows[0]["item"] == f"'{names[0]}" and rows[4]["item"] == "1+1"


def test_a_guest_without_votes_gets_empty_files(client):
    assert client.get("/me.json").json() == {"format": "ranklore-votes", "version": 1, "lists": []}
    assert rows_of(client.get("/me.csv")) == []


def test_erasing_is_confirmed_done_and_done_once(own_client, songs, here, active_voter, cy):
    vote_for(cy, here["Dust"])
    publish_ranking(voter=active_voter, ranked_list=songs)
    page = re.sub(r"\s+", " ", text_of(own_client.get("/me/erase")))
    assert (
        "8 votes will be erased. You voted on 1 list." in page and "Your comments and the items you added stay." in page
    )
    assert Vote.objects.filter(voter=active_voter).count() == 8
    response = own_client.post("/me/erase")
    assert response.status_code == 303
    assert "All your votes on 1 list were erased." in text_of(own_client.get(response.url))
    assert not Vote.objects.filter(voter=active_voter).exists() and not PublishedRanking.objects.exists()
    assert find_differences(songs.pk) == []
    assert Board.objects.get(pk=songs.pk).voters == 1
    assert "You have no votes to erase." in text_of(own_client.get(own_client.post("/me/erase").url))
    assert "You have no votes to erase." in text_of(own_client.get("/me/erase"))


def test_erasing_one_list_leaves_the_others(own_client, songs, active_voter):
    cast_many_votes(active_voter, 1, 2)
    assert "Saddest songs" in text_of(own_client.get(f"{PAGE}/erase"))
    assert "were erased" in text_of(own_client.get(own_client.post(f"{PAGE}/erase").url))
    assert set(Vote.objects.filter(voter=active_voter).values_list("list__slug", flat=True)) == {"list-0"}
    assert "You have no votes to erase." in text_of(own_client.get(own_client.post(f"{PAGE}/erase").url))
    assert find_differences(songs.pk) == []


def test_retracted_votes_can_still_be_erased(songs, here, cy, client_of):
    cast_vote(voter=cy, item=here["Dust"])
    cast_vote(voter=cy, item=here["Dust"], on=False)
    hers = client_of(cy)
    assert "all taken back" in text_of(hers.get("/me"))
    assert hers.get("/me.json").json()["lists"] == []
    hers.post("/me/erase")
    assert not Vote.objects.filter(voter=cy).exists()
    assert find_differences(songs.pk) == []


def test_a_form_that_comes_from_nowhere_is_refused(active_voter, client_of):
    client = Client(enforce_csrf_checks=True, headers={"Cookie": ""})
    client.cookies = client_of(active_voter).cookies
    for address in ("/me/erase", f"{PAGE}/erase", f"{PAGE}/say"):
        assert client.post(address).status_code == 403
    assert Vote.objects.filter(voter=active_voter).count() == 8


def test_htmx_gets_the_part_it_asks_for(own_client, here):
    response = own_client.post(f"{PAGE}/say", {"subject": str(here["Dust"].pk), "vote": "down", "page": "1"})
    page = own_client.get(response.url, headers={"HX-Request": "true", "HX-Target": "my-votes"}).content.decode()
    assert page.count('id="votes"') == 1 and page.count('id="my-votes"') == 1


def test_a_name_cannot_bring_markup(ben, client_of):
    made = create_list(title="<b>Evil</b>", items=[NewItem("<img src=x>"), NewItem('"><i>')])
    a, b = made.items.all()
    cast_vote(voter=ben, item=a)
    answer_matchup(voter=ben, item=a, other=b, outcome=Outcome.TIE)
    save_ranking(voter=ben, ranked_list=made, item_ids=[b.pk, a.pk])
    for address in ("/me", f"/me/l/{made.slug}", f"/me/l/{made.slug}/erase"):
        page = client_of(ben).get(address).content.decode()
        assert "<img" not in page and "<i>" not in page and "<b>Evil" not in page


def test_the_export_is_valid_json_with_any_name(ben, client_of):
    made = create_list(title="悪ノ召使 \u2028", items=[NewItem("</script>مرحبا")])
    cast_vote(voter=ben, item=made.items.get())
    text = client_of(ben).get("/me.json").content.decode()
    assert json.loads(text)["lists"][0]["votes"][0]["item"]["name"] == "</script>مرحبا"
