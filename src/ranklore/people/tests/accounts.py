"""Accounts for tests, and the steps to sign up and sign in."""

import hashlib
import re
import time

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from ranklore.people.actions.names import take_name
from ranklore.people.models import Account, Voter

PASSWORD = "a long enough secret"


def account_of(name: str, password: str | None = PASSWORD) -> Account:
    """An account with a verified address and a voter, as after a sign-up."""
    account = Account(email=f"{name}@example.org")
    account.set_password(password)
    account.save()
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    Voter.objects.create(account=account)
    take_name(account, name)
    account.refresh_from_db()
    return account


def signed_in(account: Account, client: Client | None = None) -> Client:
    """A client that has just signed in with the password."""
    client = client or Client()
    response = client.post("/sign-in", {"login": account.email, "password": PASSWORD})
    assert response.status_code == 303, response.content
    return client


def code_in_mail() -> str:
    """The code in the newest email."""
    return re.search(r"\b\d{4}-\d{4}\b", mail.outbox[-1].body)[0]


def sign_up(client: Client, who: str, **fields: str):
    return client.post("/sign-up", {"email": f"{who}@example.org", "name": who, **fields})


def signed_up(who: str, client: Client | None = None, **fields: str) -> Client:
    client = client or Client()
    assert sign_up(client, who, **fields).url == "/address"
    assert client.post("/address", {"code": code_in_mail()}).status_code == 303
    return client


def long_ago(client: Client) -> Client:
    """The same client, an hour after it signed in."""
    session = client.session
    session["account_authentication_methods"] = [
        {**record, "at": record["at"] - 3600} for record in session["account_authentication_methods"]
    ]
    session.save()
    return client


def totp_code_for(account: Account) -> str:
    """Set up an authenticator app. Returns its current code."""
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(account, secret)
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def add_passkey(account: Account, name: str) -> Authenticator:
    """A passkey as a device would create it. Its private key is lost, so it cannot sign in."""
    device = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    made = AttestedCredentialData.create(b"\0" * 16, name.encode(), device)
    seen = AuthenticatorData.create(hashlib.sha256(b"localhost").digest(), AuthenticatorData.FLAG.AT, 0, made)
    response = {
        "clientDataJSON": websafe_encode(b'{"type": "webauthn.create", "challenge": "", "origin": "http://localhost"}'),
        "attestationObject": websafe_encode(AttestationObject.create("none", seen, {})),
    }
    credential = {"id": websafe_encode(name.encode()), "rawId": websafe_encode(name.encode()), "type": "public-key"}
    return Authenticator.objects.create(
        user=account, type="webauthn", data={"name": name, "credential": {**credential, "response": response}}
    )


def page_text(response: HttpResponse) -> str:
    """The HTML of a response."""
    return response.content.decode()
