"""An item goes and comes back while others vote and comment: nobody waits for ever, nothing is miscounted."""

import uuid

import pytest

from ranklore.ballots.actions import cast
from ranklore.ballots.models import Vote
from ranklore.ballots.recount import differences
from ranklore.ballots.tests.threads import in_threads
from ranklore.discussion.actions import say
from ranklore.discussion.models import Comment
from ranklore.lists.actions import add_item
from ranklore.people.models import Voter
from ranklore.site.actions import put_back_item, take_back_item

ROUNDS = 12


@pytest.mark.django_db(transaction=True)
def test_an_item_that_comes_and_goes_stops_neither_votes_nor_comments(songs, ben):
    fog = add_item(ranked_list=songs, voter=ben, name="Fog", nonce=uuid.uuid4())
    cast(voter=ben, item=fog)
    dust = songs.items.get(name="Dust")

    def come_and_go():
        for _ in range(ROUNDS):
            take_back_item(voter=ben, item=fog)
            put_back_item(voter=ben, item=fog)

    def vote():
        for _ in range(ROUNDS):
            cast(voter=Voter.objects.create(), item=dust)

    def comment():
        for n in range(ROUNDS):
            say(voter=Voter(), item=dust, author="", text=f"Number {n}", nonce=uuid.uuid4())

    in_threads(come_and_go, vote, comment)
    assert Vote.objects.filter(item=dust).count() == ROUNDS
    assert Comment.objects.filter(item=dust).count() == ROUNDS
    assert differences(songs.pk) == []
