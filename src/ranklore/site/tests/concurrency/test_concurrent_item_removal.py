"""Removing and restoring an item while others vote and comment causes no deadlock and no wrong counts."""

import uuid

import pytest

from ranklore.ballots.actions.votes import cast_vote
from ranklore.ballots.models import Vote
from ranklore.ballots.recount.verify import find_differences
from ranklore.core.tests.threads import in_threads
from ranklore.discussion.actions.comments import comment_on_item
from ranklore.discussion.models import Comment
from ranklore.lists.actions.items import add_item
from ranklore.people.models import Voter
from ranklore.site.actions.own_items import remove_own_item, restore_own_item

ROUNDS = 12


@pytest.mark.django_db(transaction=True)
def test_removing_and_restoring_an_item_blocks_no_votes_or_comments(songs, ben):
    fog = add_item(ranked_list=songs, voter=ben, name="Fog", nonce=uuid.uuid4())
    cast_vote(voter=ben, item=fog)
    dust = songs.items.get(name="Dust")

    def come_and_go():
        for _ in range(ROUNDS):
            remove_own_item(voter=ben, item=fog)
            restore_own_item(voter=ben, item=fog)

    def vote():
        for _ in range(ROUNDS):
            cast_vote(voter=Voter.objects.create(), item=dust)

    def comment():
        for n in range(ROUNDS):
            comment_on_item(voter=Voter(), item=dust, author="", text=f"Number {n}", nonce=uuid.uuid4())

    in_threads(come_and_go, vote, comment)
    assert Vote.objects.filter(item=dust).count() == ROUNDS
    assert Comment.objects.filter(item=dust).count() == ROUNDS
    assert find_differences(songs.pk) == []
