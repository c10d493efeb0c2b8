"""What a fit learns of the list: the spread of worth and familiarity, and what nothing tells."""

import numpy as np
import pytest

from ranklore.ranking import (
    IndexedBallot,
    NotConverged,
    Prior,
    Tally,
    fit,
)
from ranklore.ranking.model.prior import cap_variances
from ranklore.ranking.tests.synthetic_ballots import compared, crowd, tally_of, wins


def test_the_spread_of_a_list_is_learned_and_capped():
    close = fit(compared(6, [(a, b) for a in range(6) for b in range(6) if a != b] * 40))
    apart = fit(compared(6, [(a, b) for a in range(6) for b in range(a + 1, 6)] * 4000))
    assert close.covariance[0, 0] < 1 < apart.covariance[0, 0] <= 9


@pytest.mark.parametrize("others", [180, 1980])
@pytest.mark.parametrize("is_ordered", [True, False])
def test_items_that_nobody_voted_on_do_not_change_the_others(others: int, is_ordered: bool):
    """20 items, of which the better always wins, alone and among others that nobody has seen."""
    rng = np.random.default_rng(1)
    shown = [rng.permutation(20)[:8].tolist() for _ in range(100)]
    ballots = [
        IndexedBallot(order=tuple(sorted(some))) if is_ordered else IndexedBallot(picks={min(some): some})
        for some in shown
    ]
    alone, among = fit(tally_of(20, *ballots)), fit(tally_of(20 + others, *ballots))
    assert among.covariance == pytest.approx(alone.covariance, abs=1e-4)
    assert np.abs((among.score[:20] - alone.score) / alone.se).max() < 1e-3
    assert among.se[:20] == pytest.approx(alone.se, rel=1e-3)
    warm = fit(tally_of(20 + others, *ballots), alone)
    assert np.abs((warm.score[:20] - alone.score) / alone.se).max() < 0.02


def test_a_cold_fit_is_where_warm_fits_end():
    for tally in (tally_of(20, *[IndexedBallot(order=tuple(range(20)))] * 5), tally_of(20, *crowd(20, 50)[0])):
        cold = warm = fit(tally)
        for _ in range(100):
            warm = fit(tally, warm)
        assert np.abs((warm.score - cold.score) / cold.se).max() < 0.02


def test_a_prior_that_has_not_settled_is_no_answer():
    with pytest.raises(NotConverged, match="the learned prior still changes after 2 rounds"):
        fit(tally_of(20, *[IndexedBallot(order=tuple(range(20)))] * 5), prior=Prior(rounds=2))


def test_where_nothing_tells_of_familiarity_its_regression_on_worth_stays_that_of_the_prior():
    """The spread of worth is at its cap: 9. The regression is .3, and the rest of familiarity varies by .61."""
    covariance = fit(tally_of(20, *[IndexedBallot(order=tuple(range(20)))] * 100)).covariance
    assert covariance.ravel() == pytest.approx([9, 2.7, 2.7, 0.81 + 0.61])


@pytest.mark.parametrize(
    ("learned", "capped"),
    [
        ([[4, 1], [1, 2]], [[4, 1], [1, 2]]),
        ([[18, 6], [6, 4]], [[9, 3], [3, 3]]),
        ([[4, 2], [2, 30]], [[4, 2], [2, 9]]),
        ([[4, 12], [12, 40]], [[0.9, 2.7], [2.7, 9]]),
    ],
)
def test_variances_are_capped_at_9_and_the_regression_is_kept(learned, capped):
    assert cap_variances(np.array(learned, dtype=float)) == pytest.approx(np.array(capped))
    assert np.linalg.eigvalsh(capped)[0] > 0


def test_orders_and_matchups_alone_tell_nothing_of_familiarity_so_it_is_0():
    """Without a "don't know", all voters know all items."""
    tally = tally_of(20, *[IndexedBallot(order=tuple(range(20)))] * 100, wins((0, 1)))
    cold = fit(tally)
    assert cold.familiarity.tolist() == fit(tally, cold).familiarity.tolist() == [0] * 20


def test_an_item_known_from_orders_alone_has_familiarity_0_among_items_that_were_picked():
    """Item 3 is above item 0 in orders; a warm fit learns from it as the cold one does."""
    tally = tally_of(4, *[IndexedBallot(picks={0: range(3)}, order=(3, 0))] * 30)
    cold = warm = fit(tally)
    for _ in range(20):
        warm = fit(tally, warm)
    assert cold.order[0] == 3 and cold.familiarity[0] > 0 and cold.familiarity[3] == 0
    assert warm.covariance == pytest.approx(cold.covariance, rel=0.02)


@pytest.mark.parametrize(
    "ballot",
    [
        IndexedBallot(picks={0: [0]}),
        IndexedBallot(order=(0,)),
        IndexedBallot(know=frozenset({0})),
        IndexedBallot(dont_know=frozenset({0})),
    ],
)
def test_a_list_of_one_item_compares_nothing(ballot: IndexedBallot):
    """Its score is 0, its standard error that of the prior, and its familiarity 0: there is no other item."""
    tally = tally_of(1, *[ballot] * 1000)
    for result in (fit(tally), fit(tally, fit(Tally(1)))):
        assert (result.score[0], result.familiarity[0], result.rank[0]) == (0, 0, 1)
        assert result.se[0] == pytest.approx(1)
        assert result.covariance.ravel() == pytest.approx([1, 0.3, 0.3, 0.7])


def test_dont_knows_alone_lower_familiarity():
    tally = tally_of(3, *[IndexedBallot(know=frozenset({0, 1}), dont_know=frozenset({2}))] * 40)
    result = fit(tally)
    assert result.familiarity[2] < result.familiarity[0] == pytest.approx(result.familiarity[1])
