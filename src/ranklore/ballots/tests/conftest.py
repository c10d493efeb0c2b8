"""A list with votes, and its items by name."""

import random

import pytest

from ranklore.ballots.actions.votes import cast_vote
from ranklore.ballots.recount.rebuild import rebuild_list
from ranklore.ballots.tests.factories import counted_once
from ranklore.people.models import Voter


@pytest.fixture
def here(songs):
    return {item.name: item for item in songs.items.all()}


@pytest.fixture
def voted(songs):
    """Two hundred votes of forty voters, some of whom change their minds. The first items are more popular.

    They are counted in ten parts.
    """
    dice, items = random.Random(1), list(songs.items.all())
    voters = [Voter.objects.create() for _ in range(40)]
    for _ in range(10):
        with counted_once(songs.pk):
            for _ in range(20):
                shown = dice.sample(items, 4)
                item = min(dice.sample(shown, 2), key=lambda item: item.start_place)
                voter, on = dice.choice(voters), dice.random() < 0.7
                cast_vote(voter=voter, item=item, on=on, shown=[each.pk for each in shown])
    return songs


@pytest.fixture
def rebuilt(voted):
    """Counted from the log, so that another rebuild must give exactly the same values."""
    rebuild_list(voted.pk)
    return voted
