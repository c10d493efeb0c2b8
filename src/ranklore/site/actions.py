"""Writes that need more than one app to decide."""

from django.db import transaction

from ranklore.ballots.queries import has_votes_of_others
from ranklore.ballots.recount import item_came_or_went, lock_board
from ranklore.discussion.queries import has_comments_of_others
from ranklore.lists.actions import lock_list, remove_item, restore_item
from ranklore.lists.models import Item
from ranklore.people.models import Voter
from ranklore.shell.refused import Refused
from ranklore.shell.words import quoted


@transaction.atomic
def take_back_item(*, voter: Voter, item: Item) -> None:
    """Take an item that one added off its list, while nobody else has voted or commented on it.

    One's own vote and comments go out of sight with it, and come back with it.
    """
    lock_list(item.list_id)
    lock_board(item.list_id)
    _check_own(voter, item)
    if has_votes_of_others(voter, item) or has_comments_of_others(voter, item):
        raise Refused(f"Others have voted or commented on {quoted(item.name)}, so it stays on the list.")
    if remove_item(item):
        item_came_or_went(item)


@transaction.atomic
def put_back_item(*, voter: Voter, item: Item) -> None:
    """Undo `take_back_item`. Raises Refused when the same item was added in the meantime."""
    lock_list(item.list_id)
    lock_board(item.list_id)
    _check_own(voter, item)
    if restore_item(item):
        item_came_or_went(item)


def _check_own(voter: Voter, item: Item) -> None:
    if voter.pk is None or item.added_by_id != voter.pk:
        raise Refused("Only the one who added an item can take it back.")
