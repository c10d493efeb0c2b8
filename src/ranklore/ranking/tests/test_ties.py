"""Which neighbours are too close to call."""

import numpy as np

from ranklore.ranking import (
    fit,
    restrict_to,
)
from ranklore.ranking.model.uncertainty import ranges_with_ties, tie_groups
from ranklore.ranking.tests.synthetic_ballots import compared


def test_a_tie_group_ends_at_the_first_item_that_is_clearly_worse():
    even = [(a, b) for a in range(40) for b in range(40) if a != b]
    result = fit(compared(41, even + [(a, 40) for a in range(40)] * 9))
    assert result.tie_group.tolist() == [1] * 40 + [2]


def test_neighbours_are_tied_by_their_own_difference_and_not_by_that_of_the_first():
    """1.96 standard errors make a difference. The first and the third differ by three, and are in one group."""
    assert tie_groups(np.array([3.0, 1.5, 0.0]), np.ones(2)).tolist() == [1, 1, 1]
    assert tie_groups(np.array([3.0, 1.0, 0.0]), np.ones(2)).tolist() == [1, 2, 2]
    assert tie_groups(np.array([3.0, 2.0, 0.0]), np.ones(2)).tolist() == [1, 1, 2]


def test_an_unsure_item_between_two_sure_ones_joins_them():
    """0 beats 1 in 60 of 70 matchups, and 2 lost once to 0 and won once against 1: nobody knows where it is."""
    result = fit(compared(3, [(0, 1)] * 60 + [(1, 0)] * 10 + [(0, 2), (2, 1)]))
    assert result.order.tolist() == [0, 2, 1] and result.tie_group.tolist() == [1, 1, 1]
    assert restrict_to(result, [0, 1]).tie_group.tolist() == [1, 2]


def test_tied_neighbours_have_the_place_of_the_other_in_their_range():
    place = np.arange(1, 4)
    low, high = ranges_with_ties(place, place, np.array([1, 1, 2]), place)
    assert (low.tolist(), high.tolist()) == ([1, 1, 3], [2, 2, 3])
