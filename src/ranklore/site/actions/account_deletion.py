"""Delete an account with what it did on the site."""

from django.db import transaction

from ranklore.ballots.actions.account_deletion import anonymize_rankings, delete_votes_of_list, unpublish_rankings
from ranklore.ballots.actions.erasure import erase_votes
from ranklore.ballots.recount.publishing import lock_board
from ranklore.discussion.actions.account_deletion import (
    anonymize_comments,
    delete_comments_on_list,
    erase_comments,
    erase_helpful_votes_and_notes,
)
from ranklore.drafts.actions.lifecycle import delete_drafts, delete_drafts_of_list
from ranklore.following.actions.deletion import delete_events_of_list, delete_follows_of
from ranklore.following.actions.locks import pause_event_collector
from ranklore.lists.actions.content_notes import erase_content_notes
from ranklore.lists.actions.lists import delete_list, lock_list
from ranklore.lists.queries.contributions import lists_owned_by
from ranklore.people.access import voter_for_account
from ranklore.people.actions.accounts import delete_account_row
from ranklore.people.models import Account
from ranklore.site.queries.participation import has_other_participants


@transaction.atomic
def delete_account(account: Account, *, keep_votes: bool, keep_comments: bool, keep_rankings: bool = False) -> None:
    """Delete an account in one transaction. Deleting it twice changes nothing.

    Votes, helpful votes and content notes are erased, or kept as those of a guest that nobody can open. Comments are
    deleted, or kept without the name. Published rankings are kept without the name only with their votes. Drafts
    are deleted, and so are lists that nobody else took part in.
    """
    pause_event_collector()
    voter = voter_for_account(account)
    if voter.pk is not None:
        (anonymize_rankings if keep_rankings and keep_votes else unpublish_rankings)(voter)
        delete_drafts(voter)
        delete_follows_of(voter)
        for ranked_list in lists_owned_by(voter):
            lock_list(ranked_list.pk)  # and its board, so that nobody can take part between the check and the deletion
            lock_board(ranked_list.pk)
            if has_other_participants(voter, ranked_list):
                continue
            delete_events_of_list(ranked_list)
            delete_comments_on_list(ranked_list.pk)
            delete_drafts_of_list(ranked_list.pk)
            delete_votes_of_list(ranked_list.pk)
            delete_list(ranked_list.pk)
        if not keep_votes:
            erase_votes(voter=voter)
            erase_helpful_votes_and_notes(voter)
            erase_content_notes(voter)
        (anonymize_comments if keep_comments else erase_comments)(voter)
    delete_account_row(account)
