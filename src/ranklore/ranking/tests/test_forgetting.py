"""Old ballots lose weight where tastes drift, and nowhere else."""

import math

import numpy as np
import pytest

from ranklore.ranking import DatedEvidence, IndexedBallot, evidence_of, forgetting_weight, learn_half_life

N_ITEMS = 20


def dated_picks(n_voters, *, seed=1, shift=0.0, picks=3):
    """Ballots one day apart. In the second half of the time the worth of half of the items is another one."""
    rng = np.random.default_rng(seed)
    worth = rng.normal(size=N_ITEMS)
    later = np.where(np.arange(N_ITEMS) % 2, worth, worth + shift * rng.normal(size=N_ITEMS))
    ballots = []
    for n in range(n_voters):
        taste = (worth if n < n_voters // 2 else later) + rng.gumbel(size=N_ITEMS)
        best = np.argsort(-taste)[:picks].tolist()
        evidence = evidence_of(IndexedBallot(picks=dict.fromkeys(best, range(N_ITEMS))))
        ballots.append(DatedEvidence(evidence, float(n_voters - n)))
    return ballots


@pytest.mark.parametrize("seed", range(1, 9))
def test_nothing_is_forgotten_where_nothing_drifts(seed):
    assert learn_half_life(dated_picks(400, seed=seed), N_ITEMS) == math.inf


@pytest.mark.parametrize("seed", range(1, 5))
def test_ballots_are_forgotten_after_a_shift(seed):
    half_life = learn_half_life(dated_picks(400, seed=seed, shift=2), N_ITEMS)
    assert 400 / 16 <= half_life <= 200


def test_a_greater_shift_is_forgotten_sooner():
    slow, fast = (learn_half_life(dated_picks(400, shift=shift), N_ITEMS) for shift in (1.5, 4))
    assert fast < slow < math.inf


def test_the_order_of_the_ballots_does_not_matter():
    ballots = dated_picks(300, shift=2)
    assert learn_half_life(ballots[::-1], N_ITEMS) == learn_half_life(ballots, N_ITEMS)


@pytest.mark.parametrize(
    "ballots", [[], dated_picks(99, shift=9), [ballot._replace(age=3.0) for ballot in dated_picks(300, shift=9)]]
)
def test_without_enough_ballots_or_time_there_is_nothing_to_learn(ballots):
    assert learn_half_life(ballots, N_ITEMS) == math.inf


def test_few_items_do_not_tell_a_drift_from_chance():
    pick = [evidence_of(IndexedBallot(picks={n: [0, 1]})) for n in (0, 1)]
    assert learn_half_life([DatedEvidence(pick[n > 100], 200.0 - n) for n in range(200)], 2) == math.inf


@pytest.mark.parametrize(
    ("age", "half_life", "weight"), [(0, 10, 1), (10, 10, 0.5), (20, 10, 0.25), (-5, 10, 1), (99, math.inf, 1)]
)
def test_the_weight_of_an_old_ballot(age, half_life, weight):
    assert forgetting_weight(age, half_life) == weight
