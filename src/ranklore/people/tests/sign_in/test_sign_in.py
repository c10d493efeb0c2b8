"""Signing in and out by password, code and second step, and attacks on it."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth import hashers
from django.core import mail
from django.test import Client

from ranklore.ballots.actions.votes import cast_vote
from ranklore.people.access import GUEST_COOKIE
from ranklore.people.models import Account, Session
from ranklore.people.tests.accounts import PASSWORD, account_of, add_passkey, code_in_mail, signed_in, totp_code_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def mo():
    return account_of("mo")


def name_in(client):
    user = client.get("/").wsgi_request.user
    return user.name if user.is_authenticated else ""


def test_a_password_signs_in(mo, client):
    response = client.post("/sign-in", {"login": "MO@example.org ", "password": PASSWORD}, follow=True)
    assert "You are signed in as" in response.content.decode()
    assert name_in(client) == "mo"


def test_a_code_signs_in(mo, client):
    response = client.post("/sign-in", {"login": mo.email, "password": "", "by_code": "1"})
    assert response.url == "/sign-in/code"
    assert client.post("/sign-in/code", {"code": code_in_mail()}).status_code == 303
    assert name_in(client) == "mo"


def test_signing_in_without_a_password_sends_a_code(mo, client):
    assert client.post("/sign-in", {"login": mo.email, "password": ""}).url == "/sign-in/code"
    assert len(mail.outbox) == 1


def test_the_code_button_ignores_the_password(mo, client):
    response = client.post("/sign-in", {"login": mo.email, "password": "wrong", "by_code": "1"})
    assert response.url == "/sign-in/code"


def test_a_code_works_once_and_in_one_browser(mo, client):
    client.post("/sign-in", {"login": mo.email, "by_code": "1"})
    other = Client()
    other.post("/sign-in/code", {"code": code_in_mail()})
    assert name_in(other) == ""
    client.post("/sign-in/code", {"code": code_in_mail()})
    client.post("/sign-out")
    client.post("/sign-in/code", {"code": code_in_mail()})
    assert name_in(client) == ""


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/sign-in", {"password": "wrong password"}),
        ("/sign-in", {"by_code": "1"}),
        ("/reset", {}),
    ],
)
def test_known_and_unknown_addresses_get_the_same_response(mo, path, fields):
    answers = []
    for address in (mo.email, "nobody@example.org"):
        client = Client()
        response = client.post(path, {"login": address, "email": address, **fields})
        page = client.get(response.url).content if response.status_code == 303 else response.content
        answers.append((response.status_code, response.headers.get("Location"), _plain(page, address)))
    assert answers[0] == answers[1]


def _plain(page, address):
    return page.decode().replace(address, "…")


def test_a_wrong_password_costs_as_much_work_for_an_unknown_address(mo, monkeypatch):
    """The password is hashed either way, because hashing takes most of the time."""
    hashed = []
    real = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or real(*args))
    Client().post("/sign-in", {"login": mo.email, "password": "wrong password"})
    known = len(hashed)
    Client().post("/sign-in", {"login": "nobody@example.org", "password": "wrong password"})
    assert known and len(hashed) == 2 * known


def test_only_an_email_says_that_an_address_is_unknown(client):
    client.post("/sign-in", {"login": "nobody@example.org", "by_code": "1"})
    assert "There is no account" in mail.outbox[0].subject
    assert client.post("/sign-in/code", {"code": "0000-0000"}).status_code == 422


def test_a_reset_sets_a_new_password_and_signs_in(mo, client):
    elsewhere = signed_in(mo)
    client.post("/reset", {"email": mo.email})
    assert client.post("/reset/code", {"code": code_in_mail()}).url == "/reset/new"
    assert client.post("/reset/new", {"password1": "short"}).status_code == 422
    client.post("/reset/new", {"password1": "quite another secret"})
    assert name_in(client) == "mo"
    assert name_in(elsewhere) == ""
    assert Client().post("/sign-in", {"login": mo.email, "password": PASSWORD}).status_code == 422


def test_the_new_password_cannot_be_set_without_the_code(mo, client):
    client.post("/reset", {"email": mo.email})
    assert client.get("/reset/new").url == "/reset/code"
    assert client.post("/reset/new", {"password1": "quite another secret"}).url == "/reset/code"


def test_an_app_asks_for_its_code_after_password_and_code(mo):
    shown = totp_code_for(mo)
    client = Client()
    assert client.post("/sign-in", {"login": mo.email, "password": PASSWORD}).url == "/sign-in/second"
    assert name_in(client) == ""
    assert client.post("/sign-in/second", {"code": "000000"}).status_code == 422
    client.post("/sign-in/second", {"code": shown})
    assert name_in(client) == "mo"
    by_code = Client()
    by_code.post("/sign-in", {"login": mo.email, "by_code": "1"})
    assert by_code.post("/sign-in/code", {"code": code_in_mail()}).url == "/sign-in/second"


def test_the_code_of_an_app_works_once(mo):
    shown = totp_code_for(mo)
    for expected in ("mo", ""):
        client = Client()
        client.post("/sign-in", {"login": mo.email, "password": PASSWORD})
        client.post("/sign-in/second", {"code": shown})
        assert name_in(client) == expected


def test_a_recovery_code_works_once(mo):
    totp_code_for(mo)
    code = RecoveryCodes.activate(mo).generate_codes()[0]
    for expected in ("mo", ""):
        client = Client()
        client.post("/sign-in", {"login": mo.email, "password": PASSWORD})
        client.post("/sign-in/second", {"code": code})
        assert name_in(client) == expected


def test_a_passkey_alone_asks_for_no_second_step(mo, client):
    add_passkey(mo, "phone")
    assert client.post("/sign-in", {"login": mo.email, "password": PASSWORD}).url == "/"


def test_a_session_gets_a_new_key_at_sign_in(mo, client):
    """An attacker who planted a session in a browser does not get the one that is signed in."""
    client.post("/sign-in", {"login": mo.email, "by_code": "1"})
    planted = client.session.session_key
    client.post("/sign-in/code", {"code": code_in_mail()})
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()
    assert Session.objects.get().account_id == mo.pk


@pytest.mark.parametrize(
    "next", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "https:evil.example"]
)
def test_sign_in_never_redirects_to_another_site(mo, next):
    client = Client()
    response = client.post("/sign-in", {"login": mo.email, "password": PASSWORD, "next": next})
    assert response.url == "/"
    assert client.get("/sign-in", {"next": next}).url == "/"
    assert client.post("/sign-out", {"next": next}).url == "/"


def test_sign_in_continues_to_the_page_that_was_wanted(mo, client, songs):
    response = client.post("/sign-in", {"login": mo.email, "password": PASSWORD, "next": "/l/saddest-songs"})
    assert response.url == "/l/saddest-songs"


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up", "/sign-out", "/reset", "/sign-in/passkey"])
def test_a_form_of_another_site_is_refused(mo, path):
    client = Client(enforce_csrf_checks=True)
    response = client.post(path, {"login": mo.email, "password": PASSWORD})
    assert response.status_code == 403
    assert PASSWORD not in response.content.decode()


def test_opening_the_sign_out_page_does_not_sign_out(mo):
    client = signed_in(mo)
    assert client.get("/sign-out").status_code == 200
    assert name_in(client) == "mo"


def test_signing_out_starts_a_new_guest(mo, songs):
    client = signed_in(mo)
    cast_vote(voter=mo.voter, item=songs.items.first())
    before = client.cookies[GUEST_COOKIE].value
    client.post("/sign-out")
    assert client.cookies[GUEST_COOKIE].value != before
    assert "You have not voted on anything yet" in client.get("/me").content.decode()


def test_a_closed_account_cannot_sign_in(mo, client):
    elsewhere = signed_in(mo)
    Account.objects.update(is_active=False)
    assert name_in(elsewhere) == ""
    client.post("/sign-in", {"login": mo.email, "password": PASSWORD})
    assert name_in(client) == ""


@pytest.mark.parametrize(
    "credential", ["", "x", "{}", "[]", "1", '{"response": {}}', '{"response": {"userHandle": "!"}}']
)
def test_nonsense_for_a_passkey_signs_nobody_in(mo, client, credential):
    client.get("/sign-in/passkey", headers={"Accept": "application/json"})
    response = client.post("/sign-in/passkey", {"credential": credential})
    assert response.status_code == 303 and response.url == "/sign-in"
    assert name_in(client) == ""
