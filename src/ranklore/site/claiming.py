"""A guest who signs up or signs in takes along what they did."""

import uuid
from dataclasses import dataclass

from django.db import transaction

from ranklore.ballots.actions import hold_boards_of, merge_ballots, set_trust
from ranklore.ballots.said import extent_of
from ranklore.discussion.by_person import count_comments_by
from ranklore.discussion.merging import merge_talk
from ranklore.exchange.actions import hand_over_drafts
from ranklore.following.actions import keep_news_waiting, merge_follows
from ranklore.lists.actions import hand_over, merge_notes
from ranklore.lists.queries import items_added_by, lists_made_by
from ranklore.people.access import guest_with
from ranklore.people.actions import adopt_guest, retire_guest
from ranklore.people.models import Account, Voter


@dataclass(frozen=True, slots=True)
class Claimed:
    """How much an account took over from a guest."""

    votes: int = 0
    comments: int = 0
    lists: int = 0
    items: int = 0

    @property
    def words(self) -> str:
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
def claim(*, account: Account, guest_key: uuid.UUID) -> Claimed:
    """Let an account have what the guest of this key did: all of it or nothing, and once.

    On the first sign-in the guest becomes the account's voter. Later ones are merged into it: on what both spoke of,
    the newer word holds.
    """
    keep_news_waiting()
    known = guest_with(guest_key)
    claimed = _extent(known)
    hold_boards_of(known)
    mine, guest = adopt_guest(account, guest_key)
    if guest is None:
        return claimed
    merge_ballots(guest=guest, into=mine)
    if guest.trust < mine.trust:
        set_trust(voter=mine, trust=guest.trust)  # else signing in would make votes count that were set aside
    hand_over(guest=guest, into=mine)
    merge_notes(guest=guest, into=mine)
    merge_talk(guest=guest, into=mine)
    hand_over_drafts(guest=guest, into=mine)
    merge_follows(guest=guest, into=mine)
    retire_guest(guest)
    return claimed


def _extent(guest: Voter) -> Claimed:
    if guest.pk is None:
        return Claimed()
    return Claimed(
        votes=extent_of(guest).votes,
        comments=count_comments_by(guest),
        lists=len(lists_made_by(guest)),
        items=items_added_by(guest),
    )
