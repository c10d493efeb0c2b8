"""Deleting an account, with what it did on the site."""

from django.db import transaction

from ranklore.ballots.actions import erase_votes
from ranklore.ballots.leaving import delete_counts, is_voted_on_by_others, keep_orders_private, take_name_off_orders
from ranklore.ballots.recount import lock_board
from ranklore.discussion.leaving import delete_comments_on_list, erase_marks, take_name_off_comments, wipe_comments
from ranklore.discussion.queries import has_comments_of_others_on_list
from ranklore.exchange.actions import delete_drafts, delete_drafts_of_list
from ranklore.following.actions import delete_news_of, forget_voter, keep_news_waiting
from ranklore.lists.actions import delete_list, erase_notes, lock_list
from ranklore.lists.models import RankedList
from ranklore.lists.queries import lists_of, others_added_to
from ranklore.people.access import voter_of_account
from ranklore.people.actions import close_account
from ranklore.people.models import Account, Voter


@transaction.atomic
def leave(account: Account, *, keep_votes: bool, keep_comments: bool, keep_rankings: bool = False) -> None:
    """Delete an account: all of it or nothing. A second time there is nothing left to do.

    Votes, helpful marks and notes are erased, or go on counting as those of a guest that nobody can open. Comments go,
    or stay without the name; so do published rankings, unless the votes that they are made of are erased. Drafts
    go, and lists that nobody else took part in.
    """
    keep_news_waiting()
    voter = voter_of_account(account)
    if voter.pk is not None:
        (take_name_off_orders if keep_rankings and keep_votes else keep_orders_private)(voter)
        delete_drafts(voter)
        forget_voter(voter)
        for ranked_list in lists_of(voter):
            lock_list(ranked_list.pk)  # with its board: nobody takes part between the look and the deletion
            lock_board(ranked_list.pk)
            if _took_part(voter, ranked_list):
                continue
            delete_news_of(ranked_list)
            delete_comments_on_list(ranked_list.pk)
            delete_drafts_of_list(ranked_list.pk)
            delete_counts(ranked_list.pk)
            delete_list(ranked_list.pk)
        if not keep_votes:
            erase_votes(voter=voter)
            erase_marks(voter)
            erase_notes(voter)
        (take_name_off_comments if keep_comments else wipe_comments)(voter)
    close_account(account)


def lists_alone(voter: Voter) -> list[RankedList]:
    """The lists of a voter in which nobody else took part: these go with the account."""
    return [each for each in lists_of(voter) if not _took_part(voter, each)]


def _took_part(voter: Voter, ranked_list: RankedList) -> bool:
    """Whether anybody else voted, commented or added an item."""
    return (
        is_voted_on_by_others(voter, ranked_list)
        or others_added_to(voter, ranked_list)
        or has_comments_of_others_on_list(voter, ranked_list)
    )
