"""Give an account a name."""

from django.db import transaction
from django.utils import timezone

from ranklore.people.models import Account, TakenName, Voter
from ranklore.people.names import NAME_REUSE_DELAY, clean_account_name, skeleton
from ranklore.text.bidi import quoted
from ranklore.text.errors import Refused

NAMES_PER_ACCOUNT_MAX = 5  # that one account may have had: nobody collects them


@transaction.atomic
def take_name(account: Account, typed: str) -> None:
    """Give an account a name, its first or another. The ones before stay its own. Raises Refused."""
    name = clean_account_name(typed)
    account = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    bare, now = skeleton(name), timezone.now()
    TakenName.objects.filter(skeleton=bare, account=None, account_deleted_at__lt=now - NAME_REUSE_DELAY).delete()
    mine = set(account.names.values_list("skeleton", flat=True))
    if bare not in mine and len(mine) >= NAMES_PER_ACCOUNT_MAX:
        raise Refused(f"You have had {NAMES_PER_ACCOUNT_MAX} names already. You can go back to one of them.", "name")
    taken, _ = TakenName.objects.get_or_create(skeleton=bare, defaults={"account": account})
    if taken.account_id != account.pk:
        raise Refused(f"The name {quoted(name)} is taken, or looks like one that is. Choose another one.", "name")
    account.name = name
    account.save(update_fields=["name"])
    Voter.objects.filter(account=account).update(name=name)
