"""Start, finish and delete accounts, and end their sessions."""

import uuid
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from ranklore.people.actions.names import take_name
from ranklore.people.actions.provider_links import add_provider_link
from ranklore.people.models import Account, Session, TakenName, Voter
from ranklore.text.errors import Refused

UNVERIFIED_ACCOUNT_LIFETIME = timedelta(days=1)


@transaction.atomic
def start_account(email: str) -> Account | None:
    """An account for an address that is still to be proven; started twice it is the same. None: somebody proved it.

    It has no name and no password, so it is nobody's until a code proves the address.
    """
    account, is_new = Account.objects.get_or_create(email=email.lower())
    if is_new:
        account.set_unusable_password()
        account.save(update_fields=["password"])
    address, _ = EmailAddress.objects.get_or_create(user=account, email=account.email, defaults={"primary": True})
    return None if address.verified else account


@transaction.atomic
def finish_account(account: Account, *, name: str, password: str, link: tuple[str, str] | None = None) -> None:
    """Give an account whose address is proven now what was chosen at sign-up; `password` is hashed already.

    link: the provider that the person came with, and what it calls them. When somebody took the name meanwhile, the
    account stays without one and is asked for another.
    """
    account.password = password
    account.save(update_fields=["password"])
    if link:
        add_provider_link(account, *link)
    try:
        take_name(account, name)
    except Refused:
        return
    account.refresh_from_db(fields=["name"])


@transaction.atomic
def delete_account_row(account: Account) -> None:
    """Delete an account: its addresses, passkeys, codes and sessions go with it. Closed twice it is just gone.

    Its voter stays behind without a name and with a key that nobody has, for what is to remain on lists. Nobody
    can take a name that looks like one of its for a year.
    """
    locked = Account.objects.select_for_update().filter(pk=account.pk).first()
    if locked is None:
        return
    Voter.objects.filter(account=locked).update(account=None, name="", key=uuid.uuid4())
    TakenName.objects.filter(account=locked).update(account=None, account_deleted_at=timezone.now())
    end_sessions(locked)
    locked.delete()


def end_sessions(account: Account, *, except_key: str | None = None) -> int:
    """Sign an account out everywhere, or everywhere but in this session."""
    ended, _ = Session.objects.filter(account_id=account.pk).exclude(session_key=except_key or "").delete()
    return ended


@transaction.atomic
def delete_unverified_accounts(now: datetime, email: str | None = None) -> None:
    """Delete accounts whose address nobody proved within a day; with an address, that one's at once."""
    proven = EmailAddress.objects.filter(verified=True).values("user_id")
    unproven = Account.objects.exclude(pk__in=proven)
    if email is None:
        unproven.filter(created_at__lt=now - UNVERIFIED_ACCOUNT_LIFETIME).delete()
    else:
        unproven.filter(email=email.lower()).delete()


def disable_password(account: Account) -> None:
    """From here on the account is entered by a code or a passkey. Other browsers are signed out, as by every change."""
    account.set_unusable_password()
    account.save(update_fields=["password"])
