"""The simple scoring rules, and Plackett-Luce."""

import numpy as np
import pytest

from ranklore.ranking import BASELINES, IndexedBallot, NotConverged, Tally, plackett_luce, rank_by_baseline
from ranklore.ranking.tests.synthetic_ballots import compared, tally_of

ALL = [0, 1, 2, 3]


def votes(ups: list[int], downs: list[int]) -> Tally:
    tally = Tally(len(ups))
    tally.picks[:], tally.downs[:] = ups, downs
    return tally


def test_counts_follow_picks():
    tally = tally_of(4, IndexedBallot(picks={2: ALL, 0: ALL}), IndexedBallot(picks={2: ALL}))
    assert rank_by_baseline("counts", tally).order.tolist() == [
        2, 0, 1, 3,
    ]  # fmt: skip


def test_net_subtracts_downs():
    assert rank_by_baseline("net", votes([5, 4, 0], [3, 0, 0])).order.tolist() == [1, 0, 2]


def test_wilson_ranks_100_of_110_above_1_of_1():
    result = rank_by_baseline("wilson", votes([1, 100, 0], [0, 10, 0]))
    assert result.order.tolist() == [1, 0, 2]
    assert result.score[1] == pytest.approx(0.8407, abs=1e-4)
    assert result.score[2] == 0


def test_borda_counts_wins_minus_losses():
    assert rank_by_baseline("borda", compared(3, [(0, 1), (0, 2), (2, 1)])).score.tolist() == [2, -2, 0]


def test_copeland_counts_the_items_beaten():
    assert rank_by_baseline(
        "copeland", compared(3, [(0, 1)] * 9 + [(1, 2), (1, 2), (2, 1), (0, 2)])
    ).score.tolist() == [
        2,
        0,
        -2,
    ]


def test_wins_and_losses_are_used_when_there_are_no_picks_and_downs():
    tally = compared(3, [(0, 1), (0, 2), (2, 1)])
    assert rank_by_baseline("counts", tally).score.tolist() == [2, 0, 1]
    assert rank_by_baseline("net", tally).score.tolist() == [2, -2, 0]


@pytest.mark.parametrize("method", BASELINES)
def test_equal_scores_are_a_tie_in_item_order(method: str):
    result = rank_by_baseline(method, Tally(3))
    assert result.order.tolist() == [0, 1, 2] and result.rank.tolist() == [1, 2, 3]
    assert result.tie_group.tolist() == [1, 1, 1]


def test_an_unknown_method_is_refused():
    with pytest.raises(ValueError, match="method must be one of counts, net, wilson, borda, copeland, not elo"):
        rank_by_baseline("elo", Tally(1))


def test_plackett_luce_of_one_race_repeated_both_ways():
    """First 3 times in 4: the odds are 3 (with two in a race it is Bradley-Terry)."""
    worth = plackett_luce(2, [(0, 1)] * 3 + [(1, 0)])
    assert worth[0] - worth[1] == pytest.approx(np.log(3), abs=1e-6)


def test_plackett_luce_ignores_an_empty_race():
    assert plackett_luce(2, [(), (1,)]) == pytest.approx([0, 0])


@pytest.mark.parametrize("order", [(0, 0), (0, 3), (-1, 0)])
def test_plackett_luce_refuses_an_order_with_wrong_items(order: tuple[int, ...]):
    with pytest.raises(ValueError, match="an order must have distinct items below 3"):
        plackett_luce(3, [order])


def test_plackett_luce_reports_that_it_did_not_converge(monkeypatch):
    monkeypatch.setattr("ranklore.ranking.model.plackett_luce.STEPS_MAX", 2)
    with pytest.raises(NotConverged, match="raise the precision from 1e-09"):
        plackett_luce(3, [(0, 1, 2)] * 1000)
