"""The account and the voter behind a request, the guest cookie, and the account that has a name."""

import uuid
from functools import lru_cache

from django.core import signing
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from ranklore.core.database.prepared import PreparedQuery
from ranklore.core.rate_limit.client_address import client_network
from ranklore.people.models import Account, TakenName, Voter
from ranklore.people.names import NAME_REUSE_DELAY, skeleton

GUEST_COOKIE = "ranklore_voter"
COOKIE_LENGTH_MAX = 200
COOKIES_MAX = 4_000
"""How many cookies a process keeps whose signature it has checked: about 1 MB."""
_SALT = "ranklore.people.voter"


def get_account(request: HttpRequest) -> Account | None:
    """The account that this browser is signed in to."""
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def get_voter_key(request: HttpRequest) -> uuid.UUID:
    """The guest key of the request's cookie, else a new one, which nobody keeps."""
    key: uuid.UUID | None = getattr(request, "_voter_key", None)
    if key is None:
        key = _key_of_cookie(request) or uuid.uuid4()
        request._voter_key = key  # type: ignore[attr-defined]
    return key


def get_voter(request: HttpRequest, *, anew: bool = False) -> Voter:
    """The voter behind a request: the account's, else the guest. A voter who never wrote anything is not in the
    database: `pk` is None.

    `anew` reads the database again, after a write that may have created the row.
    """
    voter: Voter | None = getattr(request, "_voter", None)
    if anew and voter is not None and voter.pk is None:
        voter = None
    if voter is None:
        account = get_account(request)
        voter = voter_for_account(account) if account else get_guest(request)
        if request.method == "POST":  # only a vote needs it
            voter.network = client_network(request)
        request._voter = voter  # type: ignore[attr-defined]
    return voter


def voter_for_account(account: Account) -> Voter:
    try:
        return account.voter
    except Voter.DoesNotExist:
        return Voter(account=account, name=account.name)


def get_guest(request: HttpRequest) -> Voter:
    """The guest of the cookie, even when somebody is signed in."""
    return guest_for_key(get_voter_key(request))


def guest_for_key(key: uuid.UUID) -> Voter:
    rows = _GUEST.rows(key)
    if not rows:
        return Voter(key=key)
    voter_id, name, is_simulated, trust = rows[0]
    return load_voter(voter_id, key, name, is_simulated, trust)


def load_voter(
    voter_id: int, key: uuid.UUID | str, name: str, is_simulated: int, trust: float, account_id: int | None = None
) -> Voter:
    """A voter from the columns of its row, as a PreparedQuery gives them."""
    fields = ("id", "key", "account_id", "name", "is_simulated", "trust")
    key = key if isinstance(key, uuid.UUID) else uuid.UUID(hex=key)
    return Voter.from_db(connection.alias, fields, (voter_id, key, account_id, name, bool(is_simulated), trust))


_GUEST = PreparedQuery(
    lambda key: Voter.objects.filter(key=key, account=None).values_list("pk", "name", "is_simulated", "trust"),
    uuid.UUID,
)


def reset_guest(request: HttpRequest) -> None:
    """Make this browser a new guest: the response sets a new key."""
    request._voter_key = uuid.uuid4()  # type: ignore[attr-defined]
    request._is_voter_key_new = True  # type: ignore[attr-defined]
    request._voter = None  # type: ignore[attr-defined]


def is_guest_key_new(request: HttpRequest) -> bool:
    """Whether the response must set the cookie of a new guest."""
    return getattr(request, "_is_voter_key_new", False)


def is_known(voter: Voter) -> bool:
    """Whether this voter ever wrote anything. All others see the same pages."""
    return voter.pk is not None


def get_voter_label(voter: Voter) -> str:
    """The same for one voter from their first request on, before they have a row."""
    return f"account {voter.account_id}" if voter.account_id else str(voter.key)


def sender_of(request: HttpRequest, voter: Voter) -> str:
    """The `sender` of a NonceForm: this voter, at this address."""
    return f"{get_voter_label(voter)} {request.path}"


def has_guest_cookie(request: HttpRequest) -> bool:
    """Whether the request has a guest cookie that we signed."""
    return _key_of_cookie(request) is not None


def set_guest_cookie(response: HttpResponse, key: uuid.UUID, *, secure: bool) -> None:
    response.set_cookie(
        GUEST_COOKIE,
        signing.dumps(key.hex, salt=_SALT),
        max_age=400 * 24 * 3600,  # the longest that browsers keep a cookie
        httponly=True,
        samesite="Lax",
        secure=secure,
    )


def get_account_by_name(name: str) -> Account:
    """The account that has or had this name, or one that looks like it. Http404 if there is none."""
    named = TakenName.objects.filter(skeleton=skeleton(name)) if "\x00" not in name else TakenName.objects.none()
    taken = named.select_related("account__voter").first()
    if taken is None or taken.account is None or not taken.account.is_active:
        raise Http404(name)
    return taken.account


def is_name_of_deleted_account(name: str) -> bool:
    """Whether a deleted account had this name, or one that looks like it, and nobody can take it yet."""
    deleted_after = timezone.now() - NAME_REUSE_DELAY
    blocked = TakenName.objects.filter(account=None, account_deleted_at__gte=deleted_after)
    return "\x00" not in name and blocked.filter(skeleton=skeleton(name)).exists()


def _key_of_cookie(request: HttpRequest) -> uuid.UUID | None:
    cookie = request.COOKIES.get(GUEST_COOKIE, "")
    return _parse_cookie(cookie) if len(cookie) <= COOKIE_LENGTH_MAX else None


@lru_cache(COOKIES_MAX)
def _parse_cookie(cookie: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(hex=signing.loads(cookie, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None


def require_account(request: HttpRequest) -> Account:
    """The account of a view that needs one (`login_required`)."""
    account = get_account(request)
    if account is None:
        raise PermissionError("nobody is signed in")
    return account
