"""Save voters, and attach a guest to an account."""

import uuid

from django.db import transaction

from ranklore.people.models import Account, Voter


def save_voter(voter: Voter, *, name: str | None = None) -> Voter:
    """The voter's row, created when they first write something. Two first clicks at once give one row, because the
    key is unique.

    `name` is what the next comment form offers to a guest; an account has its own name.
    """
    if voter.pk is None and voter.account:
        voter, _ = Voter.objects.get_or_create(account=voter.account, defaults={"name": voter.name})
    elif voter.pk is None:
        voter = Voter(key=voter.key, name=name or "")
        Voter.objects.bulk_create(  # one statement creates the row, or finds the one of another first click
            [voter], update_conflicts=True, unique_fields=["key"], update_fields=["name" if name else "key"]
        )
    if name and voter.name != name and voter.account_id is None:
        voter.name = name
        voter.save(update_fields=["name"])
    return voter


@transaction.atomic
def attach_guest(account: Account, guest_key: uuid.UUID) -> tuple[Voter, Voter | None]:
    """Attach the guest with this key to an account. Returns the account's voter, and the guest if the caller has to
    merge it into that voter.

    The first guest of an account becomes its voter, with a new key. A later guest is locked until the transaction ends:
    the caller merges it and then revokes its key. So if two sign-ins use one cookie, the second finds no guest.
    """
    account = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    # no_key: a vote of this guest that is being written refers to its key and holds a board that we may need.
    guests = Voter.objects.select_for_update(no_key=True).filter(key=guest_key, account=None, is_simulated=False)
    guest = guests.first()
    own = Voter.objects.filter(account=account).first()
    if guest is None or own is not None:
        return own or Voter.objects.create(account=account, name=account.name), guest
    guest.key, guest.account, guest.name = uuid.uuid4(), account, account.name
    guest.save(update_fields=["key", "account", "name"])
    return guest, None


def revoke_guest_key(guest: Voter) -> None:
    """Give a guest a new key, so that no cookie leads to it any more."""
    Voter.objects.filter(pk=guest.pk).update(key=uuid.uuid4())
