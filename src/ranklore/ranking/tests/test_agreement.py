"""The weight of downs: honest ones keep nearly all of it, downs aimed at the leader none."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranklore.ranking import IndexedBallot, Prior, Tally, WarmStart, evidence_of, fit, overdispersion_of
from ranklore.ranking.model.posterior import Posterior
from ranklore.ranking.tests.synthetic_ballots import compared, crowd, tally_of
from ranklore.ranking.tests.test_properties import N, ballots, counted

EVEN = np.linalg.inv([[1.0, 0.3], [0.3, 0.7]])


def rivals(n_items: int, n_voters: int) -> list[IndexedBallot]:
    """Honest picks and matchups of a crowd of which every other voter votes down the best that they know of, their own
    pick aside."""
    honest, worth, _ = crowd(n_items, n_voters)
    leaders = np.argsort(-worth).tolist()
    voters = []
    for number, ballot in enumerate(honest):
        pick, shown = next(iter(ballot.picks.items()), (None, []))
        rivals = [item for item in leaders if item in shown and item not in (pick, *ballot.dont_know)]
        voters.append(replace(ballot, downs={rivals[0]: shown} if rivals and number % 2 else {}))
    return voters


def without_downs(voters: list[IndexedBallot]) -> list[IndexedBallot]:
    return [replace(ballot, downs={}) for ballot in voters]


def test_honest_downs_have_nearly_full_weight():
    voters, worth, _ = crowd(20, 1500, seed=3)
    result = fit(tally_of(20, *voters))
    assert result.agreement > 0.6
    assert np.corrcoef(result.score, worth)[0, 1] > 0.95


def test_downs_aimed_at_the_leader_have_no_weight_and_do_not_change_the_order():
    voters = rivals(20, 1500)
    result, alone = fit(tally_of(20, *voters)), fit(tally_of(20, *without_downs(voters)))
    assert result.agreement == 0
    assert np.corrcoef(result.score, alone.score)[0, 1] > 0.9
    bent = fit(tally_of(20, *voters), prior=Prior(rounds=0))
    assert np.corrcoef(bent.score, alone.score)[0, 1] < np.corrcoef(result.score, alone.score)[0, 1]


@pytest.mark.parametrize("before", [0.0, 1.0])
def test_the_agreement_of_the_start_does_not_change_the_agreement_of_the_fit(before: float):
    """A list whose downs were believed once is not stuck with it, nor one whose downs were not."""
    for voters in (rivals(20, 600), crowd(20, 600)[0]):
        tally = tally_of(20, *voters)
        cold = fit(tally)
        start = WarmStart(cold.score, cold.familiarity, cold.covariance, before)
        for _ in range(4):
            warm = fit(tally, start)
            start = warm.start
        assert warm.agreement == pytest.approx(cold.agreement, abs=0.1)


def test_a_few_downs_have_nearly_full_weight():
    assert fit(tally_of(4, IndexedBallot(picks={0: range(4)}, downs={3: range(4)}))).agreement > 0.9


def test_agreement_is_1_without_downs_and_under_a_fixed_prior():
    assert fit(compared(3, [(0, 1), (1, 2)])).agreement == 1
    tally = tally_of(20, *rivals(20, 600))
    assert fit(tally, prior=Prior.plain()).agreement == 1
    assert fit(tally, fit(tally), prior=Prior(rounds=0)).agreement == 1


def test_downs_without_weight_do_not_widen_the_ranges():
    voters = rivals(12, 600)
    result = fit(tally_of(12, *voters))
    assert result.agreement == 0
    kept = [evidence_of(ballot) for ballot in voters]
    bare = [replace(evidence, tables=(evidence.tables[0], None, evidence.tables[2])) for evidence in kept]
    assert overdispersion_of(result, kept) == overdispersion_of(result, bare)


@settings(deadline=None, max_examples=30)
@given(st.lists(ballots(), min_size=1, max_size=6))
def test_agreement_is_between_0_and_1_for_any_downs(voters):
    result = fit(counted([evidence_of(ballot) for ballot in voters]))
    assert 0 <= result.agreement <= 1
    assert (result.se > 0).all()


@settings(deadline=None, max_examples=30)
@given(st.lists(ballots(), min_size=1, max_size=4), st.integers(2, 9))
def test_agreement_multiplies_the_downs(voters, times):
    once, often = Tally(N), Tally(N)
    for evidence in (evidence_of(ballot) for ballot in voters):
        down = replace(evidence, tables=(None, evidence.tables[1], None), asked=None, picked=(), downed=())
        rest = replace(evidence, tables=(evidence.tables[0], None, evidence.tables[2]))
        for tally, count in ((once, 1), (often, times)):
            tally.add(rest)
            tally.add(down, times=count)
    x = np.random.default_rng(0).normal(size=(2, N))
    found = []
    for tally, agreement in ((once, 1.0), (often, 1 / times)):
        posterior = Posterior(tally, with_familiarity=True)
        posterior.agreement = agreement
        q = posterior.q
        slope, neg_hessian = posterior.at(x[:q], EVEN[:q, :q])
        found.append(
            [
                slope,
                neg_hessian.times(x[:q]),
                neg_hessian.blocks(),
                np.tril(neg_hessian.dense(np.arange(N), np.float64)),
            ]
        )
    for part, other in zip(*found, strict=True):
        assert part == pytest.approx(other, abs=1e-9)
