"""Signing up with an address and a name, verified by a code."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from ranklore.people.access import GUEST_COOKIE
from ranklore.people.actions.accounts import UNVERIFIED_ACCOUNT_LIFETIME, delete_unverified_accounts
from ranklore.people.models import Account, Session, Voter
from ranklore.people.tests.accounts import PASSWORD, account_of, code_in_mail, sign_up, signed_in, signed_up
from ranklore.site.jobs.nightly import maintain_accounts

pytestmark = pytest.mark.django_db


def name_in_header(client):
    """The name in the header, "" for a guest."""
    user = client.get("/").wsgi_request.user
    return user.name if user.is_authenticated else ""


def test_an_address_a_name_and_a_code_create_an_account(client):
    signed_up("mo", client)
    assert name_in_header(client) == "mo"
    account = Account.objects.get()
    assert account.email == "mo@example.org" and account.voter.name == "mo"
    assert not account.has_usable_password()
    assert client.get("/@mo").status_code == 200


def test_a_password_chosen_at_sign_up_works_afterwards(client):
    signed_up("mo", client, password1=PASSWORD)
    client.post("/sign-out")
    assert name_in_header(client) == ""
    signed_in(Account.objects.get(), client)
    assert name_in_header(client) == "mo"


def test_without_the_code_there_is_neither_name_nor_password(client):
    sign_up(client, "mo", password1=PASSWORD)
    account = Account.objects.get()
    assert account.name == "" and not account.has_usable_password()
    assert client.get("/@mo").status_code == 404
    assert client.post("/address", {"code": "0000-0000"}).status_code == 422
    assert name_in_header(client) == ""


def test_a_wrong_code_works_three_times_and_no_more(client):
    sign_up(client, "mo")
    right = code_in_mail()
    for _ in range(3):
        client.post("/address", {"code": "0000-0000"})
    client.post("/address", {"code": right})
    assert name_in_header(client) == ""


def test_a_sign_up_code_works_in_no_other_browser(client):
    sign_up(client, "mo")
    other = Client()
    other.post("/address", {"code": code_in_mail()})
    assert name_in_header(other) == ""


def test_signing_up_with_somebody_else_s_address_gains_nothing(client):
    """The owner of the address signs in with a code and finds neither name nor password of the other person."""
    sign_up(client, "mo", password1=PASSWORD)
    owner = Client()
    owner.post("/sign-in", {"login": "mo@example.org", "by_code": "1"})
    response = owner.post("/sign-in/code", {"code": code_in_mail()})
    assert response.url == "/account/name"
    assert owner.post("/account/name", {"name": "the-real-mo"}).status_code == 303
    assert name_in_header(owner) == "the-real-mo"
    refused = Client().post("/sign-in", {"login": "mo@example.org", "password": PASSWORD})
    assert refused.status_code == 422 and name_in_header(client) == ""


def test_signing_up_again_continues_the_first_sign_up(client):
    sign_up(client, "mo")
    other = Client(REMOTE_ADDR="10.0.0.2")
    cache.clear()  # allauth limits the second email to one address for ten seconds
    other.post("/sign-up", {"email": "MO@example.org", "name": "moritz"})
    other.post("/address", {"code": code_in_mail()})
    assert name_in_header(other) == "moritz"
    assert Account.objects.count() == 1


@pytest.mark.parametrize("password", ["", PASSWORD])
def test_a_known_address_gets_the_same_response(password):
    account_of("mo")
    known, unknown = Client(), Client()
    first = known.post("/sign-up", {"email": "mo@example.org", "name": "ray", "password1": password})
    second = unknown.post("/sign-up", {"email": "new@example.org", "name": "ray", "password1": password})
    assert (first.status_code, first.url) == (second.status_code, second.url) == (303, "/address")
    pages = [
        (client.get("/address").content.decode()).replace("mo@example.org", "…").replace("new@example.org", "…")
        for client in (known, unknown)
    ]
    assert pages[0] == pages[1]
    assert "You already have an account" in mail.outbox[0].subject
    assert known.session.keys() == unknown.session.keys()


def test_the_name_does_not_reveal_whether_the_address_is_known():
    """A name that waits for its code stays available, whether the address is known or not."""
    account_of("mo")
    sign_up(Client(), "ray", email="mo@example.org")
    sign_up(Client(), "sam")
    for name in ("ray", "sam"):
        assert sign_up(Client(), name, email=f"second-{name}@example.org").status_code == 303


def test_a_name_taken_meanwhile_is_asked_for_again(client):
    sign_up(client, "mo")
    code = code_in_mail()
    account_of("MO")
    response = client.post("/address", {"code": code})
    assert response.url == "/account/name"
    assert client.get("/").wsgi_request.user.is_authenticated


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "admin"}, "reserved"),
        ({"name": "m"}, "2 to 30"),
        ({"name": "m\u202eo"}, "can’t be a name"),
        ({"name": "аdmin"}, "one script"),
        ({"email": "no address"}, "valid email"),
        ({"password1": "short"}, "at least 10"),
        ({"password1": "password1234"}, "too common"),
    ],
)
def test_invalid_input_gets_a_message_and_creates_nothing(client, fields, sentence):
    response = sign_up(client, "mo", **fields)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Account.objects.exists() and not mail.outbox


ODD = [
    "a@\ufffd.com",
    "a@x\x00.org",
    "ä@example.org",
    f"a@{'x' * 300}.org",
    "\u202ea@example.org",
    "a@.org",
    "a" * 400 + "@x.org",
]


@pytest.mark.parametrize("address", ODD)
def test_an_address_that_cannot_get_mail_is_refused_in_every_form(client, address):
    for path, fields in (
        ("/sign-up", {"email": address, "name": "mo"}),
        ("/sign-in", {"login": address, "password": PASSWORD}),
        ("/sign-in", {"login": address, "by_code": "1"}),
        ("/reset", {"email": address}),
    ):
        assert client.post(path, fields).status_code == 422
    assert not Account.objects.exists() and not mail.outbox


def test_an_address_with_other_letters_is_accepted(client):
    assert sign_up(client, "mo", email="mo@例え.jp").status_code == 303
    client.post("/address", {"code": code_in_mail()})
    assert name_in_header(client) == "mo"


def test_a_name_that_looks_like_another_is_taken(client):
    account_of("Mika-Sato")
    assert "looks like one" in sign_up(client, "mikasato").content.decode()


def test_an_unverified_account_is_deleted_after_a_day(client):
    sign_up(client, "mo")
    account_of("ray")
    delete_unverified_accounts(timezone.now())
    assert Account.objects.count() == 2
    delete_unverified_accounts(timezone.now() + UNVERIFIED_ACCOUNT_LIFETIME)
    assert [account.name for account in Account.objects.all()] == ["ray"]


def test_the_nightly_job_deletes_old_accounts_and_sessions(client):
    sign_up(client, "mo")
    Account.objects.update(created_at=timezone.now() - UNVERIFIED_ACCOUNT_LIFETIME * 2)
    Session.objects.update(expire_date=timezone.now())
    maintain_accounts(timezone.now())
    assert not Account.objects.exists() and not Session.objects.exists()


def test_a_guest_without_a_row_gets_a_voter_with_the_account(client):
    client.post("/guest")
    before = client.cookies[GUEST_COOKIE].value
    signed_up("mo", client)
    assert client.cookies[GUEST_COOKIE].value != before
    assert Voter.objects.count() == 1


def test_a_page_says_that_the_code_could_not_be_sent(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    response = sign_up(client, "mo")
    assert response.status_code == 503
    assert "We could not send the e-mail" in response.content.decode()


def test_a_security_email_that_fails_shows_no_error(settings):
    mo = account_of("mo")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    response = signed_in(mo).post("/account/password/remove")
    assert response.status_code == 303
    mo.refresh_from_db()
    assert not mo.has_usable_password()
