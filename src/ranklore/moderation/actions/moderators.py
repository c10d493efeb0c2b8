"""Give and take roles."""

from ranklore.moderation.models import Moderator
from ranklore.people.models import Account


def add_moderator(account: Account) -> bool:
    """Let an account moderate. Returns False if it already could."""
    return Moderator.objects.get_or_create(account=account)[1]


def remove_moderator(account: Account) -> bool:
    """Returns False if the account was no moderator."""
    deleted, _ = Moderator.objects.filter(account=account).delete()
    return deleted > 0
