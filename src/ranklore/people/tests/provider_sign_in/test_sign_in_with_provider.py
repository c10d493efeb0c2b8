"""Signing in with a provider, and what its response can and cannot do here."""

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


# --- the first sign-in


def test_sign_in_and_sign_up_offer_the_provider_as_a_plain_form(club, client):
    for path in ("/sign-in", "/sign-up"):
        page = page_text(client.get(path))
        assert f'action="/sign-in/with/{club.provider.key}"' in page and "<bdi>Our Club</bdi>" in page
        assert club.address not in page
    assert club.asked == []


def test_a_new_person_chooses_a_name_and_verifies_the_address_with_our_code(club, client):
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


def test_a_linked_person_signs_in_and_continues_to_the_page_they_wanted(club, mo, client, songs):
    response = finish_provider_sign_in(client, club, next="/l/saddest-songs")
    assert response.url == "/l/saddest-songs" and signed_in_name(client) == "mo"
    assert not mail.outbox


@pytest.mark.parametrize("next", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_provider_sign_in_never_redirects_to_another_site(club, mo, client, next):
    assert finish_provider_sign_in(client, club, next=next).url == "/"


def test_signing_in_with_a_provider_claims_the_guest(club, mo, client_of, ben, songs):
    cast_vote(voter=ben, item=songs.items.get(name="Dust"))
    guest = client_of(ben)
    finish_provider_sign_in(guest, club)
    assert "What you did as a guest is now in your account: 1 vote." in page_text(guest.get("/"))
    assert "Dust" in page_text(guest.get("/me/l/saddest-songs"))


def test_signing_up_with_a_provider_claims_the_guest(club, client_of, ben, songs):
    cast_vote(voter=ben, item=songs.items.get(name="Dust"))
    guest = client_of(ben)
    sign_up_with_provider(guest, club)
    guest.post("/address", {"code": code_in_mail()})
    assert Account.objects.get().voter.pk == ben.pk


def test_a_provider_does_not_replace_the_authenticator_app(club, mo, client):
    shown = totp_code_for(mo)
    assert finish_provider_sign_in(client, club).url == "/sign-in/second"
    assert signed_in_name(client) == ""
    client.post("/sign-in/second", {"code": shown})
    assert signed_in_name(client) == "mo"


def test_somebody_who_signed_in_meanwhile_stays_signed_in(club, mo, client):
    back = visit_provider(start_provider_sign_in(client, club))
    signed_in(account_of("ray"), client)
    assert client.get(back).status_code in (302, 400) and signed_in_name(client) == "ray"


def test_the_same_id_at_two_providers_is_two_people(club, mo, client, settings):
    with run_provider(OpenIdProvider()) as other:
        settings.SIGN_IN_WITH = (club.provider, other.provider)
        assert finish_provider_sign_in(client, other).url == "/sign-up/with"
        assert ProviderLink.objects.get().uid == "mo-17" and signed_in_name(client) == ""
        totp_code_for(mo)
        assert (
            finish_provider_sign_in(client, club).url == "/sign-in/second"
            and client.get("/sign-in/second").status_code == 200
        )


def test_a_closed_account_cannot_sign_in_with_a_provider(club, mo, client):
    Account.objects.update(is_active=False)
    assert finish_provider_sign_in(client, club).url == "/closed" and signed_in_name(client) == ""


# --- addresses from a provider prove nothing


@pytest.mark.parametrize("is_verified", [True, False, "true"])
def test_the_address_of_an_account_does_not_sign_in_to_it(club, client, is_verified):
    account_of("mo", None)
    club.person["email_verified"] = is_verified
    response = sign_up_with_provider(client, club, name="ray")
    assert response.url == "/address" and signed_in_name(client) == ""
    assert "You already have an account" in mail.outbox[0].subject
    assert client.post("/address", {"code": "0000-0000"}).status_code == 422
    assert not ProviderLink.objects.exists()


def test_known_and_unknown_addresses_get_the_same_responses(club):
    account_of("mo")
    answers = []
    for address in ("mo@example.org", "new@example.org"):
        client = Client()
        response = sign_up_with_provider(client, club, email=address, name="ray")
        page = page_text(client.get("/address")).replace(address, "…")
        answers.append((response.status_code, response.url, re.sub(r'value="\w{64}"', "", page)))
    assert answers[0] == answers[1]


def test_the_owner_of_an_account_signs_in_as_usual_and_links_the_provider(club, client):
    account_of("mo")
    sign_up_with_provider(client, club, name="ray")
    client.post("/sign-out")
    signed_in(Account.objects.get(), client)
    assert not ProviderLink.objects.exists()
    assert finish_provider_sign_in(client, club, f"/account/links/add/{club.provider.key}").url == "/account"
    assert ProviderLink.objects.get().account.name == "mo"


def test_an_address_that_the_provider_did_not_verify_is_not_filled_in(club, client):
    for said in (False, "false", "true", 1, None):
        club.person["email_verified"] = said
        finish_provider_sign_in(client, club)
        assert "mo@example.org" not in page_text(client.get("/sign-up/with"))


def test_a_name_that_is_invalid_here_is_not_filled_in(club, client):
    account_of("ray")
    for name in ("admin", "x", "<b>", "m\u202eo", "ray", 7, None, ["mo"]):
        club.person["preferred_username"] = name
        assert finish_provider_sign_in(client, club).url == "/sign-up/with"
        assert 'name="name" value' not in page_text(client.get("/sign-up/with"))


def test_two_sign_ups_with_one_provider_account_do_not_share_an_account(club):
    first, second = Client(), Client()
    sign_up_with_provider(first, club, name="ray", email="ray@example.org")
    code = code_in_mail()
    sign_up_with_provider(second, club, name="sam", email="sam@example.org")
    second.post("/address", {"code": code_in_mail()})
    first.post("/address", {"code": code})
    assert (signed_in_name(first), signed_in_name(second)) == ("ray", "sam")
    assert ProviderLink.objects.get().account.name == "sam"


def test_the_provider_sign_up_page_needs_a_pending_sign_up(club, client):
    for method in (client.get, client.post):
        assert method("/sign-up/with").url == "/sign-up"


# --- GitHub has its own protocol


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
