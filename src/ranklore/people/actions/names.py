"""Give an account a name."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ranklore.people.models import Account, TakenName, Voter
from ranklore.people.names import NAME_REUSE_DELAY, clean_account_name, name_taken_message, skeleton
from ranklore.text.errors import Refused

NAMES_PER_ACCOUNT_MAX = 5  # past names included, because nobody else can take them


@transaction.atomic
def take_name(account: Account, typed: str) -> None:
    """Give an account its first name or a new one. It keeps its old names. Raises Refused."""
    name = clean_account_name(typed)
    account = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    bare, now = skeleton(name), timezone.now()
    TakenName.objects.filter(skeleton=bare, account=None, account_deleted_at__lt=now - NAME_REUSE_DELAY).delete()
    own = set(account.names.values_list("skeleton", flat=True))
    if bare not in own and len(own) >= NAMES_PER_ACCOUNT_MAX:
        raise Refused(
            _("You have had %(count)s names already. You can go back to one of them.")
            % {"count": NAMES_PER_ACCOUNT_MAX},
            "name",
        )
    taken, _is_new = TakenName.objects.get_or_create(skeleton=bare, defaults={"account": account})
    if taken.account_id != account.pk:
        raise Refused(name_taken_message(name), "name")
    account.name = name
    account.save(update_fields=["name"])
    Voter.objects.filter(account=account).update(name=name)
