"""Reads about accounts: whether a name is available, and how an account can sign in."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.utils import timezone

from ranklore.people.models import Account, TakenName
from ranklore.people.names import NAME_REUSE_DELAY, skeleton


@dataclass(frozen=True, slots=True)
class SignInMethods:
    """What an account has set up to sign in, besides its password and provider links."""

    passkeys: tuple[Authenticator, ...]
    has_app: bool
    has_recovery_codes: bool


def sign_in_methods_for(account: Account) -> SignInMethods:
    authenticators = list(Authenticator.objects.filter(user=account).order_by("pk"))
    types = {each.type for each in authenticators}
    return SignInMethods(
        passkeys=tuple(each for each in authenticators if each.type == Authenticator.Type.WEBAUTHN),
        has_app=Authenticator.Type.TOTP in types,
        has_recovery_codes=Authenticator.Type.RECOVERY_CODES in types,
    )


def is_name_available(name: str, account: Account | None = None) -> bool:
    """Whether an account can take a name now. Another account may still take it first."""
    others = TakenName.objects.filter(skeleton=skeleton(name))
    if account:
        others = others.exclude(account=account)
    return not others.exclude(account=None, account_deleted_at__lt=timezone.now() - NAME_REUSE_DELAY).exists()


def has_authenticator_app(account: Account) -> bool:
    return Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists()
