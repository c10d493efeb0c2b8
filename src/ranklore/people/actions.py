"""Every write to accounts, names and voters."""

import uuid
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from ranklore.people.models import Account, Link, Session, TakenName, Voter
from ranklore.people.rules import checked_name, skeleton
from ranklore.shell.refused import Refused
from ranklore.shell.words import quoted

NAMES_MAX = 5  # that one account may have had: nobody collects them
NAME_RESTS = timedelta(days=365)  # how long nobody can take the name of somebody who left
UNPROVEN_LIVES = timedelta(days=1)


def save_voter(voter: Voter, *, name: str | None = None) -> Voter:
    """The voter as a row, made at the first thing they write. Two first clicks at once give one row: the key is unique.

    `name`, when given, becomes what the next comment form offers; an account has its own name.
    """
    if voter.pk is None and voter.account:
        voter, _ = Voter.objects.get_or_create(account=voter.account, defaults={"name": voter.name})
    elif voter.pk is None:
        voter = Voter(key=voter.key, name=name or "")
        Voter.objects.bulk_create(  # one statement: it makes the row, or finds the one of another first click
            [voter], update_conflicts=True, unique_fields=["key"], update_fields=["name" if name else "key"]
        )
    if name and voter.name != name and voter.account_id is None:
        voter.name = name
        voter.save(update_fields=["name"])
    return voter


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
        link_account(account, *link)
    try:
        take_name(account, name)
    except Refused:
        return
    account.refresh_from_db(fields=["name"])


def link_account(account: Account, provider: str, uid: str) -> bool | None:
    """Let an account of another site sign in to this one. False: it does already. None: it signs in to another one."""
    link, is_new = Link.objects.get_or_create(provider=provider, uid=uid, defaults={"account": account})
    return is_new if link.account_id == account.pk else None


def unlink_account(account: Account, link_id: int) -> bool:
    """From here on that account of another site signs in nobody. A code by e-mail always does."""
    gone, _ = Link.objects.filter(account=account, pk=link_id).delete()
    return bool(gone)


@transaction.atomic
def take_name(account: Account, typed: str) -> None:
    """Give an account a name, its first or another. The ones before stay its own. Raises Refused."""
    name = checked_name(typed)
    account = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    bare, now = skeleton(name), timezone.now()
    TakenName.objects.filter(skeleton=bare, account=None, left_at__lt=now - NAME_RESTS).delete()
    mine = set(account.names.values_list("skeleton", flat=True))
    if bare not in mine and len(mine) >= NAMES_MAX:
        raise Refused(f"You have had {NAMES_MAX} names already. You can go back to one of them.", "name")
    taken, _ = TakenName.objects.get_or_create(skeleton=bare, defaults={"account": account})
    if taken.account_id != account.pk:
        raise Refused(f"The name {quoted(name)} is taken, or looks like one that is. Choose another one.", "name")
    account.name = name
    account.save(update_fields=["name"])
    Voter.objects.filter(account=account).update(name=name)


def is_free(name: str, account: Account | None = None) -> bool:
    """Whether an account may take a name now. Another may still be quicker."""
    others = TakenName.objects.filter(skeleton=skeleton(name))
    if account:
        others = others.exclude(account=account)
    return not others.exclude(account=None, left_at__lt=timezone.now() - NAME_RESTS).exists()


@transaction.atomic
def adopt_guest(account: Account, guest_key: uuid.UUID) -> tuple[Voter, Voter | None]:
    """Let an account have the guest of this key. Gives the account's voter, and a guest that is to be merged into it.

    The first guest of an account becomes its voter, under a new key. A later one is held to the end of the transaction;
    the caller merges it and then retires its key. So of two sign-ins with one cookie the second finds nobody.
    """
    account = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    # Not the key of the row: a vote of this guest that is on its way refers to it, and holds a board that we may want.
    guests = Voter.objects.select_for_update(no_key=True).filter(key=guest_key, account=None, is_simulated=False)
    guest = guests.first()
    mine = Voter.objects.filter(account=account).first()
    if guest is None or mine is not None:
        return mine or Voter.objects.create(account=account, name=account.name), guest
    guest.key, guest.account, guest.name = uuid.uuid4(), account, account.name
    guest.save(update_fields=["key", "account", "name"])
    return guest, None


def retire_guest(guest: Voter) -> None:
    """From here on no cookie opens this guest."""
    Voter.objects.filter(pk=guest.pk).update(key=uuid.uuid4())


@transaction.atomic
def close_account(account: Account) -> None:
    """Delete an account: its addresses, passkeys, codes and sessions go with it. Closed twice it is just gone.

    Its voter stays behind without a name and with a key that nobody has, for what is to remain on lists. Nobody
    can take a name that looks like one of its for a year.
    """
    locked = Account.objects.select_for_update().filter(pk=account.pk).first()
    if locked is None:
        return
    Voter.objects.filter(account=locked).update(account=None, name="", key=uuid.uuid4())
    TakenName.objects.filter(account=locked).update(account=None, left_at=timezone.now())
    end_sessions(locked)
    locked.delete()


def end_sessions(account: Account, *, except_key: str | None = None) -> int:
    """Sign an account out everywhere, or everywhere but in this session."""
    ended, _ = Session.objects.filter(account_id=account.pk).exclude(session_key=except_key or "").delete()
    return ended


@transaction.atomic
def forget_unproven(now: datetime, email: str | None = None) -> None:
    """Delete accounts whose address nobody proved within a day; with an address, that one's at once."""
    proven = EmailAddress.objects.filter(verified=True).values("user_id")
    unproven = Account.objects.exclude(pk__in=proven)
    if email is None:
        unproven.filter(created_at__lt=now - UNPROVEN_LIVES).delete()
    else:
        unproven.filter(email=email.lower()).delete()


def remove_password(account: Account) -> None:
    """From here on the account is entered by a code or a passkey. Other browsers are signed out, as by every change."""
    account.set_unusable_password()
    account.save(update_fields=["password"])
