"""Links that work without signing in: whoever has one may stop an e-mail, and start it again, for one voter."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.core import signing
from django.http import Http404
from django.urls import reverse

_SALT = "ranklore.following.links"


@dataclass(frozen=True, slots=True)
class Stop:
    """What a link stops: the e-mails of a voter, or what they are told of one topic."""

    voter_id: int
    often: str = ""  # how often it had been, so that it can be put back
    topic_id: int | None = None


def stop_address(stop: Stop) -> str:
    token = signing.dumps([stop.voter_id, stop.often, stop.topic_id], salt=_SALT)  # fit for an address as it is
    return _before_token() + token


def opened(token: str) -> Stop:
    """What a link says, or Http404 for one that is not ours. It works for ever: an old e-mail must stop new ones."""
    try:
        return Stop(*signing.loads(token, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404 from error


@cache
def _before_token() -> str:
    """A letter has dozens of these addresses."""
    return reverse("following:stop", args=["-"]).removesuffix("-")


def absolute(address: str) -> str:
    """An address as an e-mail needs it."""
    return f"{settings.SITE_ADDRESS}{address}"
