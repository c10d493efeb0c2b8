"""How much the place on a page matters is learned from the picks, and taken out of them."""

import numpy as np
import pytest

from ranklore.ranking import IndexedBallot, Tally, evidence_of, fit, learn_position_effect
from ranklore.ranking.tallies.evidence import UP


def picks_of(n_voters: int, n_items: int, *, led: float, seed: int = 1, sorted_page: bool = False):
    """Ballots with one pick each. A share of the voters takes the first item of the page."""
    rng = np.random.default_rng(seed)
    worth = np.linspace(1.5, -1.5, n_items)
    ballots = []
    for _ in range(n_voters):
        page = np.argsort(-worth) if sorted_page else rng.permutation(n_items)
        taste = worth + rng.gumbel(size=n_items)
        pick = page[0] if rng.random() < led else int(taste.argmax())
        ballots.append((IndexedBallot(picks={int(pick): page.tolist()}), 1.0))
    return ballots


def tally_of(ballots, n_items: int, position_effect: float) -> Tally:
    tally = Tally(n_items)
    for ballot, weight in ballots:
        tally.add(evidence_of(ballot, weight=weight, position_effect=position_effect))
    return tally


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_where_the_place_does_not_matter_nothing_changes(seed):
    assert learn_position_effect(picks_of(1500, 8, led=0, seed=seed), 8) <= 0.1


@pytest.mark.parametrize("led", [0.3, 0.6])
def test_it_is_seen_that_many_pick_the_first_item(led):
    assert learn_position_effect(picks_of(1500, 8, led=led), 8) > 0.2


def test_the_effect_grows_with_the_voters_who_are_led():
    effects = [learn_position_effect(picks_of(1500, 8, led=led), 8) for led in (0, 0.2, 0.4, 0.6)]
    assert effects == sorted(effects)


def test_the_true_differences_come_back():
    """On shuffled pages a pick by place is noise; without the correction it is taken for indifference."""
    ballots = picks_of(4000, 8, led=0.5)
    spread = [np.ptp(fit(tally_of(ballots, 8, effect)).score) for effect in (0.0, learn_position_effect(ballots, 8))]
    assert spread[0] < spread[1]


def test_the_weights_of_the_items_below_fall_with_their_place():
    ballot = IndexedBallot(picks={1: [0, 1, 2, 3]})
    pairs = evidence_of(ballot, position_effect=1).tables[UP]
    weights = dict(zip(pairs.under.tolist(), pairs.weights.tolist(), strict=True))
    assert weights == pytest.approx({0: 0.5, 2: 0.5 * 2 / 3, 3: 0.5 * 2 / 4})
    assert evidence_of(ballot).tables[UP].weights.tolist() == [0.5] * 3


def test_items_not_known_do_not_tell():
    """Whoever does not know the upper items has no choice."""
    ballots = [(IndexedBallot(picks={2: [0, 1, 2]}, dont_know=frozenset({0, 1})), 1.0)] * 50
    assert learn_position_effect(ballots, 3) == 0


@pytest.mark.parametrize("ballots", [[], [(IndexedBallot(), 1.0)], [(IndexedBallot(picks={0: [0]}), 0.0)]])
def test_without_picks_there_is_nothing_to_learn(ballots):
    assert learn_position_effect(ballots, 2) == 0


@pytest.mark.parametrize("effect", [-0.1, float("inf"), float("nan")])
def test_an_effect_that_is_none_is_refused(effect):
    with pytest.raises(ValueError, match="position_effect"):
        evidence_of(IndexedBallot(picks={0: [0, 1]}), position_effect=effect)
