"""Delete recovery codes that nothing needs, and re-encrypt stored secrets with the newest key."""

from allauth.mfa.models import Authenticator

from ranklore.people.models import Account
from ranklore.people.queries import has_authenticator_app
from ranklore.people.sign_in.encryption import reencrypt

ENCRYPTED_FIELDS = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


def delete_unused_recovery_codes(account: Account) -> None:
    """Delete recovery codes of an account that has no app."""
    if not has_authenticator_app(account):
        Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).delete()


def reencrypt_secrets() -> None:
    """Seal with the key of today what was kept in the clear, or sealed with a key of before."""
    for way in Authenticator.objects.filter(type__in=ENCRYPTED_FIELDS).iterator():
        field = ENCRYPTED_FIELDS[way.type]
        kept = way.data[field]
        if (sealed := reencrypt(kept)) != kept:
            # Only where the row is as it was read: a recovery code may be used up in this moment.
            Authenticator.objects.filter(pk=way.pk, data=way.data).update(data={**way.data, field: sealed})
