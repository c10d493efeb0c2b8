"""How often one voter, and one address, may do something. The counting is `shell.limits`."""

from django.http import HttpRequest

from ranklore.people.access import voter_of
from ranklore.shell import limits


def count(request: HttpRequest, kind: str) -> None:
    """Note that the voter does something of this kind, or raise TooOften.

    The first line of a view that writes. Where the view does not answer a TooOften itself, `shell.middleware` does.
    """
    voter = voter_of(request)
    limits.count(request, kind, str(voter.key), is_new=voter.pk is None and kind != "search")
