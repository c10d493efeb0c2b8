"""The signed cookie of a guest."""

import uuid
from urllib.parse import urlencode

import pytest
from django.core import signing
from django.test import Client

from ranklore.ballots.exposure import exposure_token
from ranklore.ballots.models import Vote
from ranklore.people.access import GUEST_COOKIE, get_voter
from ranklore.people.actions.voters import save_voter
from ranklore.people.models import Account, Voter

pytestmark = pytest.mark.django_db


VOTE = "/l/saddest-songs/vote"


def vote_of(songs):
    item = songs.items.get(name="Dust")
    return {"exposure": exposure_token(songs.pk, [item.pk]), "word": f"pick:{item.pk}:1"}


@pytest.mark.parametrize(
    "path", ["/", "/l/saddest-songs", "/l/saddest-songs/compare", "/new", "/me", "/sign-in", "/about"]
)
def test_reading_sets_no_cookie(songs, path):
    assert not Client().get(path).cookies


def test_the_first_form_is_sent_again_with_a_key(songs):
    browser = Client()
    response = browser.generic("POST", VOTE, urlencode(vote_of(songs)), "application/x-www-form-urlencoded")
    cookie = response.cookies[GUEST_COOKIE]
    assert (response.status_code, response.url) == (307, f"{VOTE}?first=1")
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert not Vote.objects.exists() and Voter.objects.count() == 1  # ada, who owns the list
    again = browser.generic("POST", response.url, urlencode(vote_of(songs)), "application/x-www-form-urlencoded")
    assert again.status_code == 303
    assert Vote.objects.count() == 1 and Voter.objects.count() == 2


def test_of_two_first_clicks_only_the_answered_one_counts(songs):
    """A browser without a script sends both forms, and follows only the answer to the second."""
    browser, lost = Client(), Client()
    lost.generic("POST", VOTE, urlencode(vote_of(songs)), "application/x-www-form-urlencoded")
    assert browser.post(VOTE, vote_of(songs)).status_code == 303
    assert Vote.objects.count() == 1 and Voter.objects.count() == 2


def test_a_browser_that_keeps_no_cookie_is_told_so_and_gets_its_text_back(songs):
    response = Client().post("/l/saddest-songs/add?first=1", {"name": "A <b>name</b>"})
    page = response.content.decode()
    assert response.status_code == 403
    assert "Your browser does not keep cookies" in page and "A &lt;b&gt;name&lt;/b&gt;" in page


def test_a_query_is_kept_when_the_form_is_sent_again(songs):
    response = Client().generic("POST", "/l/saddest-songs/mine/add?q=a%20b&page=2", "", "text/plain")
    assert response.url == "/l/saddest-songs/mine/add?q=a%20b&page=2&first=1"


def test_the_cookie_stays_the_same_and_is_renewed_by_a_form(songs):
    client = Client()
    client.post("/guest")
    key = client.cookies[GUEST_COOKIE].value
    assert GUEST_COOKIE not in client.get("/l/saddest-songs").cookies
    assert client.post("/guest").status_code == 204
    assert signed_key(client.cookies[GUEST_COOKIE].value) == signed_key(key)


@pytest.mark.parametrize("forged", ["", "x", "a:b:c", "InRlc3Qi:1abc:xyz"])
def test_a_forged_cookie_is_a_new_guest(songs, forged):
    client = Client()
    client.cookies[GUEST_COOKIE] = forged
    assert client.post("/guest").status_code == 204
    assert signed_key(client.cookies[GUEST_COOKIE].value)


def test_a_cookie_signed_for_another_purpose_is_a_new_guest(songs):
    client = Client()
    client.cookies[GUEST_COOKIE] = signing.dumps(["not", "a", "key"], salt="ranklore.people.voter")
    client.post("/guest")
    assert isinstance(signed_key(client.cookies[GUEST_COOKIE].value), str)


def signed_key(cookie):
    return signing.loads(cookie, salt="ranklore.people.voter")


def test_two_first_writes_create_one_voter():
    key = uuid.uuid4()
    first, second = save_voter(Voter(key=key)), save_voter(Voter(key=key), name="mo")
    assert first.pk == second.pk
    assert Voter.objects.get().name == "mo"


def test_a_request_has_one_voter(rf, ben):
    request = rf.get("/")
    assert get_voter(request) is get_voter(request)


def test_an_account_made_without_a_voter_gets_one_with_its_first_write(rf):
    request = rf.get("/")
    request.user = Account.objects.create(email="mo@example.org", name="mo")
    voter = get_voter(request)
    assert voter.pk is None
    saved = save_voter(voter, name="somebody else")
    assert (saved.account, saved.name) == (request.user, "mo")
    assert save_voter(saved, name="somebody else").name == "mo"


def test_a_blank_name_keeps_the_last_one(ada):
    assert save_voter(ada, name="").name == "ada"
