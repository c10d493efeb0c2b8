"""Give an account what its guest did before signing up or signing in."""

import uuid
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
    """How many things an account took over from a guest."""

    votes: int = 0
    comments: int = 0
    lists: int = 0
    items: int = 0

    @property
    def message(self) -> str:
        """What was taken over, such as "Now in your account: 12 votes, 2 comments."; "" for nothing."""
        votes, comments, lists, items = (intcomma(n) for n in (self.votes, self.comments, self.lists, self.items))
        parts = (
            (self.votes, ngettext("%(n)s vote", "%(n)s votes", self.votes) % {"n": votes}),
            (self.comments, ngettext("%(n)s comment", "%(n)s comments", self.comments) % {"n": comments}),
            (self.lists, ngettext("%(n)s list", "%(n)s lists", self.lists) % {"n": lists}),
            (self.items, ngettext("%(n)s item", "%(n)s items", self.items) % {"n": items}),
        )
        taken = ", ".join(part for number, part in parts if number)
        return _("What you did as a guest is now in your account: %(what)s.") % {"what": taken} if taken else ""


@transaction.atomic
def claim_guest(*, account: Account, guest_key: uuid.UUID) -> ClaimedCounts:
    """Move everything that the guest with this key did into an account. Doing it twice changes nothing.

    On the first sign-in the guest becomes the account's voter. Later guests are merged into it. When both voted on the
    same subject, the later vote holds.
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
        set_trust(voter=mine, trust=guest.trust)  # otherwise signing in would make set-aside votes count again
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
