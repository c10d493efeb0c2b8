from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from ranklore.people.models import ProviderLink
from ranklore.people.sign_in.providers.config import parse_providers
from ranklore.people.tests.accounts import page_text
from ranklore.people.tests.openid_provider import key_pair, visit_provider
from ranklore.people.tests.provider_sign_in.provider_steps import (
    finish_provider_sign_in,
    is_unchanged,
    signed_in_name,
    start_provider_sign_in,
)

pytestmark = pytest.mark.django_db


def test_cancelling_at_the_provider_returns_to_the_sign_in_page(club, client):
    club.cancels = True
    response = finish_provider_sign_in(client, club)
    assert response.url == "/sign-in"
    assert "You did not continue with" in page_text(client.get("/sign-in")) and is_unchanged(client)


@pytest.mark.parametrize("query", ["", "?state=&code=x", "?state=nonsense&code=x", "?error=access_denied", "?code=%00"])
def test_a_callback_that_was_never_started_is_refused(club, client, query):
    response = client.get(f"/sign-in/with/{club.provider.key}/back{query}")
    assert response.status_code == 400 and "Nothing was changed" in page_text(response) and is_unchanged(client)
    assert "/token" not in club.asked


def test_a_callback_works_only_in_the_browser_that_started_it(club, mo, client):
    back = visit_provider(start_provider_sign_in(client, club))
    assert Client().get(back).status_code == 400
    client.get(back)
    assert signed_in_name(client) == "mo"


def test_a_callback_works_once(club, mo, client):
    back = visit_provider(start_provider_sign_in(client, club))
    client.get(back)
    client.post("/sign-out")
    assert client.get(back).status_code == 400 and signed_in_name(client) == ""


def test_a_callback_with_the_code_of_another_person_is_refused(club, mo, client):
    """A stolen code is useless: it needs the verifier of the browser that asked for it."""
    stolen = parse_qs(urlsplit(visit_provider(start_provider_sign_in(Client(), club))).query)["code"][0]
    mine = urlsplit(visit_provider(start_provider_sign_in(client, club)))
    state = parse_qs(mine.query)["state"][0]
    response = client.get(mine.path, {"state": state, "code": stolen})
    assert response.status_code == 502 and signed_in_name(client) == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"iss": "https://id.example.org"},
        {"exp": 1},
        {"sub": "ray-1"},
        {"sub": None},
    ],
)
def test_an_id_token_for_another_client_or_person_is_refused(club, mo, client, wrong):
    club.claims = wrong
    response = finish_provider_sign_in(client, club)
    assert (
        response.status_code == 502
        and "could not trust its reply" in page_text(response)
        and signed_in_name(client) == ""
    )


def test_an_id_token_with_another_signature_is_refused(club, mo, client):
    club.signs_with = key_pair("another")
    assert finish_provider_sign_in(client, club).status_code == 502 and signed_in_name(client) == ""


@pytest.mark.parametrize("down", ["/.well-known/openid-configuration", "/token", "/jwks", "/userinfo"])
def test_a_provider_that_is_down_gives_an_error_page_and_changes_nothing(club, client, down, caplog):
    if down.startswith("/."):
        club.down = down
        response = client.post(f"/sign-in/with/{club.provider.key}")
    else:
        address = start_provider_sign_in(client, club)
        club.down = down
        response = client.get(visit_provider(address))
    assert response.status_code == 502
    assert "We could not reach ⁨Our Club⁩, or could not trust its reply. Nothing was changed." in page_text(response)
    assert is_unchanged(client) and "signing in with Our Club failed" in caplog.text


def test_a_provider_that_goes_down_meanwhile_gives_an_error_page(club, mo, client):
    back = visit_provider(start_provider_sign_in(client, club))
    club.down = "/.well-known/openid-configuration"
    assert client.get(back).status_code == 502 and signed_in_name(client) == ""


@pytest.mark.parametrize("path", ["/token", "/userinfo", "/jwks", "/.well-known/openid-configuration"])
@pytest.mark.parametrize("answer", [b"<h1>Hello", b"", b"\xff\x00", b"[" * 5000])
def test_a_response_that_is_not_json_is_refused(club, mo, client, path, answer):
    address = start_provider_sign_in(client, club)
    club.broken = {path: answer}
    assert client.get(visit_provider(address)).status_code == 502 and signed_in_name(client) == ""


def test_an_unreachable_provider_gives_an_error_page(settings, client):
    settings.SIGN_IN_WITH = parse_providers("http://127.0.0.1:1 a b Gone")
    response = client.post(f"/sign-in/with/{settings.SIGN_IN_WITH[0].key}")
    assert response.status_code == 502 and "Gone" in page_text(response)


@pytest.mark.parametrize(
    "answer", [None, [], "x", {}, 7, {"access_token": None}, {"access_token": "x", "expires_in": "y"}]
)
@pytest.mark.parametrize("path", ["/token", "/userinfo", "/jwks", "/.well-known/openid-configuration"])
def test_malformed_responses_are_refused(club, mo, client, path, answer):
    address = start_provider_sign_in(client, club)
    club.broken = {path: answer}
    assert client.get(visit_provider(address)).status_code == 502 and signed_in_name(client) == ""


@pytest.mark.parametrize("sub", ["", "x" * 192, "m\x00o", "\ud800", None, 17, [], {}])
def test_malformed_account_ids_are_refused(club, client, sub):
    club.person["sub"] = sub
    response = finish_provider_sign_in(client, club)
    assert response.status_code in (302, 502) and not ProviderLink.objects.exists()


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        {},
        {"issuer": "https://id.example.org"},
        {"issuer": 7},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
        {"token_endpoint": "file:///etc/passwd"},
    ],
)
def test_a_provider_with_a_malformed_configuration_is_refused(club, client, broken):
    whole = club.configuration()
    club.broken = {"/.well-known/openid-configuration": {**whole, **broken} if broken else broken}
    response = client.post(f"/sign-in/with/{club.provider.key}")
    assert response.status_code == 502 and "javascript" not in page_text(response)
