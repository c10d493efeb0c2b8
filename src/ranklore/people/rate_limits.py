"""Rate limits for a voter, an email address and attempts to sign in. The counting is in `core.rate_limit`."""

from dataclasses import dataclass

from django.forms import ValidationError
from django.http import HttpRequest

from ranklore.core.rate_limit import limiter
from ranklore.core.translation import translated
from ranklore.people.access import get_voter, get_voter_key, get_voter_label

READ_ONLY_KINDS = {"search", "duplicates"}
"""Kinds that write nothing: a visitor who only reads does not count as a new guest."""


def rate_limit_voter(request: HttpRequest, kind: str) -> None:
    """Count an action of this kind by the voter, or raise RateLimitExceeded.

    Call it in the first line of a view that writes. If the view does not catch the error, a middleware of `core` does.
    """
    voter = get_voter(request)
    is_new_guest = voter.pk is None and voter.account_id is None and kind not in READ_ONLY_KINDS
    limiter.enforce_limit(request, kind, get_voter_label(voter), is_new=is_new_guest)


def rate_limit_account_form(request: HttpRequest) -> None:
    """Count a form about an account, or raise RateLimitExceeded. It loads no voter: most of these visitors are not
    signed in yet."""
    subject = f"account {request.user.pk}" if request.user.is_authenticated else str(get_voter_key(request))
    limiter.enforce_limit(request, "account", subject)


def throttle_email(request: HttpRequest, kind: str, email: str) -> None:
    """Count a request for an email to this address, or raise ValidationError.

    The address is counted as it was typed, whether an account has it or not.
    """
    _count_or_refuse(request, kind, _subject_for(email))


def throttle_attempt(request: HttpRequest, secret_of: str) -> "Attempt":
    """Count an attempt to enter a password or a code, or raise ValidationError. Call it before checking the secret."""
    attempt = Attempt(request, _subject_for(secret_of))
    _count_or_refuse(request, "sign-ins", attempt.subject)
    return attempt


@dataclass(frozen=True, slots=True)
class Attempt:
    """A counted attempt to enter a password or a code."""

    request: HttpRequest
    subject: str

    def succeeded(self) -> None:
        """Take the attempt back: only wrong ones are limited."""
        limiter.refund_attempt(self.request, "sign-ins", self.subject)


def _subject_for(text: str) -> str:
    return f"address {text.strip().lower()}"


def _count_or_refuse(request: HttpRequest, kind: str, subject: str) -> None:
    try:
        limiter.enforce_limit(request, kind, subject)
    except limiter.RateLimitExceeded as error:
        raise ValidationError(translated(error.sentence), code="rate_limited", params={"wait": error.wait}) from None
