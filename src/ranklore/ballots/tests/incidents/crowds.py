"""A list with a past, and crowds of guests who vote for one item."""

import random
from datetime import timedelta

from django.utils import timezone

from ranklore.ballots.actions.votes import cast_vote
from ranklore.ballots.models import Vote
from ranklore.ballots.tests.factories import counted_once
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.people.models import Voter


def voter_of(network="", *, days=0.0):
    voter = Voter.objects.create()
    Voter.objects.filter(pk=voter.pk).update(created_at=timezone.now() - timedelta(days=days))
    voter.network = network
    return voter


def list_with_past(ada, *, voters=60, items=8, seed=1):
    """A list that this many voters voted on, most of them for its first items; half of them are known to the site."""
    rng = random.Random(seed)
    ranked_list = create_list(voter=ada, title="Songs", prompt="", items=[NewItem(f"Song {n}") for n in range(items)])
    songs = list(ranked_list.items.all())
    with counted_once(ranked_list.pk):
        for n in range(voters):
            voter = voter_of(f"10.0.{n}.1", days=30 * (n % 2))
            liked = rng.choices(songs, [0.7**k for k in range(items)], k=2)
            for song in dict.fromkeys(liked):
                cast_vote(voter=voter, item=song, shown=[each.pk for each in songs])
    return ranked_list


def guests_for(item, number, *, kind=Vote.Kind.PICK, network="10.9.9.9", days=0.0):
    """This many guests who vote on the item and nothing else. A network of None: each from their own."""
    shown = list(item.list.items.values_list("pk", flat=True))
    voters = []
    with counted_once(item.list_id):
        for n in range(number):
            voters.append(voter_of(network or f"10.7.{n}.1", days=days))
            cast_vote(voter=voters[-1], item=item, kind=kind, shown=shown)
    return voters
