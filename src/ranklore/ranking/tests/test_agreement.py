"""The weight of downs: honest ones keep nearly all of it, downs aimed at the leader none."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranklore.ranking import IndexedBallot, Prior, Ranking, Tally, WarmStart, evidence_of, fit, overdispersion_of
from ranklore.ranking.model.downs import down_pairs
from ranklore.ranking.model.posterior import Posterior
from ranklore.ranking.tallies.evidence import DOWN, DOWN_KNOWN
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


def attacked(n_items: int, n_voters: int, seed: int = 0, every: int = 20) -> tuple[list[IndexedBallot], int]:
    """A crowd of whom every fourth casts an honest down, and every n-th picks the second item and downs the first; and
    the number of the first."""
    voters, worth, _ = crowd(n_items, n_voters, seed)
    voters = [voter if number % 4 == 1 else replace(voter, downs={}) for number, voter in enumerate(voters)]
    first, second = np.argsort(-worth)[:2].tolist()
    page = list(range(10)) + [item for item in (first, second) if item >= 10]
    for number in range(0, n_voters, every):
        voters[number] = IndexedBallot(picks={second: page}, downs={first: page})
    return voters, first


def test_honest_downs_have_nearly_full_weight():
    voters, worth, _ = crowd(20, 1500, seed=3)
    result = fit(tally_of(20, *voters))
    assert np.average(result.agreement[0], weights=tally_of(20, *voters).downs) > 0.6
    assert np.corrcoef(result.score, worth)[0, 1] > 0.95


def test_downs_aimed_at_the_leader_have_no_weight_and_do_not_change_the_order():
    voters = rivals(20, 1500)
    result, alone = fit(tally_of(20, *voters)), fit(tally_of(20, *without_downs(voters)))
    targets = np.argsort(-tally_of(20, *voters).downs)[:3]
    assert result.agreement[0, targets] == pytest.approx(0, abs=0.05)
    assert np.corrcoef(result.score, alone.score)[0, 1] > 0.9
    bent = fit(tally_of(20, *voters), prior=Prior(rounds=0))
    assert np.corrcoef(bent.score, alone.score)[0, 1] < np.corrcoef(result.score, alone.score)[0, 1]


@pytest.mark.parametrize("seed", [0, 2])
def test_a_few_voters_cannot_push_the_first_item_down(seed: int):
    """With full weight these downs push it to place 7 and 25."""
    voters, first = attacked(40, 1000, seed)
    result = fit(tally_of(40, *voters))
    assert result.rank[first] <= 3 < fit(tally_of(40, *voters), prior=Prior(rounds=0)).rank[first]
    others = np.delete(result.agreement[0], first)
    assert result.agreement[0, first] < 0.3 < others.mean()


def test_an_item_known_by_its_downs_alone_moves_by_a_bounded_number_of_standard_errors():
    """What all others say puts it in the middle, where no down disagrees. A hundred times more downs change little."""
    crowd_of_downs = IndexedBallot(picks={1: range(6)}, downs={0: range(6)})
    scores = []
    for times in (30, 3000):
        tally = tally_of(6, *[IndexedBallot(picks={n: range(6)}) for n in range(6)] * 20)
        tally.add(evidence_of(crowd_of_downs), times=times)
        scores.append(fit(tally).score[0])
    assert scores[0] < 0
    assert scores[1] > scores[0] - 1.5


def test_an_item_that_honest_voters_down_still_falls():
    """A popular item that is worse than it looks: picked as often as the average one, but the first choice to down."""
    voters, worth, _ = crowd(20, 1000, seed=5)
    middle = int(np.argsort(-worth)[10])
    page = list(range(20))
    haters = [IndexedBallot(picks={n % 20: page}, downs={middle: page}) for n in range(100) if n % 20 != middle]
    before, after = fit(tally_of(20, *voters)), fit(tally_of(20, *voters, *haters))
    assert after.rank[middle] >= before.rank[middle] + 3


def test_the_start_does_not_change_the_agreement_of_the_fit():
    """A list whose downs were believed once is not stuck with it, nor one whose downs were not."""
    for voters in (rivals(20, 600), crowd(20, 600)[0], attacked(20, 600)[0]):
        tally = tally_of(20, *voters)
        cold = fit(tally)
        for start in (fit(tally, prior=Prior(rounds=0)), fit(tally_of(20, *without_downs(voters)))):
            warm: Ranking | WarmStart = start
            for _ in range(4):
                warm = fit(tally, warm)
            assert warm.agreement == pytest.approx(cold.agreement, abs=0.1)


def test_a_few_downs_have_nearly_full_weight():
    assert fit(tally_of(4, IndexedBallot(picks={0: range(4)}, downs={3: range(4)}))).agreement.min() > 0.8


def test_agreement_is_1_without_downs_and_under_a_fixed_prior():
    assert (fit(compared(3, [(0, 1), (1, 2)])).agreement == 1).all()
    tally = tally_of(20, *rivals(20, 600))
    assert (fit(tally, prior=Prior.plain()).agreement == 1).all()
    assert (fit(tally, fit(tally), prior=Prior(rounds=0)).agreement == 1).all()
    assert fit(Tally(0)).start.agreement == 1


def test_downs_without_weight_do_not_widen_the_ranges():
    voters = rivals(12, 600)
    result = replace(fit(tally_of(12, *voters)), agreement=np.zeros((2, 12)))
    kept = [evidence_of(ballot) for ballot in voters]
    bare = [replace(evidence, tables=(evidence.tables[0], None, evidence.tables[2], None)) for evidence in kept]
    assert overdispersion_of(result, kept) == overdispersion_of(result, bare)


@settings(deadline=None, max_examples=30)
@given(st.lists(ballots(), min_size=1, max_size=6))
def test_agreement_is_between_0_and_1_for_any_downs(voters):
    result = fit(counted([evidence_of(ballot) for ballot in voters]))
    assert ((result.agreement >= 0) & (result.agreement <= 1)).all()
    assert (result.se > 0).all()


@settings(deadline=None, max_examples=30)
@given(st.lists(ballots(), min_size=1, max_size=4), st.integers(2, 9))
def test_agreement_multiplies_the_downs(voters, times):
    once, often = Tally(N), Tally(N)
    for evidence in (evidence_of(ballot) for ballot in voters):
        up, down, both, down_known = evidence.tables
        downs = replace(evidence, tables=(None, down, None, down_known), asked=None, picked=(), downed=())
        rest = replace(evidence, tables=(up, None, both, None))
        for tally, count in ((once, 1), (often, times)):
            tally.add(rest)
            tally.add(downs, times=count)
    x = np.random.default_rng(0).normal(size=(2, N))
    found = []
    for tally, agreement in ((once, 1.0), (often, 1 / times)):
        posterior = Posterior(tally, with_familiarity=True)
        posterior.count_downs(np.full((2, N), agreement))
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


def test_upsets_in_a_matrix_and_in_a_list_are_the_same_and_add_up_to_the_slope():
    tally = tally_of(12, *crowd(12, 200)[0])
    rng = np.random.default_rng(0)
    potentials, x = rng.normal(size=(2, 12))
    for cells in (tally.tables[DOWN], tally.tables[DOWN_KNOWN]):
        matrix, pairs = (down_pairs(cells, is_matrix=is_matrix) for is_matrix in (True, False))
        assert matrix and pairs
        assert (matrix.occurs == pairs.occurs).all()
        found = matrix.upsets(potentials, x)
        for part, other in zip(found, pairs.upsets(potentials, x), strict=True):
            assert part == pytest.approx(other)
        slope, curvature = matrix.likelihood(np.ones(12)).at(potentials)
        assert found.won - found.lost == pytest.approx(slope)
        assert found.gain.sum() / 2 == pytest.approx(x @ slope)
        assert found.information.sum() / 2 == pytest.approx(x @ curvature.times(x))
