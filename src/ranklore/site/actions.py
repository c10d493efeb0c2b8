"""Writes that need more than one app to decide."""

from django.db import transaction

from ranklore.ballots.actions import cast_pick, lock_board
from ranklore.ballots.queries import has_votes_of_others
from ranklore.ballots.recount import recount
from ranklore.discussion.queries import has_comments_of_others
from ranklore.lists.actions import remove_item, restore_item
from ranklore.lists.models import Item
from ranklore.people.models import Voter
from ranklore.shell.refused import Refused


@transaction.atomic
def take_back_item(*, voter: Voter, item: Item) -> None:
    """Take an item that one added off its list, while nobody else has voted or commented on it."""
    lock_board(item.list_id)
    _check_own(voter, item)
    if has_votes_of_others(voter, item) or has_comments_of_others(voter, item):
        raise Refused(f"Others have voted or commented on “{item.name}”, so it stays on the list.")
    if item.removed_at is None:
        cast_pick(voter=voter, item=item, on=False)
        remove_item(item)


@transaction.atomic
def put_back_item(*, voter: Voter, item: Item) -> None:
    """Undo `take_back_item`. Raises Refused when the same item was added in the meantime."""
    lock_board(item.list_id)
    _check_own(voter, item)
    restore_item(item)
    recount(item.list_id, refit=True)


def _check_own(voter: Voter, item: Item) -> None:
    if voter.pk is None or item.added_by_id != voter.pk:
        raise Refused("Only the one who added an item can take it back.")
