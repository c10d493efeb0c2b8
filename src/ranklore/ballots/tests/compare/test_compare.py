"""The Compare page: a matchup, an answer, its effect, and the next matchup."""

import re
import time
import uuid
from itertools import combinations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ranklore.ballots.actions.personal_ranking import save_ranking
from ranklore.ballots.actions.votes import answer_matchup, cast_vote
from ranklore.ballots.models import Vote
from ranklore.ballots.queries.compare import pair_selection
from ranklore.ballots.queries.compare.matchups import matchup_state_of, matchup_token
from ranklore.ballots.tests.factories import crowd_for
from ranklore.lists.actions.items import remove_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.people.models import Voter
from ranklore.ranking import NotConverged

pytestmark = pytest.mark.django_db

Kind, Outcome = Vote.Kind, Vote.Outcome


def page_of(client, songs, query=""):
    """The Compare page, without the marks that isolate a name's direction."""
    return re.sub("[\u2068\u2069]", "", client.get(f"/l/{songs.slug}/compare{query}").content.decode())


def asked_on(page):
    """The token and the two names of the matchup on a page."""
    names = re.findall(r"side-name[^>]*><bdi>([^<]*)<", page)
    return re.search(r'class="vote-form pair".*?name="pair" value="([^"]+)"', page, re.S)[1], *names


def reply(client, songs, token, what):
    response = client.post(f"/l/{songs.slug}/compare/reply", {"pair": token, "reply": what})
    assert response.status_code == 303 and response.url.startswith(f"/l/{songs.slug}/compare")
    return page_of(client, songs, response.url.partition("compare")[2])


def token_for(voter, songs, *names):
    return matchup_token(voter, songs.pk, *(songs.items.get(name=name).pk for name in names))


def ids_of(songs, *names):
    return [songs.items.get(name=name).pk for name in names]


@pytest.fixture
def ranked(songs):
    """Bells, Cold and Dust are ranked; Alone and Echo are too new to rank."""
    for name, votes in (("Bells", 6), ("Cold", 5), ("Dust", 4)):
        crowd_for(songs.items.get(name=name), votes)
    return songs


def test_a_guest_answers_a_pair_and_gets_another_one(ranked, client):
    token, first, second = asked_on(page_of(client, ranked))
    page = reply(client, ranked, token, "second")
    assert f"You chose {second} over {first}." in page and f"Your last answer: You chose {second} over {first}." in page
    assert {*asked_on(page)[1:]} != {first, second}
    vote = Vote.objects.latest("id")
    assert vote.kind == Kind.MATCHUP and vote.shown == ids_of(ranked, first, second)
    winner = vote.item if vote.outcome == Outcome.ITEM else vote.other
    assert winner.name == second


def test_the_page_asks_in_the_lists_own_words_and_says_where_the_items_stand(ranked, client):
    page = page_of(client, ranked)
    assert "Which belongs higher?" in page and "Which one hurts?" in page and "Mika" in page
    assert len(re.findall(r'side-place">(?:1st|2nd|3rd|too new to rank)<', page)) == 2


def test_an_answer_says_which_items_moved(songs, client_of, ben):
    for name in ("Bells", "Echo"):
        crowd_for(songs.items.get(name=name), 4)
    page = reply(client_of(ben), songs, token_for(ben, songs, "Bells", "Echo"), "second")
    assert "Echo moved from 2nd to 1st." in page and "Bells moved from 1st to 2nd." in page


@pytest.mark.parametrize(
    ("what", "outcome", "unknown", "words"),
    [
        ("first", "item", [], "You chose Bells over Cold."),
        ("second", "other", [], "You chose Cold over Bells."),
        ("tie", "tie", [], "You said that Bells and Cold are equal."),
        ("skip", "skip", [], "You skipped Bells and Cold."),
        ("not_first", "skip", ["Bells"], "You said that you don’t know Bells."),
        ("not_second", "skip", ["Cold"], "You said that you don’t know Cold."),
        ("neither", "skip", ["Bells", "Cold"], "You said that you don’t know Bells or Cold."),
    ],
)
def test_every_answer_is_recorded_once_and_can_be_undone(ranked, client_of, ben, what, outcome, unknown, words):
    client, token = client_of(ben), token_for(ben, ranked, "Bells", "Cold")
    page = reply(client, ranked, token, what)
    assert words in page and 'value="undo"' in page
    state = matchup_state_of(ben, ranked.pk)
    assert [*state.ballot.matchups.values()] == [outcome]
    assert state.unknown == {*ids_of(ranked, *unknown)}
    votes = Vote.objects.count()
    assert "You already gave this answer. Nothing was changed." in reply(client, ranked, token, what)
    assert Vote.objects.count() == votes
    page = reply(client, ranked, token, "undo")
    assert "You took back your answer about Bells and Cold." in page
    assert asked_on(page)[1:] == ("Bells", "Cold")
    assert 'value="undo"' not in page
    state = matchup_state_of(ben, ranked.pk)
    assert not state.ballot.matchups and not state.unknown
    assert "You already took back this answer. Nothing was changed." in reply(client, ranked, token, "undo")


def test_undo_restores_the_previous_vote_on_an_item(ranked, client_of, ben):
    bells = ranked.items.get(name="Bells")
    shown = ids_of(ranked, "Alone", "Bells")
    cast_vote(voter=ben, item=bells, shown=shown)
    client, token = client_of(ben), token_for(ben, ranked, "Bells", "Cold")
    reply(client, ranked, token, "not_first")
    reply(client, ranked, token, "undo")
    assert matchup_state_of(ben, ranked.pk).ballot.item_votes == {bells.pk: (Kind.PICK, tuple(shown))}


def test_undoing_a_skip_keeps_other_votes_on_the_item(ranked, client_of, ben):
    bells = ranked.items.get(name="Bells")
    client, token = client_of(ben), token_for(ben, ranked, "Bells", "Cold")
    reply(client, ranked, token, "skip")
    cast_vote(voter=ben, item=bells, kind=Kind.DONT_KNOW, shown=[bells.pk])
    reply(client, ranked, token, "undo")
    assert matchup_state_of(ben, ranked.pk).unknown == {bells.pk}


@pytest.mark.parametrize("what", ["first", "second", "tie", "skip"])
def test_no_pair_is_asked_twice_and_the_last_page_links_onwards(ranked, client, what):
    asked = set()
    page = page_of(client, ranked)
    while "Nothing left to ask" not in page:
        token, *names = asked_on(page)
        asked.add(frozenset(names))
        assert len(asked) <= 10
        page = reply(client, ranked, token, what)
    assert len(asked) == 10 == Vote.objects.filter(kind=Kind.MATCHUP).count()
    assert f'href="/l/{ranked.slug}"' in page and "Add an item" in page


def test_unknown_items_are_not_asked_about(ranked, client):
    page = page_of(client, ranked)
    token, first, _ = asked_on(page)
    page = reply(client, ranked, token, "not_first")
    while "Nothing left to ask" not in page:
        token, *names = asked_on(page)
        assert first not in names
        page = reply(client, ranked, token, "skip")


def test_a_retracted_pair_is_not_asked_again_unrequested(ranked, client_of, ben):
    client = client_of(ben)
    token, *names = asked_on(page_of(client, ranked))
    reply(client, ranked, token, "first")
    reply(client, ranked, token, "undo")
    assert {*asked_on(page_of(client, ranked))[1:]} != {*names}


def test_votes_show_which_items_a_voter_knows(ranked, ben):
    here = {item.name: item for item in ranked.items.all()}
    for name, kind in (("Alone", Kind.PICK), ("Bells", Kind.DOWN), ("Cold", Kind.KNOW), ("Dust", Kind.DONT_KNOW)):
        cast_vote(voter=ben, item=here[name], kind=kind)
    state = matchup_state_of(ben, ranked.pk)
    assert state.known == {here[name].pk for name in ("Alone", "Bells", "Cold")}
    assert state.unknown == {here["Dust"].pk}
    answer_matchup(voter=ben, item=here["Dust"], other=here["Echo"], outcome=Outcome.SKIP)
    assert here["Echo"].pk not in matchup_state_of(ben, ranked.pk).known
    answer_matchup(voter=ben, item=here["Dust"], other=here["Echo"], outcome=Outcome.TIE)
    assert here["Echo"].pk in matchup_state_of(ben, ranked.pk).known
    answer_matchup(voter=ben, item=here["Dust"], other=here["Echo"], outcome=None)
    save_ranking(voter=ben, ranked_list=ranked, item_ids=[here["Echo"].pk])
    state = matchup_state_of(ben, ranked.pk)
    assert here["Echo"].pk in state.known
    assert state.asked == ((here["Dust"].pk, here["Echo"].pk),) and state.last is None


def test_different_voters_are_asked_different_pairs(db, client_of):
    many = create_list(title="Many", items=[NewItem(f"Item {n}") for n in range(30)])
    voters = [Voter.objects.create(key=uuid.UUID(int=n)) for n in range(8)]
    pairs = {asked_on(page_of(client_of(voter), many))[1:] for voter in voters}
    assert len(pairs) > 2


def test_the_next_pair_has_neither_item_of_the_one_before(db, client):
    many = create_list(title="Many", items=[NewItem(f"Item {n}") for n in range(30)])
    before, page = set(), page_of(client, many)
    for _ in range(5):
        token, *names = asked_on(page)
        assert not before & {*names}
        before, page = {*names}, reply(client, many, token, "first")


@pytest.mark.parametrize("names", [[], ["Alone"]])
def test_a_list_with_fewer_than_two_items_has_nothing_to_compare(db, client, names):
    small = create_list(title="Small", items=[NewItem(name) for name in names])
    page = page_of(client, small)
    assert "Nothing left to ask" in page and "takes two items" in page


def test_three_items_make_three_pairs(db, client):
    small = create_list(title="Small", items=[NewItem(name) for name in "ABC"])
    page, asked = page_of(client, small), set()
    for _ in combinations("ABC", 2):
        token, *names = asked_on(page)
        asked.add(frozenset(names))
        page = reply(client, small, token, "first")
    assert len(asked) == 3
    assert "Nothing left to ask" in page and "You have answered the most useful questions." in page


@pytest.mark.parametrize(
    "change",
    [
        {"pair": "forged"},
        {"pair": ""},
        {"pair": "x" * 3000},
        {"pair": "\x00"},
        {"reply": "love"},
        {"reply": ""},
        {"reply": "\x00"},
    ],
)
def test_a_forged_or_broken_reply_changes_nothing(songs, client_of, ben, change):
    form = {"pair": token_for(ben, songs, "Bells", "Cold"), "reply": "first", **change}
    client = client_of(ben)
    response = client.post(f"/l/{songs.slug}/compare/reply", form)
    assert response.status_code == 303 and response.url == f"/l/{songs.slug}/compare"
    assert "nothing was changed" in page_of(client, songs)
    assert not Vote.objects.exists()


def test_only_the_voter_who_was_asked_can_answer_and_only_on_that_list(songs, client_of, ben, cy):
    other = create_list(title="Other", items=[NewItem("Far"), NewItem("Near")])
    not_cys = token_for(ben, songs, "Bells", "Cold")
    elsewhere = matchup_token(cy, other.pk, *ids_of(other, "Far", "Near"))
    for token in (not_cys, elsewhere):
        assert "You were not asked about that pair" in reply(client_of(cy), songs, token, "first")
    assert not Vote.objects.exists()


def test_a_matchup_can_be_answered_for_a_day(songs, client_of, ben, monkeypatch):
    client, token, now = client_of(ben), token_for(ben, songs, "Bells", "Cold"), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 24 * 3600 + 5)
    assert "more than a day old" in reply(client, songs, token, "first")
    assert not Vote.objects.exists()


@pytest.mark.parametrize("what", ["first", "tie", "skip", "not_first", "not_second", "neither"])
def test_a_removed_item_gives_an_error_and_the_next_pair(ranked, client_of, ben, what):
    client, token = client_of(ben), token_for(ben, ranked, "Alone", "Cold")
    remove_item(ranked.items.get(name="Alone"))
    page = reply(client, ranked, token, what)
    assert "“Alone” was taken off this list" in page
    assert "Alone" not in asked_on(page)[1:]
    assert not Vote.objects.filter(voter=ben).exists()


def test_an_answer_about_a_removed_item_cannot_be_undone(ranked, client_of, ben):
    client = client_of(ben)
    reply(client, ranked, token_for(ben, ranked, "Alone", "Cold"), "first")
    remove_item(ranked.items.get(name="Alone"))
    assert 'value="undo"' not in page_of(client, ranked)


@pytest.mark.parametrize("pair", ["", "forged", "\x00", "x" * 5000])
def test_an_address_can_ask_only_for_a_retracted_pair(ranked, client_of, ben, pair):
    response = client_of(ben).get(f"/l/{ranked.slug}/compare", {"pair": pair})
    assert response.status_code == 200
    assert asked_on(response.content.decode())
    never_asked = token_for(ben, ranked, "Alone", "Echo")
    ask = asked_on(page_of(client_of(ben), ranked))
    assert asked_on(page_of(client_of(ben), ranked, f"?pair={never_asked}"))[1:] == ask[1:]


def test_htmx_gets_only_the_pair_and_the_message(ranked, client_of, ben):
    client = client_of(ben)
    form = {"pair": token_for(ben, ranked, "Bells", "Cold"), "reply": "first"}
    response = client.post(f"/l/{ranked.slug}/compare/reply", form, headers={"HX-Request": "true"})
    page = client.get(response.url, headers={"HX-Request": "true", "HX-Target": "compare"}).content.decode()
    assert "<html" not in page and page.count('id="compare"') == 1
    assert page.count("You chose ") == 2  # in the page and in the live region
    assert "You chose " in page[page.index('id="spoken"') :]


def test_the_page_takes_the_same_queries_for_many_items_and_answers(db, ben, client_of):
    def queries(n_items, n_answers):
        many = create_list(title=f"List of {n_items}", items=[NewItem(f"Item {n}") for n in range(n_items)])
        items = list(many.items.all())
        for other in items[1 : n_answers + 1]:
            answer_matchup(voter=ben, item=items[0], other=other, outcome=Outcome.ITEM)
        page_of(client_of(ben), many)
        with CaptureQueriesContext(connection) as made:
            page_of(client_of(ben), many)
        return len(made)

    assert queries(5, 1) == queries(60, 20)


def test_a_list_that_cannot_be_ranked_asks_nothing(songs, client, monkeypatch):
    def no_answer(board):
        raise NotConverged("no answer")

    monkeypatch.setattr(pair_selection, "fit_board", no_answer)
    assert "Nothing left to ask" in page_of(client, songs)


def test_a_name_cannot_bring_markup(db, client):
    evil = create_list(title="Evil", items=[NewItem("<img src=x>"), NewItem("<script>1")])
    page = page_of(client, evil)
    page = reply(client, evil, asked_on(page)[0], "first")
    assert "<img" not in page and "<script>1" not in page


def test_answers_need_a_post_and_an_existing_list(songs, client):
    assert client.get(f"/l/{songs.slug}/compare/reply").status_code == 405
    assert client.post("/l/nowhere/compare/reply", {}).status_code == 404
    assert client.get("/l/nowhere/compare").status_code == 404
    assert client.post(f"/l/{songs.slug}/compare", {}).status_code == 405
