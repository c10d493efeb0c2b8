"""Save voters, and attach a guest to an account."""

import uuid

from django.db import transaction

from ranklore.people.models import Account, Voter


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
def attach_guest(account: Account, guest_key: uuid.UUID) -> tuple[Voter, Voter | None]:
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


def revoke_guest_key(guest: Voter) -> None:
    """From here on no cookie opens this guest."""
    Voter.objects.filter(pk=guest.pk).update(key=uuid.uuid4())
