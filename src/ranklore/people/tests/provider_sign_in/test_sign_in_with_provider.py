"""Signing in by the word of another site: what its word is worth here, and what it is not."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from django.test import Client

from ranklore.ballots.actions.votes import cast_vote
from ranklore.people.models import Account, ProviderLink
from ranklore.people.sign_in.providers.clients import GitHubClient
from ranklore.people.sign_in.providers.config import parse_providers
from ranklore.people.tests.accounts import account_of, code_in_mail, page_text, signed_in, totp_code_for
from ranklore.people.tests.openid_provider import OpenIdProvider, redirect_address_in, run_provider, visit_provider
from ranklore.people.tests.provider_sign_in.provider_steps import (
    finish_provider_sign_in,
    sign_up_with_provider,
    signed_in_name,
    start_provider_sign_in,
)

pytestmark = pytest.mark.django_db


# --- coming for the first time


def test_sign_in_and_sign_up_offer_it_by_a_plain_form(club, client):
    for path in ("/sign-in", "/sign-up"):
        page = page_text(client.get(path))
        assert f'action="/sign-in/with/{club.provider.key}"' in page and "<bdi>Our Club</bdi>" in page
        assert club.address not in page
    assert club.asked == []


def test_somebody_new_chooses_a_name_and_proves_the_address_by_our_own_code(club, client):
    assert finish_provider_sign_in(client, club).url == "/sign-up/with"
    page = page_text(client.get("/sign-up/with"))
    assert 'value="mo@example.org"' in page and 'value="mo"' in page and "Our Club" in page
    assert client.post("/sign-up/with", {"email": "mo@example.org", "name": "moritz"}).url == "/address"
    assert not ProviderLink.objects.exists() and signed_in_name(client) == ""
    client.post("/address", {"code": code_in_mail()})
    assert signed_in_name(client) == "moritz"
    link = ProviderLink.objects.get()
    assert (link.account.email, link.provider, link.uid) == ("mo@example.org", club.provider.key, "mo-17")
    assert not link.account.has_usable_password()


def test_who_is_linked_signs_in_and_goes_on_where_they_were_going(club, mo, client, songs):
    response = finish_provider_sign_in(client, club, next="/l/saddest-songs")
    assert response.url == "/l/saddest-songs" and signed_in_name(client) == "mo"
    assert not mail.outbox


@pytest.mark.parametrize("next", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_on_to_another_site(club, mo, client, next):
    assert finish_provider_sign_in(client, club, next=next).url == "/"


def test_what_a_guest_did_is_claimed(club, mo, client_of, ben, songs):
    cast_vote(voter=ben, item=songs.items.get(name="Dust"))
    guest = client_of(ben)
    finish_provider_sign_in(guest, club)
    assert "What you did as a guest is now in your account: 1 vote." in page_text(guest.get("/"))
    assert "Dust" in page_text(guest.get("/me/l/saddest-songs"))


def test_what_a_guest_did_is_claimed_at_the_end_of_a_sign_up(club, client_of, ben, songs):
    cast_vote(voter=ben, item=songs.items.get(name="Dust"))
    guest = client_of(ben)
    sign_up_with_provider(guest, club)
    guest.post("/address", {"code": code_in_mail()})
    assert Account.objects.get().voter.pk == ben.pk


def test_an_authenticator_app_is_asked_for_all_the_same(club, mo, client):
    shown = totp_code_for(mo)
    assert finish_provider_sign_in(client, club).url == "/sign-in/second"
    assert signed_in_name(client) == ""
    client.post("/sign-in/second", {"code": shown})
    assert signed_in_name(client) == "mo"


def test_whoever_came_in_meanwhile_stays_who_they_are(club, mo, client):
    back = visit_provider(start_provider_sign_in(client, club))
    signed_in(account_of("ray"), client)
    assert client.get(back).status_code in (302, 400) and signed_in_name(client) == "ray"


def test_two_sites_that_call_us_by_one_id_are_two(club, mo, client, settings):
    with run_provider(OpenIdProvider()) as other:
        settings.SIGN_IN_WITH = (club.provider, other.provider)
        assert finish_provider_sign_in(client, other).url == "/sign-up/with"
        assert ProviderLink.objects.get().uid == "mo-17" and signed_in_name(client) == ""
        totp_code_for(mo)
        assert (
            finish_provider_sign_in(client, club).url == "/sign-in/second"
            and client.get("/sign-in/second").status_code == 200
        )


def test_a_closed_account_does_not_come_in(club, mo, client):
    Account.objects.update(is_active=False)
    assert finish_provider_sign_in(client, club).url == "/closed" and signed_in_name(client) == ""


# --- addresses: the word of another site proves nothing


@pytest.mark.parametrize("is_verified", [True, False, "true"])
def test_an_address_of_somebody_s_account_does_not_sign_in_to_it(club, client, is_verified):
    account_of("mo", None)
    club.person["email_verified"] = is_verified
    response = sign_up_with_provider(client, club, name="ray")
    assert response.url == "/address" and signed_in_name(client) == ""
    assert "You have an account already" in mail.outbox[0].subject
    assert client.post("/address", {"code": "0000-0000"}).status_code == 422
    assert not ProviderLink.objects.exists()


def test_known_and_unknown_addresses_get_the_same_answers(club):
    account_of("mo")
    answers = []
    for address in ("mo@example.org", "new@example.org"):
        client = Client()
        response = sign_up_with_provider(client, club, email=address, name="ray")
        page = page_text(client.get("/address")).replace(address, "…")
        answers.append((response.status_code, response.url, re.sub(r'value="\w{64}"', "", page)))
    assert answers[0] == answers[1]


def test_the_owner_signs_in_their_own_way_and_links_it_then(club, client):
    account_of("mo")
    sign_up_with_provider(client, club, name="ray")
    client.post("/sign-out")
    signed_in(Account.objects.get(), client)
    assert not ProviderLink.objects.exists()
    assert finish_provider_sign_in(client, club, f"/account/links/add/{club.provider.key}").url == "/account"
    assert ProviderLink.objects.get().account.name == "mo"


def test_an_address_that_is_not_verified_there_is_not_even_proposed(club, client):
    for said in (False, "false", "true", 1, None):
        club.person["email_verified"] = said
        finish_provider_sign_in(client, club)
        assert "mo@example.org" not in page_text(client.get("/sign-up/with"))


def test_a_name_that_cannot_be_one_here_is_not_proposed(club, client):
    account_of("ray")
    for name in ("admin", "x", "<b>", "m\u202eo", "ray", 7, None, ["mo"]):
        club.person["preferred_username"] = name
        assert finish_provider_sign_in(client, club).url == "/sign-up/with"
        assert 'name="name" value' not in page_text(client.get("/sign-up/with"))


def test_two_who_come_with_one_account_there_do_not_share_one_here(club):
    first, second = Client(), Client()
    sign_up_with_provider(first, club, name="ray", email="ray@example.org")
    code = code_in_mail()
    sign_up_with_provider(second, club, name="sam", email="sam@example.org")
    second.post("/address", {"code": code_in_mail()})
    first.post("/address", {"code": code})
    assert (signed_in_name(first), signed_in_name(second)) == ("ray", "sam")
    assert ProviderLink.objects.get().account.name == "sam"


def test_the_page_of_a_new_person_is_there_only_for_who_comes_from_there(club, client):
    for method in (client.get, client.post):
        assert method("/sign-up/with").url == "/sign-up"


# --- what goes wrong


# --- one's account


# --- GitHub speaks a protocol of its own


def test_github_signs_in_too(settings, client, monkeypatch):
    with run_provider(OpenIdProvider()) as site:
        settings.SIGN_IN_WITH = parse_providers("github ID SECRET")
        for name in ("access_token_url", "authorize_url", "profile_url", "emails_url"):
            monkeypatch.setattr(GitHubClient, name, f"{site.address}/{name}")
        site.broken = {
            "/access_token_url": {"access_token": "x"},
            "/profile_url": {"id": 17, "login": "mo"},
            "/emails_url": [{"email": "mo@example.org", "primary": True, "verified": True}],
        }
        asked = parse_qs(urlsplit(redirect_address_in(client.post("/sign-in/with/github"))).query)
        assert asked["scope"] == ["user:email"] and asked["code_challenge_method"] == ["S256"]
        client.get("/sign-in/with/github/back", {"code": "x", "state": asked["state"][0]})
        page = page_text(client.get("/sign-up/with"))
        assert 'value="mo@example.org"' in page and 'value="mo"' in page and "GitHub" in page
        client.post("/sign-up/with", {"email": "mo@example.org", "name": "mo"})
        client.post("/address", {"code": code_in_mail()})
        assert signed_in_name(client) == "mo" and ProviderLink.objects.get().uid == "17"


# --- off
