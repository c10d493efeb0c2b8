"""How often one voter, and one address, may do something. The counting is `shell.limits`."""

from dataclasses import dataclass

from django.forms import ValidationError
from django.http import HttpRequest

from ranklore.people.access import key_of, voter_of
from ranklore.shell import limits


def count(request: HttpRequest, kind: str) -> None:
    """Note that the voter does something of this kind, or raise TooOften.

    The first line of a view that writes. Where the view does not answer a TooOften itself, `shell.middleware` does.
    """
    voter = voter_of(request)
    who = f"account {voter.account_id}" if voter.account_id else str(voter.key)
    is_new_guest = voter.pk is None and voter.account_id is None and kind != "search"
    limits.count(request, kind, who, is_new=is_new_guest)


def count_step(request: HttpRequest) -> None:
    """Note one form about an account, or raise TooOften. No voter is asked for: whoever knocks may be nobody yet."""
    who = f"account {request.user.pk}" if request.user.is_authenticated else str(key_of(request))
    limits.count(request, "account", who)


def knock(request: HttpRequest, kind: str, email: str) -> None:
    """Note that somebody wants in with an e-mail address, or refuse the form that says so.

    The address is counted as it was typed, whether we know it or not.
    """
    _count(request, kind, _who(email))


def guess(request: HttpRequest, secret_of: str) -> "Guess":
    """Note that a password or a code is about to be looked at, or refuse the form that it came with."""
    tried = Guess(request, _who(secret_of))
    _count(request, "sign-ins", tried.who)
    return tried


@dataclass(frozen=True, slots=True)
class Guess:
    request: HttpRequest
    who: str

    def was_right(self) -> None:
        """Only wrong ones are to be few."""
        limits.give_back(self.request, "sign-ins", self.who)


def _who(text: str) -> str:
    return f"address {text.strip().lower()}"


def _count(request: HttpRequest, kind: str, who: str) -> None:
    try:
        limits.count(request, kind, who)
    except limits.TooOften as much:
        raise ValidationError(str(much), code="rate_limited", params={"wait": much.wait}) from None
