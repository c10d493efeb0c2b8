"""Who may moderate."""

from ranklore.moderation.models import Moderator
from ranklore.people.models import Account, Voter


def is_moderator(voter: Voter) -> bool:
    return voter.account_id is not None and Moderator.objects.filter(account=voter.account_id).exists()


def moderators() -> list[Account]:
    return list(Account.objects.filter(pk__in=Moderator.objects.values("account")).order_by("name"))
