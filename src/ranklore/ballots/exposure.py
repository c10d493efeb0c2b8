"""What a voter had been shown: a signed token that a page carries, naming the items it was served with, in order."""

from collections.abc import Sequence

from django.core import signing

from ranklore.shell.refused import Refused

_SALT = "ranklore.ballots.exposure"


def exposure_token(list_id: int, item_ids: Sequence[int]) -> str:
    return signing.Signer(salt=_SALT).sign_object([list_id, *item_ids], compress=True)


def shown_down_to(token: str, *, list_id: int, item_id: int) -> list[int]:
    """The items served down to the one voted for: what a reader must have passed to reach it.

    Raises Refused for a token that is not ours, or not of this list, or does not name the item.
    """
    try:
        of_list: int | None
        items: list[int]
        of_list, *items = signing.Signer(salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        of_list, items = None, []
    if of_list != list_id or item_id not in items:
        raise Refused("That vote did not come from this page. Reload the page and vote again; nothing was changed.")
    return items[: items.index(item_id) + 1]
