"""How much the place on a page matters is learned from the picks, and taken out of them."""

import numpy as np
import pytest

from ranklore.ranking import IndexedBallot, Tally, evidence_of, fit, learn_from_above
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


def tally_of(ballots, n_items: int, from_above: float) -> Tally:
    tally = Tally(n_items)
    for ballot, weight in ballots:
        tally.add(evidence_of(ballot, weight=weight, from_above=from_above))
    return tally


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_where_the_place_does_not_matter_nothing_changes(seed):
    assert learn_from_above(picks_of(1500, 8, led=0, seed=seed), 8) >= 0.9


@pytest.mark.parametrize("led", [0.3, 0.6])
def test_picks_of_the_first_item_count_less(led):
    weights = [learn_from_above(picks_of(1500, 8, led=share), 8) for share in (0, led)]
    assert weights[1] < 0.75 < weights[0]


def test_the_more_voters_are_led_the_less_their_picks_count():
    weights = [learn_from_above(picks_of(1500, 8, led=led), 8) for led in (0, 0.2, 0.4, 0.6)]
    assert weights == sorted(weights, reverse=True)


def test_the_true_differences_come_back():
    """On shuffled pages a pick by place is noise; without the correction it is taken for indifference."""
    ballots = picks_of(4000, 8, led=0.5)
    spread = [np.ptp(fit(tally_of(ballots, 8, weight)).score) for weight in (1.0, learn_from_above(ballots, 8))]
    assert spread[0] < spread[1]


def test_only_the_items_below_are_weighed():
    ballot = IndexedBallot(picks={1: [0, 1, 2, 3]})
    pairs = evidence_of(ballot, from_above=0.5).tables[UP]
    assert dict(zip(pairs.under.tolist(), pairs.weights.tolist(), strict=True)) == pytest.approx(
        {0: 0.5, 2: 0.25, 3: 0.25}
    )
    assert evidence_of(ballot).tables[UP].weights.tolist() == [0.5] * 3


def test_items_not_known_do_not_tell():
    """Whoever does not know the upper items has no choice."""
    ballots = [(IndexedBallot(picks={2: [0, 1, 2]}, dont_know=frozenset({0, 1})), 1.0)] * 50
    assert learn_from_above(ballots, 3) == 1


@pytest.mark.parametrize("ballots", [[], [(IndexedBallot(), 1.0)], [(IndexedBallot(picks={0: [0]}), 0.0)]])
def test_without_picks_there_is_nothing_to_learn(ballots):
    assert learn_from_above(ballots, 2) == 1


@pytest.mark.parametrize("from_above", [-0.1, 1.1, float("nan")])
def test_a_weight_outside_0_to_1_is_refused(from_above):
    with pytest.raises(ValueError, match="from_above"):
        evidence_of(IndexedBallot(picks={0: [0, 1]}), from_above=from_above)
