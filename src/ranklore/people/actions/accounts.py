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
    """Create an account for an unverified address, or return the one that was started before. Returns None if the
    address is verified already.

    The account has no name and no password, so nobody can use it until a code verifies the address.
    """
    account, is_new = Account.objects.get_or_create(email=email.lower())
    if is_new:
        account.set_unusable_password()
        account.save(update_fields=["password"])
    address, _ = EmailAddress.objects.get_or_create(user=account, email=account.email, defaults={"primary": True})
    return None if address.verified else account


@transaction.atomic
def finish_account(account: Account, *, name: str, password: str, link: tuple[str, str] | None = None) -> None:
    """Give an account with a verified address what was chosen at sign-up. `password` is hashed already.

    `link` is the provider that the person came from and its id of them. If somebody took the name meanwhile, the
    account has none and its owner is asked for another.
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
    """Delete an account with its addresses, passkeys, codes and sessions. A second call changes nothing.

    Its voter stays, without a name and with a key that nobody has, for what remains on lists. For a year nobody can
    take a name that looks like one of its names.
    """
    locked = Account.objects.select_for_update().filter(pk=account.pk).first()
    if locked is None:
        return
    Voter.objects.filter(account=locked).update(account=None, name="", key=uuid.uuid4())
    TakenName.objects.filter(account=locked).update(account=None, account_deleted_at=timezone.now())
    end_sessions(locked)
    locked.delete()


def end_sessions(account: Account, *, except_key: str | None = None) -> int:
    """Sign an account out everywhere, or everywhere except in one session. Returns how many sessions ended."""
    ended, _ = Session.objects.filter(account_id=account.pk).exclude(session_key=except_key or "").delete()
    return ended


@transaction.atomic
def delete_unverified_accounts(now: datetime, email: str | None = None) -> None:
    """Delete accounts whose address was not verified within a day. With `email`, delete that unverified account now."""
    verified = EmailAddress.objects.filter(verified=True).values("user_id")
    unverified = Account.objects.exclude(pk__in=verified)
    if email is None:
        unverified.filter(created_at__lt=now - UNVERIFIED_ACCOUNT_LIFETIME).delete()
    else:
        unverified.filter(email=email.lower()).delete()


def disable_password(account: Account) -> None:
    """Remove the password: the owner signs in with a code or a passkey. Like every change of a password, this signs
    out other browsers."""
    account.set_unusable_password()
    account.save(update_fields=["password"])
