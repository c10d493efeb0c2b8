"""The account settings: name, address, ways to sign in, and who can change them."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from ranklore.core.tests.threads import in_threads
from ranklore.following.actions.notification_settings import set_digest_frequency
from ranklore.following.models import NotificationSettings
from ranklore.people.actions.accounts import start_account
from ranklore.people.actions.names import NAMES_PER_ACCOUNT_MAX, take_name
from ranklore.people.models import Account
from ranklore.people.tests.accounts import (
    PASSWORD,
    account_of,
    add_passkey,
    code_in_mail,
    long_ago,
    page_text,
    signed_in,
    totp_code_for,
)
from ranklore.text.errors import Refused

pytestmark = pytest.mark.django_db

PRIVATE = [
    "/account",
    "/account/name",
    "/account/email",
    "/account/password",
    "/account/password/new",
    "/account/password/remove",
    "/account/passkeys/add",
    "/account/passkeys/1/rename",
    "/account/passkeys/1/remove",
    "/account/app",
    "/account/app/remove",
    "/account/codes",
    "/account/codes/new",
    "/account/prove",
    "/account/prove/app",
    "/account/prove/mail",
    "/account/prove/passkey",
    "/account/download",
    "/account/delete",
]
CHANGES_THE_ACCOUNT = [
    ("/account/email", {"action_add": "1", "email": "new@example.org"}),
    ("/account/password/remove", {}),
    ("/account/passkeys/add", {"credential": "{}"}),
    ("/account/app", {"code": "000000"}),
    ("/account/delete", {"votes": "erase", "comments": "keep"}),
]


@pytest.mark.parametrize("path", PRIVATE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_visitor_is_sent_to_sign_in(mo, path, method):
    response = getattr(Client(), method)(path)
    if response.status_code in (404, 405):
        return
    assert response.status_code in (302, 303) and response.url.startswith("/sign-in")


@pytest.mark.parametrize("path", PRIVATE)
def test_account_pages_are_never_cached(client, path):
    response = client.get(path)
    assert response.status_code == 404 or "no-store" in response["Cache-Control"]


def test_the_account_page_lists_every_way_to_sign_in(mo, client):
    page = page_text(client.get("/account"))
    for part in ("mo@example.org", "Code by e-mail", "Password", "Add a passkey", "Authenticator app", "Delete my"):
        assert part in page
    assert page.count(">mo<") >= 2  # in the header too


def test_a_new_name_keeps_the_old_address(mo, client):
    assert client.post("/account/name", {"name": "moritz"}).status_code == 303
    assert client.get("/@mo").status_code == 301 and client.get("/@mo").url == "/@moritz"
    assert client.get("/@MORITZ").url == "/@moritz"
    assert client.get("/@moritz").status_code == 200
    with pytest.raises(Refused):
        take_name(account_of("ray"), "mo")
    client.post("/account/name", {"name": "mo"})
    assert client.get("/@moritz").url == "/@mo"


def test_an_account_can_have_only_a_few_names(mo):
    for n in range(NAMES_PER_ACCOUNT_MAX - 1):
        take_name(mo, f"mo{'abcef'[n]}")
    with pytest.raises(Refused, match="names already"):
        take_name(mo, "moz")
    take_name(mo, "moa")


@pytest.mark.django_db(transaction=True)
def test_two_accounts_cannot_take_one_name_at_once():
    people = [account_of("mo"), account_of("ray")]
    got = []

    def want(account, name):
        try:
            take_name(account, name)
        except Refused:
            return
        got.append(name)

    in_threads(lambda: want(people[0], "Kay"), lambda: want(people[1], "kay"))
    assert len(got) == 1
    assert Account.objects.filter(name__iexact="kay").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_sign_ups_at_once_with_one_address_start_one_account():
    in_threads(*[lambda: start_account("mo@example.org")] * 3)
    assert Account.objects.count() == EmailAddress.objects.count() == 1


def test_an_address_changes_when_its_code_is_entered(mo, client):
    assert client.post("/account/email", {"action_add": "1", "email": "new@example.org"}).url == "/address"
    assert mail.outbox[-1].to == ["new@example.org"]
    mo.refresh_from_db()
    assert mo.email == "mo@example.org"
    client.post("/address", {"code": code_in_mail()})
    mo.refresh_from_db()
    assert mo.email == "new@example.org"
    assert [str(address.email) for address in EmailAddress.objects.all()] == ["new@example.org"]
    assert mail.outbox[-1].to == ["mo@example.org"] and "was changed from" in mail.outbox[-1].body


def test_a_new_address_resumes_suspended_digests(mo, client):
    set_digest_frequency(voter=mo.voter, frequency="daily", today=timezone.now().date())
    NotificationSettings.objects.update(refusals=3, suspended_at=timezone.now())
    client.post("/account/email", {"action_add": "1", "email": "new@example.org"})
    assert NotificationSettings.objects.get().suspended_at
    client.post("/address", {"code": code_in_mail()})
    reader = NotificationSettings.objects.get()
    assert (reader.refusals, reader.suspended_at, reader.digest) == (0, None, "daily")


def test_an_address_of_another_account_cannot_be_taken(mo, client):
    account_of("ray")
    response = client.post("/account/email", {"action_add": "1", "email": "ray@example.org"})
    assert response.url == "/address"  # as for any address, so that it does not reveal whether it is known
    assert "Another account uses this address" in page_text(client.post("/address", {"code": code_in_mail()}))
    mo.refresh_from_db()
    assert mo.email == "mo@example.org"


def test_an_unverified_account_does_not_block_its_address(mo, client):
    start_account("new@example.org")
    client.post("/account/email", {"action_add": "1", "email": "new@example.org"})
    client.post("/address", {"code": code_in_mail()})
    mo.refresh_from_db()
    assert mo.email == "new@example.org"


@pytest.mark.parametrize("do", ["action_remove", "action_primary", "action_send"])
def test_the_address_of_another_account_cannot_be_changed(client, do):
    ray = account_of("ray")
    client.post("/account/email", {do: "1", "email": ray.email})
    assert EmailAddress.objects.get(user=ray).verified
    assert not mail.outbox


def test_the_passkey_of_another_account_cannot_be_changed(client):
    theirs = add_passkey(account_of("ray"), "phone")
    for path in (f"/account/passkeys/{theirs.pk}/rename", f"/account/passkeys/{theirs.pk}/remove"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"name": "mine"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.data["name"] == "phone"


def test_a_passkey_is_renamed_and_removed(mo, client):
    key = add_passkey(mo, "phone")
    assert client.post(f"/account/passkeys/{key.pk}/rename", {"name": "x" * 61}).status_code == 422
    client.post(f"/account/passkeys/{key.pk}/rename", {"name": "laptop"})
    assert "laptop" in page_text(client.get("/account"))
    client.post(f"/account/passkeys/{key.pk}/remove")
    assert not Authenticator.objects.exists()
    assert "A passkey was removed" in mail.outbox[-1].body


def test_an_app_is_set_up_with_recovery_codes_and_removed(mo, client, monkeypatch):
    page = client.get("/account/app")
    assert "data:image/svg+xml;base64," in page_text(page)
    assert client.post("/account/app", {"code": "000000"}).status_code == 422
    monkeypatch.setattr("allauth.mfa.totp.forms.auth.validate_totp_code", lambda secret, code: code == "123456")
    assert client.post("/account/app", {"code": "123456"}).url == "/account/codes"
    assert page_text(client.get("/account/codes")).count("<code>") == 10
    before = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    client.post("/account/codes/new")
    assert Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes() != before
    client.post("/account/app/remove")
    assert not Authenticator.objects.exists()


def test_removing_the_app_deletes_its_recovery_codes_even_if_a_passkey_stays(mo, client):
    totp_code_for(mo)
    add_passkey(mo, "phone")
    Authenticator.objects.create(user=mo, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    client.post("/account/app/remove")
    assert [each.type for each in Authenticator.objects.all()] == ["webauthn"]


def test_a_password_is_changed_removed_and_set(mo, client):
    elsewhere = signed_in(mo)
    wrong = client.post("/account/password", {"oldpassword": "no", "password1": "quite another secret"})
    assert wrong.status_code == 422
    client.post("/account/password", {"oldpassword": PASSWORD, "password1": "quite another secret"})
    assert client.get("/account").status_code == 200 and elsewhere.get("/account").status_code == 302
    client.post("/account/password/remove")
    mo.refresh_from_db()
    assert not mo.has_usable_password() and client.get("/account").status_code == 200
    client.post("/account/password/new", {"password1": PASSWORD})
    mo.refresh_from_db()
    assert mo.check_password(PASSWORD) and client.get("/account").status_code == 200
    assert len(mail.outbox) == 3


def test_other_browsers_are_signed_out(mo, client):
    elsewhere = signed_in(mo)
    client.post("/account/sessions/end")
    assert client.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302


@pytest.mark.parametrize(("path", "fields"), CHANGES_THE_ACCOUNT)
def test_an_old_session_must_reauthenticate_before_it_changes_anything(mo, client, path, fields):
    response = long_ago(client).post(path, fields)
    assert response.status_code in (302, 303) and response.url.startswith("/account/prove")
    mo.refresh_from_db()
    assert (mo.email, mo.has_usable_password()) == ("mo@example.org", True)
    assert not mail.outbox


def test_the_change_works_after_reauthentication(mo, client):
    proof = long_ago(client).post("/account/password/remove").url
    assert client.post(proof, {"password": "wrong", "next": "/account/password/remove"}).status_code == 422
    client.post(proof, {"password": PASSWORD, "next": "/account/password/remove"})
    mo.refresh_from_db()
    assert not mo.has_usable_password()


def test_without_a_password_a_code_by_email_reauthenticates(mo, client):
    client.post("/account/password/remove")
    proof = long_ago(client).get("/account/app").url
    assert proof.startswith("/account/prove/mail")
    assert client.post(proof, {"code": ""}).status_code == 422
    assert client.post(proof, {"send": "1"}).status_code == 303
    assert mail.outbox[-1].body.endswith("http://testserver/account\n")
    for _ in range(2):
        assert client.post(proof, {"code": "0000-0000"}).status_code == 422
    assert client.post(proof, {"code": code_in_mail(), "next": "/account/app"}).url == "/account/app"
    assert client.get("/account/app").status_code == 200


def test_a_reauthentication_code_allows_five_tries(mo, client):
    client.post("/account/password/remove")
    proof = long_ago(client).get("/account/app").url
    client.post(proof, {"send": "1"})
    code = code_in_mail()
    for _ in range(5):
        client.post(proof, {"code": "0000-0000"})
    cache.clear()
    assert client.post(proof, {"code": code}).status_code == 422


def test_with_an_app_a_code_by_email_does_not_reauthenticate(mo, client):
    totp_code_for(mo)
    client.post("/account/password/remove")
    assert long_ago(client).get("/account/delete").url.startswith("/account/prove/app")
    assert client.get("/account/prove/mail").url == "/account/prove/app"
