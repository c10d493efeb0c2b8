"""How often one voter, and one address, may do something. The counting is `shell.limits`."""

from django.http import HttpRequest

from ranklore.people.access import voter_of
from ranklore.shell import limits

READING = {"search", "alike"}
"""Kinds that write nothing: who only reads is no new guest."""


def count(request: HttpRequest, kind: str) -> None:
    """Note that the voter does something of this kind, or raise TooOften.

    The first line of a view that writes. Where the view does not answer a TooOften itself, `shell.middleware` does.
    """
    voter = voter_of(request)
    who = f"account {voter.account_id}" if voter.account_id else str(voter.key)
    is_new_guest = voter.pk is None and voter.account_id is None and kind not in READING
    limits.count(request, kind, who, is_new=is_new_guest)
