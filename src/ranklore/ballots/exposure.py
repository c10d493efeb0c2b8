"""Signed tokens that say which items a page showed, in order, before a vote."""

from collections.abc import Collection, Sequence

from django.core import signing

from ranklore.ballots.ballot import DOWN, PICK
from ranklore.text.errors import Refused

TOKEN_LIFETIME = 24 * 3600
"""Seconds: whoever votes on an older page remembers little of what was on it."""
FOREIGN_TOKEN_MESSAGE = "That vote did not come from this page. Reload the page and vote again; nothing was changed."
EXPIRED_TOKEN_MESSAGE = "That page was more than a day old. Vote again on the page as it is now; nothing was changed."
ITEM_NOT_SERVED_MESSAGE = (
    "That vote spoke of items that were not on the page. Reload the page and vote again; nothing was changed."
)

_SALT = "ranklore.ballots.exposure"


def exposure_token(list_id: int, item_ids: Sequence[int]) -> str:
    return signing.TimestampSigner(salt=_SALT).sign_object([list_id, *item_ids], compress=True)


def exposure_of_vote(token: str, seen: Collection[int], *, list_id: int, item_id: int, kind: str = PICK) -> list[int]:
    """The items that had been shown with the one that is spoken of, in the order of the page.

    `seen` is what came into view, as the browser says. Without any it is what was served down to the item: what a
    reader must have passed to reach it; for a down also the next one, as it was in sight when this stood too high.
    Raises Refused for a token that is too old, not ours, not of this list, or that does not name the item or something
    that was seen.
    """
    of_list, items = _read_token(token)
    if of_list != list_id or item_id not in items:
        raise Refused(FOREIGN_TOKEN_MESSAGE)
    if not seen:
        return items[: items.index(item_id) + (2 if kind == DOWN else 1)]
    if not set(seen) <= set(items):
        raise Refused(ITEM_NOT_SERVED_MESSAGE)
    return [each for each in items if each in seen or each == item_id]


def _read_token(token: str) -> tuple[int | None, list[int]]:
    try:
        of_list: int
        items: list[int]
        of_list, *items = signing.TimestampSigner(salt=_SALT).unsign_object(token, max_age=TOKEN_LIFETIME)
    except signing.SignatureExpired:
        raise Refused(EXPIRED_TOKEN_MESSAGE) from None
    except (signing.BadSignature, ValueError, TypeError):
        return None, []
    return of_list, items
