"""Give an account what its guest did before signing up or signing in."""

import uuid
from dataclasses import dataclass

from django.db import transaction

from ranklore.ballots.actions.account_merge import lock_boards_of, merge_ballots
from ranklore.ballots.actions.trust import set_trust
from ranklore.ballots.queries.my_votes import vote_totals_of
from ranklore.discussion.actions.account_merge import merge_comments
from ranklore.discussion.queries.by_author import count_public_comments_by
from ranklore.drafts.actions.lifecycle import transfer_drafts
from ranklore.following.actions.account_merge import merge_follows
from ranklore.following.actions.locks import pause_event_collector
from ranklore.lists.actions.content_notes import merge_content_notes
from ranklore.lists.actions.lists import transfer_lists
from ranklore.lists.queries.contributions import count_items_added_by, lists_made_by
from ranklore.people.access import guest_for_key
from ranklore.people.actions.voters import attach_guest, revoke_guest_key
from ranklore.people.models import Account, Voter


@dataclass(frozen=True, slots=True)
class ClaimedCounts:
    """How much an account took over from a guest."""

    votes: int = 0
    comments: int = 0
    lists: int = 0
    items: int = 0

    @property
    def message(self) -> str:
        """ "12 votes and 2 comments that you made as a guest are yours now."; "" for nothing."""
        figures = ((self.votes, "vote"), (self.comments, "comment"), (self.lists, "list"), (self.items, "item"))
        parts = [f"{number:,} {what}{'s' if number > 1 else ''}" for number, what in figures if number]
        if not parts:
            return ""
        *most, last = parts
        one = len(parts) == 1 and parts[0].startswith("1 ")
        named = f"{', '.join(most)} and {last}" if most else last
        return f"{named} that you made as a guest {'is' if one else 'are'} yours now."


@transaction.atomic
def claim_guest(*, account: Account, guest_key: uuid.UUID) -> ClaimedCounts:
    """Let an account have what the guest of this key did: all of it or nothing, and once.

    On the first sign-in the guest becomes the account's voter. Later ones are merged into it: on what both spoke of,
    the newer word holds.
    """
    pause_event_collector()
    known = guest_for_key(guest_key)
    claimed = _count_activity(known)
    lock_boards_of(known)
    mine, guest = attach_guest(account, guest_key)
    if guest is None:
        return claimed
    merge_ballots(guest=guest, into=mine)
    if guest.trust < mine.trust:
        set_trust(voter=mine, trust=guest.trust)  # else signing in would make votes count that were set aside
    transfer_lists(guest=guest, into=mine)
    merge_content_notes(guest=guest, into=mine)
    merge_comments(guest=guest, into=mine)
    transfer_drafts(guest=guest, into=mine)
    merge_follows(guest=guest, into=mine)
    revoke_guest_key(guest)
    return claimed


def _count_activity(guest: Voter) -> ClaimedCounts:
    if guest.pk is None:
        return ClaimedCounts()
    return ClaimedCounts(
        votes=vote_totals_of(guest).votes,
        comments=count_public_comments_by(guest),
        lists=len(lists_made_by(guest)),
        items=count_items_added_by(guest),
    )
