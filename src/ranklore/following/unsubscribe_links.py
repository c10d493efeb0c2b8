"""Signed unsubscribe links for emails. They work without signing in and never expire."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.core import signing
from django.http import Http404
from django.urls import reverse

_SALT = "ranklore.following.links"


@dataclass(frozen=True, slots=True)
class UnsubscribeLink:
    """What a link stops: the e-mails of a voter, or what they are told of one topic."""

    voter_id: int
    often: str = ""  # how often it had been, so that it can be put back
    topic_id: int | None = None


def unsubscribe_path(stop: UnsubscribeLink) -> str:
    token = signing.dumps([stop.voter_id, stop.often, stop.topic_id], salt=_SALT)  # fit for an address as it is
    return _path_prefix() + token


def parse_unsubscribe_token(token: str) -> UnsubscribeLink:
    """What a link says, or Http404 for one that is not ours. It works for ever: an old e-mail must stop new ones."""
    try:
        return UnsubscribeLink(*signing.loads(token, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404 from error


@cache
def _path_prefix() -> str:
    """A letter has dozens of these addresses."""
    return reverse("following:unsubscribe", args=["-"]).removesuffix("-")


def absolute_url(address: str) -> str:
    """An address as an e-mail needs it."""
    return f"{settings.SITE_ADDRESS}{address}"
