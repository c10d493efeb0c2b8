"""A list with votes, and its items by name."""

import random

import pytest

from ranklore.ballots.actions.votes import cast_vote
from ranklore.ballots.recount.rebuild import rebuild_list
from ranklore.people.models import Voter


@pytest.fixture
def here(songs):
    return {item.name: item for item in songs.items.all()}


@pytest.fixture
def voted(songs):
    """Two hundred votes of forty voters, some of whom change their minds. The first items are more popular."""
    dice, items = random.Random(1), list(songs.items.all())
    voters = [Voter.objects.create() for _ in range(40)]
    for _ in range(200):
        shown = dice.sample(items, 4)
        item = min(dice.sample(shown, 2), key=lambda item: item.start_place)
        cast_vote(voter=dice.choice(voters), item=item, on=dice.random() < 0.7, shown=[each.pk for each in shown])
    return songs


@pytest.fixture
def rebuilt(voted):
    """Counted from the log, so that another rebuild must give exactly the same values."""
    rebuild_list(voted.pk)
    return voted
