"""Whether other people took part in a list. This decides which lists are deleted with an account."""

from ranklore.ballots.queries.turnout import is_list_voted_on_by_others
from ranklore.discussion.queries.summaries import has_list_comments_by_others
from ranklore.lists.models import RankedList
from ranklore.lists.queries.contributions import has_items_by_others, lists_owned_by
from ranklore.people.models import Voter


def get_lists_without_others(voter: Voter) -> list[RankedList]:
    """The voter's lists in which nobody else took part. They are deleted with the account."""
    return [each for each in lists_owned_by(voter) if not has_other_participants(voter, each)]


def has_other_participants(voter: Voter, ranked_list: RankedList) -> bool:
    """Whether anybody else voted, commented or added an item."""
    return (
        is_list_voted_on_by_others(voter, ranked_list)
        or has_items_by_others(voter, ranked_list)
        or has_list_comments_by_others(voter, ranked_list)
    )
