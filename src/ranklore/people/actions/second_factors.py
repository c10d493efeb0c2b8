"""Delete recovery codes that are not needed, and re-encrypt stored secrets with the newest key."""

from allauth.mfa.models import Authenticator

from ranklore.people.models import Account
from ranklore.people.queries import has_authenticator_app
from ranklore.people.sign_in.encryption import reencrypt

ENCRYPTED_FIELDS = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


def delete_unused_recovery_codes(account: Account) -> None:
    """Delete the recovery codes of an account that has no authenticator app: they only replace an app."""
    if not has_authenticator_app(account):
        Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).delete()


def reencrypt_secrets() -> None:
    """Encrypt secrets that are stored in plain text, or encrypted with an older key, with the newest key."""
    for authenticator in Authenticator.objects.filter(type__in=ENCRYPTED_FIELDS).iterator():
        field, data = ENCRYPTED_FIELDS[authenticator.type], authenticator.data
        if (encrypted := reencrypt(data[field])) != data[field]:
            # Only if the row is unchanged: somebody may use up a recovery code at this moment.
            Authenticator.objects.filter(pk=authenticator.pk, data=data).update(data={**data, field: encrypted})
