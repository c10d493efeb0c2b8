"""Who is asking: the voter behind a request."""

import uuid

from django.core import signing
from django.http import HttpRequest, HttpResponse

from ranklore.people.models import Voter

COOKIE = "ranklore_voter"
_SALT = "ranklore.people.voter"


def key_of(request: HttpRequest) -> uuid.UUID:
    """The voter key that this request came with, else a fresh one that the answer will carry as a cookie."""
    key: uuid.UUID | None = getattr(request, "_voter_key", None)
    if key is None:
        key = _key_in(request.COOKIES.get(COOKIE, "")) or uuid.uuid4()
        request._voter_key = key  # type: ignore[attr-defined]
    return key


def voter_of(request: HttpRequest, *, anew: bool = False) -> Voter:
    """The voter behind a request. One who never wrote anything is not in the database: `pk` is None.

    `anew` looks again, after a write that may have made the row.
    """
    voter: Voter | None = getattr(request, "_voter", None)
    if anew and voter is not None and voter.pk is None:
        voter = None
    if voter is None:
        key = key_of(request)
        voter = Voter.objects.filter(key=key).first() or Voter(key=key)
        request._voter = voter  # type: ignore[attr-defined]
    return voter


def is_known(request: HttpRequest) -> bool:
    """Whether the request carried a voter cookie that we signed."""
    return _key_in(request.COOKIES.get(COOKIE, "")) is not None


def remember(response: HttpResponse, key: uuid.UUID, *, secure: bool) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps(key.hex, salt=_SALT),
        max_age=400 * 24 * 3600,  # the longest that browsers keep a cookie
        httponly=True,
        samesite="Lax",
        secure=secure,
    )


def _key_in(cookie: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(hex=signing.loads(cookie, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
