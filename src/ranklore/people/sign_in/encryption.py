"""Encrypts secrets of authenticator apps and recovery codes with a key derived from SECRET_KEY. A stolen database
alone cannot produce codes."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

ENCRYPTED_PREFIX = "sealed:"
"""Marks encrypted secrets. No plain secret starts like this: they are capitals and digits, or hexadecimal."""


class DecryptionError(Exception):
    """A secret was encrypted with a key that the site does not have any more."""


def encrypt(secret: str) -> str:
    return ENCRYPTED_PREFIX + _fernet().encrypt(secret.encode()).decode()


def decrypt(stored: str) -> str:
    """The plain secret. A secret that is not encrypted is returned as it is. Raises DecryptionError if no key fits."""
    if not stored.startswith(ENCRYPTED_PREFIX):
        return stored
    try:
        return _fernet().decrypt(stored.removeprefix(ENCRYPTED_PREFIX)).decode()
    except InvalidToken:
        raise DecryptionError from None


def reencrypt(stored: str) -> str:
    """The secret encrypted with the current key. It stays as it is if it is already, or if no key fits."""
    try:
        Fernet(_derive_key(str(settings.SECRET_KEY))).decrypt(stored.removeprefix(ENCRYPTED_PREFIX))
        return stored
    except InvalidToken:
        pass
    try:
        return encrypt(decrypt(stored))
    except DecryptionError:
        return stored


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(_derive_key(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _derive_key(secret_key: str) -> bytes:
    return urlsafe_b64encode(salted_hmac("ranklore.people.sealing", "", secret=secret_key, algorithm="sha256").digest())
