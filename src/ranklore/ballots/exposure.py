"""Signed tokens that say which items a page showed, in order, before a vote."""

import time
from collections.abc import Collection, Sequence

from django.core import signing
from django.utils.translation import gettext as _

from ranklore.ballots.ballot import DOWN, PICK
from ranklore.text.errors import Refused

TOKEN_HOURS = 24
"""How long a token is valid. Somebody who votes on an older page remembers little of what was on it."""

_SALT = "ranklore.ballots.exposure"


def exposure_token(list_id: int, item_ids: Sequence[int]) -> str:
    """The token of a page. It changes with the hour only, so that a page is the same for everybody."""
    return signing.Signer(salt=_SALT).sign_object([list_id, _current_hour(), *item_ids], compress=True)


def _current_hour() -> int:
    return int(time.time() // 3600)


def items_shown(token: str, *, list_id: int, item_id: int) -> list[int]:
    """The ids of the items that the page of this token showed, in order.

    Raises Refused for a token that is too old, forged or made for another list, or that does not have the item.
    """
    token_list_id, items = _read_token(token)
    if token_list_id != list_id or item_id not in items:
        raise Refused(
            _("That vote did not come from this page, so nothing was changed. Reload the page and vote again.")
        )
    return items


def exposure_of_vote(items: Sequence[int], seen: Collection[int], *, item_id: int, kind: str = PICK) -> list[int]:
    """The items that the voter had been shown when they voted on this one, in the order of the page.

    `items` are those of the page. `seen` are the items that came into view, as the browser reports them. Without a
    report it is what a reader must have passed on the page to reach the item: everything down to it. For a down it
    includes the next item, which was in sight when the voter found that this one stood too high.
    Raises Refused if the browser reports something as seen that was not on the page.
    """
    if not seen:
        return list(items[: items.index(item_id) + (2 if kind == DOWN else 1)])
    if not set(seen) <= set(items):
        raise Refused(
            _("That vote named items that were not on the page, so nothing was changed. Reload it and vote again.")
        )
    return [each for each in items if each in seen or each == item_id]


def _read_token(token: str) -> tuple[int | None, list[int]]:
    try:
        list_id: int
        hour: int
        items: list[int]
        list_id, hour, *items = signing.Signer(salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None, []
    if hour < _current_hour() - TOKEN_HOURS:
        raise Refused(_("That page was more than a day old, so nothing was changed. This is the page now: vote again."))
    return list_id, items
