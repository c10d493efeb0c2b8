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
    """What a link stops: all digests of a voter, or with `topic_id` the notifications about one topic."""

    voter_id: int
    frequency: str = ""  # of the digests when the link was made, so that an undo can restore it
    topic_id: int | None = None


def unsubscribe_path(link: UnsubscribeLink) -> str:
    token = signing.dumps([link.voter_id, link.frequency, link.topic_id], salt=_SALT)  # safe in a URL as it is
    return _path_prefix() + token


def parse_unsubscribe_token(token: str) -> UnsubscribeLink:
    """The link of a token, or Http404 if we did not sign it. It never expires: an old email must stop new ones."""
    try:
        return UnsubscribeLink(*signing.loads(token, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404 from error


@cache
def _path_prefix() -> str:
    """Cached because a digest has dozens of these links."""
    return reverse("following:unsubscribe", args=["-"]).removesuffix("-")


def absolute_url(path: str) -> str:
    """The full URL of a path on this site, for emails."""
    return f"{settings.SITE_ADDRESS}{path}"
