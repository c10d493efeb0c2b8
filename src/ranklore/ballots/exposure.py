"""What a voter had been shown: a signed token that a page carries, naming the items it was served with, in order."""

from collections.abc import Collection, Sequence

from django.core import signing

from ranklore.ballots.rules import DOWN, PICK
from ranklore.shell.refused import Refused

LIVES = 24 * 3600
"""Seconds: whoever votes on an older page remembers little of what was on it."""
NOT_OURS = "That vote did not come from this page. Reload the page and vote again; nothing was changed."
TOO_OLD = "That page was more than a day old. Vote again on the page as it is now; nothing was changed."
NOT_SERVED = "That vote spoke of items that were not on the page. Reload the page and vote again; nothing was changed."

_SALT = "ranklore.ballots.exposure"


def exposure_token(list_id: int, item_ids: Sequence[int]) -> str:
    return signing.TimestampSigner(salt=_SALT).sign_object([list_id, *item_ids], compress=True)


def shown_with(token: str, seen: Collection[int], *, list_id: int, item_id: int, kind: str = PICK) -> list[int]:
    """The items that had been shown with the one that is spoken of, in the order of the page.

    `seen` is what came into view, as the browser says. Without any it is what was served down to the item: what a
    reader must have passed to reach it; for a down also the next one, as it was in sight when this stood too high.
    Raises Refused for a token that is too old, not ours, not of this list, or that does not name the item or something
    that was seen.
    """
    of_list, items = _read(token)
    if of_list != list_id or item_id not in items:
        raise Refused(NOT_OURS)
    if not seen:
        return items[: items.index(item_id) + (2 if kind == DOWN else 1)]
    if not set(seen) <= set(items):
        raise Refused(NOT_SERVED)
    return [each for each in items if each in seen or each == item_id]


def _read(token: str) -> tuple[int | None, list[int]]:
    try:
        of_list: int
        items: list[int]
        of_list, *items = signing.TimestampSigner(salt=_SALT).unsign_object(token, max_age=LIVES)
    except signing.SignatureExpired:
        raise Refused(TOO_OLD) from None
    except (signing.BadSignature, ValueError, TypeError):
        return None, []
    return of_list, items
