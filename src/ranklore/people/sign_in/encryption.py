"""Encrypts secrets of authenticator apps and recovery codes with a key derived from SECRET_KEY. A stolen database
alone cannot produce codes."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

ENCRYPTED_PREFIX = "sealed:"
"""Before what is sealed. No secret begins so: they are made of capitals and digits, or are hexadecimal."""


class DecryptionError(Exception):
    """A secret was sealed with a key that the site does not have any more."""


def encrypt(secret: str) -> str:
    return ENCRYPTED_PREFIX + _fernet().encrypt(secret.encode()).decode()


def decrypt(kept: str) -> str:
    """The secret again. What is not sealed is as it was kept. CannotOpen when no key fits."""
    if not kept.startswith(ENCRYPTED_PREFIX):
        return kept
    try:
        return _fernet().decrypt(kept.removeprefix(ENCRYPTED_PREFIX)).decode()
    except InvalidToken:
        raise DecryptionError from None


def reencrypt(kept: str) -> str:
    """The same secret under the key of today; what is under it already, or fits no key, stays as it is."""
    try:
        Fernet(_derive_key(settings.SECRET_KEY)).decrypt(kept.removeprefix(ENCRYPTED_PREFIX))
        return kept
    except InvalidToken:
        pass
    try:
        return encrypt(decrypt(kept))
    except DecryptionError:
        return kept


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(_derive_key(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _derive_key(secret_key: str) -> bytes:
    return urlsafe_b64encode(salted_hmac("ranklore.people.sealing", "", secret=secret_key, algorithm="sha256").digest())
