"""The secrets of apps and recovery codes cannot be read by whoever has the database alone."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client

from ranklore.people.actions.second_factors import reencrypt_secrets
from ranklore.people.sign_in.encryption import DecryptionError, decrypt, encrypt, reencrypt
from ranklore.people.tests.accounts import PASSWORD, account_of, signed_in, totp_code_for

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def kept():
    return {way.type: way.data for way in Authenticator.objects.all()}


def test_what_is_sealed_opens_again_and_does_not_look_like_itself():
    sealed = encrypt(SECRET)
    assert SECRET not in sealed and sealed != encrypt(SECRET)
    assert decrypt(sealed) == SECRET


def test_what_was_kept_in_the_clear_is_still_read():
    assert decrypt(SECRET) == SECRET
    assert decrypt(reencrypt(SECRET)) == SECRET != reencrypt(SECRET)


def test_a_new_key_of_the_site_opens_what_the_one_before_sealed_while_it_is_named(settings):
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
    assert reencrypt(old) == old  # nothing is lost, should the key be found again


@pytest.mark.django_db
def test_app_and_recovery_codes_are_kept_sealed_and_work():
    mo = account_of("mo")
    shown = totp_code_for(mo)
    codes = RecoveryCodes.activate(mo).generate_codes()
    assert SECRET not in str(kept()) and decrypt(kept()["totp"]["secret"]) == SECRET
    for code in (shown, codes[3]):
        client = Client()
        client.post("/sign-in", {"login": mo.email, "password": PASSWORD})
        assert client.post("/sign-in/second", {"code": code}).status_code == 303
        assert client.get("/account").status_code == 200


@pytest.mark.django_db
def test_the_night_seals_with_the_newest_key(settings):
    mo = account_of("mo")
    totp_code_for(mo)
    codes = RecoveryCodes.activate(mo).generate_codes()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    reencrypt_secrets()
    settings.SECRET_KEY_FALLBACKS = []
    reencrypt_secrets()
    assert decrypt(kept()["totp"]["secret"]) == SECRET
    assert RecoveryCodes.activate(mo).generate_codes() == codes


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["328482", "000000", ""])
def test_a_lost_key_lets_nobody_in_and_says_so(settings, caplog, code):
    """Not even with the codes that an empty secret would give."""
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
