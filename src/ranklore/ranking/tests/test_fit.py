"""The fit on lists with a known answer, and on edge cases."""

import sys

import numpy as np
import pytest

from ranklore.ranking import (
    IndexedBallot,
    NotConverged,
    Prior,
    Tally,
    WarmStart,
    evidence_of,
    fit,
    fit_scores,
    overdispersion_of,
)
from ranklore.ranking.model.bradley_terry import DenseLikelihood, SparseLikelihood, likelihood_of
from ranklore.ranking.model.posterior import Posterior
from ranklore.ranking.tallies.evidence import BOTH_KNOWN
from ranklore.ranking.tallies.pair_storage import MATRIX_MAX_ITEMS
from ranklore.ranking.tests.synthetic_ballots import compared, crowd, tally_of, wins

fitting = sys.modules["ranklore.ranking.model.fitting"]


def is_finite(result) -> bool:
    return all(
        np.isfinite(part).all() for part in (result.score, result.se, result.low, result.high, result.familiarity)
    )


def test_without_votes_the_starting_order_stays():
    result = fit(Tally(3))
    assert result.order.tolist() == [0, 1, 2] and result.score.tolist() == [0, 0, 0]
    assert result.tie_group.tolist() == [1, 1, 1]
    assert result.rank_low.tolist() == [1, 1, 1] and result.rank_high.tolist() == [3, 3, 3]


def test_a_list_without_items_has_an_empty_ranking():
    assert fit(Tally(0)).order.tolist() == []


def test_one_item_is_first():
    result = fit(Tally(1))
    assert (result.rank[0], result.rank_low[0], result.rank_high[0], result.votes_to_flip[0]) == (1, 1, 1, 0)


def test_two_items_match_a_calculation_by_hand():
    """One win under a N(0, 1) prior: the mode solves x = 1 / (1 + exp 2x), worths x and -x."""
    result = fit(compared(2, [(0, 1)]), prior=Prior.plain())
    x = result.score[0]
    assert x == pytest.approx(1 / (1 + np.exp(2 * x)), abs=1e-9)
    assert result.score[1] == pytest.approx(-x)
    curve = x * (1 - x)  # p (1 - p)
    assert result.se[0] ** 2 == pytest.approx((1 + curve) / (1 + 2 * curve), rel=1e-4)


def test_an_item_that_never_won_is_last():
    result = fit(compared(3, [(0, 1), (1, 0), (0, 2), (1, 2)]))
    assert result.order.tolist()[-1] == 2 and result.score[2] < result.score[:2].min() - 0.1


def test_only_ties_leave_all_equal_in_the_starting_order():
    result = fit(tally_of(3, *[IndexedBallot(order=((0, 1, 2),))] * 50))
    assert result.order.tolist() == [0, 1, 2]
    assert result.score == pytest.approx([0, 0, 0], abs=1e-9)
    assert result.tie_group.tolist() == [1, 1, 1]


def test_unanimous_votes_give_finite_scores():
    result = fit(tally_of(4, *[IndexedBallot(order=(3, 1, 0, 2))] * 500))
    assert result.order.tolist() == [3, 1, 0, 2] and is_finite(result)
    assert result.tie_group.tolist() == [3, 2, 4, 1]


def test_a_million_unanimous_orders_of_300_items_are_all_apart():
    """The scores span more logits than exp can take at once. Each neighbour is clearly better than the next."""
    tally = Tally(300)
    tally.add(evidence_of(IndexedBallot(order=tuple(range(300)))), times=10**6)
    result = fit(tally)
    assert result.order.tolist() == list(range(300)) and is_finite(result)
    assert np.ptp(result.score) > 500 and result.tie_group.tolist() == list(range(1, 301))
    assert fit(tally, result).score == pytest.approx(result.score, abs=1e-3)


def test_scores_far_apart_are_compared_as_in_a_list_of_pairs():
    pairs = compared(3, [(0, 1), (1, 2), (0, 2), (2, 0)]).tables[BOTH_KNOWN]
    for potentials in (np.array([251.0, -249.0, 1.0]), np.array([400.0, -400.0, -400.5])):
        dense, sparse = (
            table.at(potentials) for table in (DenseLikelihood(pairs.dense()), SparseLikelihood(3, pairs.pairs()))
        )
        assert dense[0] == pytest.approx(sparse[0], abs=1e-12)
        probe = np.array([0.3, -1.0, 2.0])
        assert dense[1].times(probe) == pytest.approx(sparse[1].times(probe), abs=1e-12)


def test_groups_that_never_met_get_the_same_scores():
    result = fit(compared(4, [(0, 1)] * 30 + [(2, 3)] * 30))
    assert is_finite(result) and result.score[0] == pytest.approx(result.score[2])
    assert result.order.tolist() == [0, 2, 1, 3]


def test_an_item_with_a_billion_wins_is_first_and_finite():
    tally = Tally(3)
    tally.add_comparisons([0, 1], [1, 2], [1e9, 1])
    result = fit(tally)
    assert result.order[0] == 0 and is_finite(result)


def test_an_infinite_maximum_likelihood_says_what_to_do(monkeypatch):
    monkeypatch.setattr("ranklore.ranking.model.newton.STEPS_MAX", 3)
    with pytest.raises(NotConverged, match="Raise the prior precision, or remove items that only won or only lost"):
        fit(compared(3, [(0, 1), (1, 2)] * 1000), prior=Prior.plain(1e-9))


def test_a_newton_step_that_is_too_long_is_shortened():
    """From far off, Newton's step overshoots and the line search has to bring it back."""
    start = WarmStart(np.array([9.0, -9.0]), np.zeros(2), np.eye(2))
    tally = compared(2, [(1, 0)] * 100 + [(0, 1)] * 90)
    prior = Prior.plain(1e-6)
    assert fit(tally, start, prior).score == pytest.approx(fit(tally, prior=prior).score, abs=1e-6)


def test_the_mode_has_no_slope_and_the_standard_errors_are_those_of_the_curvature():
    ballots, _, _ = crowd(12, 200)
    tally = tally_of(12, *ballots)
    result = fit(tally)
    x, precision = np.stack([result.score, result.familiarity]), np.linalg.inv(result.covariance)
    posterior = Posterior(tally, with_familiarity=True)
    posterior.agreement = result.agreement
    step, columns = 1e-5, []
    for unit in np.eye(24).reshape(24, 2, 12):
        ahead, behind = (posterior.at(x + sign * step * unit, precision)[0].ravel() for sign in (1, -1))
        columns.append((behind - ahead) / (2 * step))
    slope, neg_hessian = posterior.at(x, precision)
    assert np.abs(slope).max() < 1e-6
    by_hand = np.array(columns)
    assert result.se == pytest.approx(np.sqrt(np.linalg.inv(by_hand).diagonal()[:12]), rel=1e-4)
    probe = np.random.default_rng(0).normal(size=(2, 12))
    assert neg_hessian.times(probe).ravel() == pytest.approx(by_hand @ probe.ravel(), rel=1e-4, abs=1e-4)


def test_familiarity_is_separated_from_worth():
    """Voters pick what they know: a famous middling item has more picks than a little-known fine one."""
    ballots, worth, familiarity = crowd(20, 3000, seed=3)
    result = fit(tally_of(20, *ballots))
    assert np.corrcoef(result.score, worth)[0, 1] > 0.95
    assert np.corrcoef(result.familiarity, familiarity)[0, 1] > 0.9


def test_a_warm_start_gives_the_same_order_and_nearly_the_same_score():
    ballots, _, _ = crowd(20, 600)
    before, tally = fit(tally_of(18, *crowd(18, 500)[0])), tally_of(20, *ballots)
    cold = fit(tally)
    for start in (cold, cold.start):
        assert fit(tally, start).score == pytest.approx(cold.score, abs=0.01)
    assert fit(tally, before).score == pytest.approx(cold.score, abs=0.1)


def test_fit_scores_gives_the_scores_of_fit():
    tally = tally_of(18, *crowd(18, 300)[0])
    whole, alone = fit(tally), fit_scores(tally)
    assert alone.worth.tolist() == whole.score.tolist()
    assert alone.familiarity.tolist() == whole.familiarity.tolist()
    assert alone.covariance.tolist() == whole.covariance.tolist()


def test_a_list_of_thousands_is_ranked_in_every_draw():
    """Above 2,048 items the keys that draws are sorted by are longer."""
    result = fit(compared(2100, [(a, a + 1) for a in range(2099)]))
    assert sorted(result.order.tolist()) == list(range(2100))
    assert (result.rank_low <= result.rank).all() and (result.rank <= result.rank_high).all()


def test_a_full_table_of_a_long_list_becomes_a_matrix():
    rng = np.random.default_rng(0)
    over = rng.integers(0, 520, 60_000)
    under = (over + rng.integers(1, 520, 60_000)) % 520
    at_once, weighed = Tally(520), Tally(520)
    at_once.add_comparisons(over, under)
    weighed.add_comparisons(over, under, np.ones(60_000))
    assert isinstance(likelihood_of(weighed.tables[BOTH_KNOWN]), DenseLikelihood)
    assert at_once == weighed
    assert fit_scores(at_once).worth == pytest.approx(fit_scores(weighed).worth, abs=1e-9)


def test_a_start_with_more_items_is_refused():
    with pytest.raises(ValueError, match="the start has 3 items, the tally only 2"):
        fit(Tally(2), fit(Tally(3)))


@pytest.mark.parametrize("inflation", [0.5, float("nan"), float("inf")])
def test_an_inflation_below_1_is_refused(inflation: float):
    with pytest.raises(ValueError, match="inflation must be 1 or more, not"):
        fit(Tally(2), inflation=inflation)


def test_a_tally_with_negative_weights_is_refused():
    for n_items in (3, MATRIX_MAX_ITEMS + 1):
        tally = Tally(n_items)
        tally.add(evidence_of(IndexedBallot(picks={0: [0, 1]})), sign=-1)
        with pytest.raises(
            ValueError, match="a pair has a negative weight: evidence was removed that had not been added"
        ):
            fit(tally)


def test_more_voters_who_know_than_were_asked_is_refused():
    tally = Tally(3)
    tally.add(evidence_of(IndexedBallot(dont_know=frozenset({1}))), sign=-1)
    with pytest.raises(ValueError, match="more voters know an item than were asked"):
        fit(tally)


@pytest.mark.parametrize(
    ("covariance", "items", "rounds", "sentence"),
    [
        (((1, 2), (2, 1)), 10, 5, "a prior covariance must be symmetric and positive definite"),
        (((1, 0.1), (0.2, 1)), 10, 5, "a prior covariance must be symmetric and positive definite"),
        (((1, 0), (0, float("nan"))), 10, 5, "a prior covariance must be symmetric and positive definite"),
        (((1, 0), (0, 1)), 0, 5, "a prior must count as more than 0 items"),
        (((1, 0), (0, 1)), 10, -1, "and have 0 or more rounds"),
    ],
)
def test_an_impossible_prior_is_refused(covariance, items: float, rounds: int, sentence: str):
    with pytest.raises(ValueError, match=sentence):
        Prior(covariance, items=items, rounds=rounds)


def test_a_plain_prior_needs_a_positive_precision():
    with pytest.raises(ValueError, match="precision must be above 0, not 0"):
        Prior.plain(0)


def test_votes_to_flip_bring_neighbours_level():
    tally = compared(3, [(0, 1)] * 60 + [(1, 0)] * 50 + [(1, 2)] * 60 + [(2, 1)] * 30)
    prior = Prior.plain()
    needed = int(fit(tally, prior=prior).votes_to_flip[0])
    tally.add_comparisons([1] * needed, [0] * needed)
    assert fit(tally, prior=prior).order.tolist()[0] == 1
    assert 9 <= needed <= 12


def test_voters_with_repetitive_votes_widen_the_ranges():
    rng = np.random.default_rng(5)
    even = [wins((int(a), int(b))) for a, b in rng.permuted(np.tile(np.arange(8), (400, 1)), axis=1)[:, :2]]
    stubborn = [wins(*[(int(a), int(b))] * 12) for a, b in rng.permuted(np.tile(np.arange(8), (60, 1)), axis=1)[:, :2]]
    calm = fit(tally_of(8, *even))
    heated = fit(tally_of(8, *stubborn))
    assert overdispersion_of(calm, map(evidence_of, even)) < 1.3
    factor = overdispersion_of(heated, map(evidence_of, stubborn))
    assert factor > 3
    wide = fit(tally_of(8, *stubborn), inflation=factor)
    assert wide.se == pytest.approx(heated.se * np.sqrt(factor), rel=1e-6)
    assert (wide.rank_high - wide.rank_low).sum() > (heated.rank_high - heated.rank_low).sum()
    assert overdispersion_of(calm, []) == 1.0


def test_single_precision_gives_the_same_errors_to_four_digits(monkeypatch):
    tally = tally_of(12, *crowd(12, 200)[0])
    double = fit(tally)
    monkeypatch.setattr(fitting, "SINGLE_PRECISION_MIN_UNKNOWNS", 1)
    assert fit(tally).se == pytest.approx(double.se, rel=1e-4)


def test_a_large_matrix_is_inverted_by_parts(monkeypatch):
    tally = tally_of(12, *crowd(12, 200)[0])
    whole = fit(tally)
    monkeypatch.setattr("ranklore.ranking.model.inverse_cholesky.DIRECT_ROWS_MAX", 3)
    assert fit(tally).se == pytest.approx(whole.se, rel=1e-9)


def test_sparse_and_dense_tables_agree(monkeypatch):
    ballots, _, _ = crowd(12, 200)
    by_matrix = fit(tally_of(12, *ballots))
    monkeypatch.setattr("ranklore.ranking.model.bradley_terry.SPARSE_MIN_ITEMS", 0)
    monkeypatch.setattr("ranklore.ranking.model.bradley_terry.SPARSE_FILL_MAX", 9)
    assert isinstance(likelihood_of(tally_of(12, *ballots).tables[BOTH_KNOWN]), SparseLikelihood)
    by_pairs = fit(tally_of(12, *ballots))
    assert by_pairs.score == pytest.approx(by_matrix.score, abs=1e-8)
    assert by_pairs.se == pytest.approx(by_matrix.se, abs=1e-8)


def test_a_long_list_is_fitted_from_its_pairs_with_errors_by_draws():
    """Drawn errors are those of the matrix within a few per cent."""
    ballots, _, _ = crowd(60, 4000)
    tally = tally_of(60, *ballots)
    exact = fit(tally)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fitting, "DENSE_INVERSE_MAX_UNKNOWNS", 1)
        drawn = fit(tally)
    assert drawn.score == pytest.approx(exact.score, abs=1e-9)
    assert np.abs(drawn.se / exact.se - 1).mean() < 0.05
    assert np.abs(drawn.rank_high - exact.rank_high).mean() < 1.5
    long = fit(tally_of(MATRIX_MAX_ITEMS + 1000, *ballots))
    assert long.score[:60] == pytest.approx(exact.score, abs=0.2)


def test_sampled_errors_of_worth_alone_are_close_to_exact_ones(monkeypatch):
    tally = compared(12, [(a, b) for a in range(12) for b in range(a)] * 4)
    exact = fit(tally)
    monkeypatch.setattr(fitting, "DENSE_INVERSE_MAX_UNKNOWNS", 1)
    assert np.abs(fit(tally).se / exact.se - 1).mean() < 0.05


@pytest.mark.parametrize("kind", [DenseLikelihood, SparseLikelihood])
def test_the_noise_of_a_table_has_its_curvature_as_covariance(kind):
    cells = compared(3, [(0, 1), (1, 2), (0, 2), (2, 0)]).tables[BOTH_KNOWN]
    table = DenseLikelihood(cells.matrix) if kind is DenseLikelihood else SparseLikelihood(3, cells.pairs())
    _, curvature = table.at(np.array([0.5, 0.0, -0.5]))
    rng = np.random.default_rng(0)
    noise = np.array([curvature.noise(rng) for _ in range(20_000)])
    assert np.cov(noise.T) == pytest.approx(curvature.dense(np.arange(3), np.float64), abs=0.02)
