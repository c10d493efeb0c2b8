"""Remove an item that you added from its list, and put it back."""

from django.db import transaction
from django.utils.translation import gettext as _

from ranklore.ballots.queries.turnout import is_item_voted_on_by_others
from ranklore.ballots.recount.incremental import recount_after_item_change
from ranklore.ballots.recount.publishing import lock_board
from ranklore.discussion.queries.summaries import has_item_comments_by_others
from ranklore.lists.actions.items import remove_item, restore_item
from ranklore.lists.actions.lists import lock_list
from ranklore.lists.models import Item
from ranklore.people.models import Voter
from ranklore.text.bidi import quoted
from ranklore.text.errors import Refused


@transaction.atomic
def remove_own_item(*, voter: Voter, item: Item) -> None:
    """Remove an item that the voter added, while nobody else has voted or commented on it.

    The voter's own vote and comments on it are hidden with it, and shown again when it is restored.
    """
    lock_list(item.list_id)
    lock_board(item.list_id)
    _check_added_by(voter, item)
    if is_item_voted_on_by_others(voter, item) or has_item_comments_by_others(voter, item):
        raise Refused(
            _("Others have voted or commented on %(item)s, so it stays on the list.") % {"item": quoted(item.name)}
        )
    if remove_item(item):
        recount_after_item_change(item)


@transaction.atomic
def restore_own_item(*, voter: Voter, item: Item) -> None:
    """Undo `remove_own_item`. Raises Refused when the same item was added in the meantime."""
    lock_list(item.list_id)
    lock_board(item.list_id)
    _check_added_by(voter, item)
    if restore_item(item):
        recount_after_item_change(item)


def _check_added_by(voter: Voter, item: Item) -> None:
    if voter.pk is None or item.added_by_id != voter.pk:
        raise Refused(_("Only the person who added an item can remove it."))
