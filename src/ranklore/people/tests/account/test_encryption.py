"""Secrets of apps and recovery codes are encrypted in the database."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client

from ranklore.people.actions.second_factors import reencrypt_secrets
from ranklore.people.sign_in.encryption import DecryptionError, decrypt, encrypt, reencrypt
from ranklore.people.tests.accounts import PASSWORD, account_of, signed_in, totp_code_for

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def stored_data():
    return {each.type: each.data for each in Authenticator.objects.all()}


def test_an_encrypted_secret_hides_the_secret_and_can_be_decrypted():
    encrypted = encrypt(SECRET)
    assert SECRET not in encrypted and encrypted != encrypt(SECRET)
    assert decrypt(encrypted) == SECRET


def test_a_secret_in_plain_text_is_still_read():
    assert decrypt(SECRET) == SECRET
    assert decrypt(reencrypt(SECRET)) == SECRET != reencrypt(SECRET)


def test_an_old_key_decrypts_while_it_is_a_fallback(settings):
    settings.SECRET_KEY = "the first"
    old = encrypt(SECRET)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the second", ["the first"]
    assert decrypt(old) == SECRET
    new = reencrypt(old)
    assert new != old and reencrypt(new) == new
    settings.SECRET_KEY_FALLBACKS = []
    assert decrypt(new) == SECRET
    with pytest.raises(DecryptionError):
        decrypt(old)
    assert reencrypt(old) == old  # kept, in case the key is found again


@pytest.mark.django_db
def test_app_secrets_and_recovery_codes_are_encrypted_and_work():
    mo = account_of("mo")
    shown = totp_code_for(mo)
    codes = RecoveryCodes.activate(mo).generate_codes()
    assert SECRET not in str(stored_data()) and decrypt(stored_data()["totp"]["secret"]) == SECRET
    for code in (shown, codes[3]):
        client = Client()
        client.post("/sign-in", {"login": mo.email, "password": PASSWORD})
        assert client.post("/sign-in/second", {"code": code}).status_code == 303
        assert client.get("/account").status_code == 200


@pytest.mark.django_db
def test_the_nightly_job_encrypts_with_the_newest_key(settings):
    mo = account_of("mo")
    totp_code_for(mo)
    codes = RecoveryCodes.activate(mo).generate_codes()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    reencrypt_secrets()
    settings.SECRET_KEY_FALLBACKS = []
    reencrypt_secrets()
    assert decrypt(stored_data()["totp"]["secret"]) == SECRET
    assert RecoveryCodes.activate(mo).generate_codes() == codes


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["328482", "000000", ""])
def test_without_the_key_nobody_can_sign_in_and_the_page_says_why(settings, caplog, code):
    """Not even with the codes of an empty secret."""
    mo = account_of("mo")
    totp_code_for(mo)
    Authenticator.objects.filter(type="totp").update(data={"secret": "sealed:gAAAA"})
    client = Client()
    client.post("/sign-in", {"login": mo.email, "password": PASSWORD})
    response = client.post("/sign-in/second", {"code": code})
    assert response.status_code == (503 if code else 422)
    assert client.get("/account").status_code == 302
    if code:
        assert "could not read the stored secret" in response.content.decode()
        assert "SECRET_KEY_FALLBACKS" in caplog.text


@pytest.mark.django_db
def test_recovery_codes_that_cannot_be_read_are_not_shown():
    mo = account_of("mo")
    client = signed_in(mo)
    totp_code_for(mo)
    RecoveryCodes.activate(mo)
    Authenticator.objects.filter(type="recovery_codes").update(data={"seed": "sealed:gAAAA", "used_mask": 0})
    response = client.get("/account/codes")
    assert response.status_code == 503 and "<code>" not in response.content.decode()
