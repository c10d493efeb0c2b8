"""The signed cookie of a guest."""

import uuid

import pytest
from django.core import signing
from django.test import Client

from ranklore.people.access import GUEST_COOKIE, get_voter
from ranklore.people.actions.voters import save_voter
from ranklore.people.models import Account, Voter

pytestmark = pytest.mark.django_db


def test_a_page_with_a_form_sets_a_cookie_but_creates_no_voter(songs):
    client = Client()
    response = client.get("/l/saddest-songs")
    cookie = response.cookies[GUEST_COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert Voter.objects.count() == 1  # ada, who owns the list


def test_a_page_without_a_form_sets_no_cookie():
    assert not Client().get("/about").cookies


def test_the_cookie_stays_the_same_from_page_to_page(songs):
    client = Client()
    client.get("/l/saddest-songs")
    assert GUEST_COOKIE not in client.get("/l/saddest-songs").cookies


@pytest.mark.parametrize("forged", ["", "x", "a:b:c", "InRlc3Qi:1abc:xyz"])
def test_a_forged_cookie_is_a_new_guest(songs, forged):
    client = Client()
    client.cookies[GUEST_COOKIE] = forged
    assert GUEST_COOKIE in client.get("/l/saddest-songs").cookies


def test_a_cookie_signed_for_another_purpose_is_a_new_guest(songs):
    client = Client()
    client.cookies[GUEST_COOKIE] = signing.dumps(["not", "a", "key"], salt="ranklore.people.voter")
    assert GUEST_COOKIE in client.get("/l/saddest-songs").cookies


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
