"""Places among some of the items, as a list shows them when other items were removed."""

import numpy as np
import pytest

from ranklore.ranking import fit, restrict_to
from ranklore.ranking.tests.synthetic_ballots import crowd, tally_of


@pytest.fixture(scope="module")
def result():
    ballots, _, _ = crowd(12, 300)
    return fit(tally_of(12, *ballots))


def test_restricting_to_all_items_changes_nothing(result):
    same = restrict_to(result, range(12))
    for name in ("order", "rank", "rank_low", "rank_high", "tie_group", "votes_to_flip"):
        assert getattr(same, name).tolist() == getattr(result, name).tolist()
    assert np.array_equal(same.start.worth, result.start.worth)


def test_the_remaining_items_close_the_gap_and_keep_their_order(result):
    kept = [item for item in range(12) if item != result.order[0]]
    fewer = restrict_to(result, kept)
    assert [kept[n] for n in fewer.order] == result.order[1:].tolist()
    assert sorted(fewer.rank) == list(range(1, 12))
    assert (fewer.rank_low <= fewer.rank).all() and (fewer.rank <= fewer.rank_high).all()
    assert fewer.rank_high.max() <= 11
    assert (fewer.rank_high <= result.rank_high[kept]).all()


def test_items_are_numbered_as_given(result):
    kept = result.order[[4, 2, 9]].tolist()
    assert restrict_to(result, kept).rank.tolist() == [2, 1, 3]


def test_restricting_to_no_items_gives_an_empty_ranking(result):
    assert restrict_to(result, []).order.size == 0


@pytest.mark.parametrize("items", [[0, 0], [12], [-1]])
def test_an_item_that_is_not_in_the_result_is_refused(result, items):
    with pytest.raises(ValueError, match="items must be distinct numbers below 12"):
        restrict_to(result, items)
