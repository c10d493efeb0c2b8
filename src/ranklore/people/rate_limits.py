"""Rate limits for a voter, an email address and attempts to sign in. The counting is in `core.rate_limit`."""

from dataclasses import dataclass

from django.forms import ValidationError
from django.http import HttpRequest

from ranklore.core.rate_limit import limiter
from ranklore.people.access import get_voter, get_voter_key

READ_ONLY_KINDS = {"search", "duplicates"}
"""Kinds that write nothing: who only reads is no new guest."""


def rate_limit_voter(request: HttpRequest, kind: str) -> None:
    """Note that the voter does something of this kind, or raise TooOften.

    The first line of a view that writes. Where the view does not answer a TooOften itself, `shell.middleware` does.
    """
    voter = get_voter(request)
    who = f"account {voter.account_id}" if voter.account_id else str(voter.key)
    is_new_guest = voter.pk is None and voter.account_id is None and kind not in READ_ONLY_KINDS
    limiter.enforce_limit(request, kind, who, is_new=is_new_guest)


def rate_limit_account_form(request: HttpRequest) -> None:
    """Note one form about an account, or raise TooOften. No voter is asked for: whoever knocks may be nobody yet."""
    who = f"account {request.user.pk}" if request.user.is_authenticated else str(get_voter_key(request))
    limiter.enforce_limit(request, "account", who)


def throttle_email(request: HttpRequest, kind: str, email: str) -> None:
    """Note that somebody wants in with an e-mail address, or refuse the form that says so.

    The address is counted as it was typed, whether we know it or not.
    """
    _count_or_refuse(request, kind, _subject_for(email))


def throttle_attempt(request: HttpRequest, secret_of: str) -> "Attempt":
    """Note that a password or a code is about to be looked at, or refuse the form that it came with."""
    tried = Attempt(request, _subject_for(secret_of))
    _count_or_refuse(request, "sign-ins", tried.who)
    return tried


@dataclass(frozen=True, slots=True)
class Attempt:
    request: HttpRequest
    who: str

    def succeeded(self) -> None:
        """Only wrong ones are to be few."""
        limiter.refund_attempt(self.request, "sign-ins", self.who)


def _subject_for(text: str) -> str:
    return f"address {text.strip().lower()}"


def _count_or_refuse(request: HttpRequest, kind: str, who: str) -> None:
    try:
        limiter.enforce_limit(request, kind, who)
    except limiter.RateLimitExceeded as much:
        raise ValidationError(str(much), code="rate_limited", params={"wait": much.wait}) from None
