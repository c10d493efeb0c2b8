"""A page has the order and the places that the simulation of bench/fairness.py measures."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ranklore.ballots.actions.votes import answer_matchup, cast_vote
from ranklore.ballots.ballot_weight import breadth_weight, experience_weight
from ranklore.ballots.models import Board, Standing, Vote
from ranklore.ballots.recount.rebuild import rebuild_list
from ranklore.ballots.tests.factories import counted_once
from ranklore.lists.actions.items import add_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.people.models import Voter
from ranklore.ranking import Tally, evidence_of, fit, learn_position_effect, overdispersion_of, publish
from ranklore.ranking.tests.synthetic_ballots import crowd

N_ITEMS, N_VOTERS, LATE = 30, 120, {27, 28, 29}


def cast_ballot(voter, items, ballot):
    """Cast the votes of a simulated ballot, which has no personal ranking here."""
    for kind, votes in ((Vote.Kind.PICK, ballot.picks), (Vote.Kind.DOWN, ballot.downs)):
        for item, shown in votes.items():
            cast_vote(voter=voter, item=items[item], kind=kind, shown=[items[n].pk for n in shown])
    for left, right, winner in ballot.matchups:
        outcome = Vote.Outcome.ITEM if winner == left else Vote.Outcome.OTHER
        answer_matchup(voter=voter, item=items[left], other=items[right], outcome=outcome)
    for item in ballot.dont_know:
        cast_vote(voter=voter, item=items[item], kind=Vote.Kind.DONT_KNOW, shown=[items[item].pk])


@pytest.mark.django_db
def test_the_order_of_a_page_is_that_of_the_simulation(ada, settings):
    settings.VOTER_BUDGET = 1000
    ranked_list = create_list(title="Long", items=[NewItem(f"Item {n}") for n in range(N_ITEMS - len(LATE))])
    for n in LATE:
        add_item(ranked_list=ranked_list, voter=ada, name=f"Item {n}", nonce=f"00000000-0000-4000-8000-0000000000{n}")
    items = list(ranked_list.items.order_by("start_place"))
    ballots = [
        type(ballot)(picks=ballot.picks, downs=ballot.downs, matchups=ballot.matchups, dont_know=ballot.dont_know)
        for ballot in crowd(N_ITEMS, N_VOTERS, seed=8)[0]
    ]
    voters = [Voter.objects.create() for _ in ballots]
    Voter.objects.update(created_at=timezone.now() + timedelta(hours=1))  # all have been here for no time at all
    with counted_once(ranked_list.pk):
        for voter, ballot in zip(voters, ballots, strict=True):
            cast_ballot(voter, items, ballot)
    rebuild_list(ranked_list.pk)

    weights = [experience_weight(0, 0) * breadth_weight(len(ballot.voted_on)) for ballot in ballots]
    position_effect = learn_position_effect(list(zip(ballots, weights, strict=True)), N_ITEMS)
    tally, evidence = Tally(N_ITEMS), []
    for ballot, weight in zip(ballots, weights, strict=True):
        evidence.append(evidence_of(ballot, weight=weight, position_effect=position_effect))
        tally.add(evidence[-1])
    inflation = overdispersion_of(fit(tally), evidence)
    board = Board.objects.get(list=ranked_list)
    published = publish(
        fit(tally, inflation=inflation), tally, range(N_ITEMS), voters=board.voters, late=LATE, seed=board.version
    )
    standings = list(Standing.objects.filter(list=ranked_list).order_by("position"))
    assert [items[n].pk for n in published.order] == [at.item_id for at in standings]
    assert [items[n].pk for n in published.spotlight] == board.spotlight
    places = {at.item_id: (at.rank, at.rank_low, at.rank_high, at.tie_group) for at in standings if at.rank}
    assert places == {items[n].pk: place[:4] for n, place in published.places.items()} and len(places) > 10
