"""Reads about accounts: whether a name is available, whether an authenticator app is set up."""

from allauth.mfa.models import Authenticator
from django.utils import timezone

from ranklore.people.models import Account, TakenName
from ranklore.people.names import NAME_REUSE_DELAY, skeleton


def is_name_available(name: str, account: Account | None = None) -> bool:
    """Whether an account may take a name now. Another may still be quicker."""
    others = TakenName.objects.filter(skeleton=skeleton(name))
    if account:
        others = others.exclude(account=account)
    return not others.exclude(account=None, account_deleted_at__lt=timezone.now() - NAME_REUSE_DELAY).exists()


def has_authenticator_app(account: Account) -> bool:
    return Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists()
