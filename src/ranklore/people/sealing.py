"""The secrets of authenticator apps and recovery codes, sealed with a key made of the site's own.

Whoever gets hold of the database alone (an old copy, a stolen disk) cannot make codes with it.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

MARK = "sealed:"
"""Before what is sealed. No secret begins so: they are made of capitals and digits, or are hexadecimal."""


class CannotOpen(Exception):
    """A secret was sealed with a key that the site does not have any more."""


def seal(secret: str) -> str:
    return MARK + _keys().encrypt(secret.encode()).decode()


def opened(kept: str) -> str:
    """The secret again. What is not sealed is as it was kept. CannotOpen when no key fits."""
    if not kept.startswith(MARK):
        return kept
    try:
        return _keys().decrypt(kept.removeprefix(MARK)).decode()
    except InvalidToken:
        raise CannotOpen from None


def sealed_anew(kept: str) -> str:
    """The same secret under the key of today; what is under it already, or fits no key, stays as it is."""
    try:
        Fernet(_key_of(settings.SECRET_KEY)).decrypt(kept.removeprefix(MARK))
        return kept
    except InvalidToken:
        pass
    try:
        return seal(opened(kept))
    except CannotOpen:
        return kept


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(_key_of(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key_of(secret_key: str) -> bytes:
    return urlsafe_b64encode(salted_hmac("ranklore.people.sealing", "", secret=secret_key, algorithm="sha256").digest())
