"""Ballots in, a ranking out: the plain count."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranklore.ranking import Ballot, Ranking, Tally, evidence_of, fit


def ranked(n_items: int, *ballots: set[int]) -> Ranking:
    tally = Tally(n_items)
    for ballot in ballots:
        tally.add(evidence_of(Ballot(frozenset(ballot))))
    return fit(tally)


def test_the_item_with_more_picks_is_first():
    assert ranked(3, {0, 2}, {2}).order.tolist() == [2, 0, 1]


def test_equal_counts_are_a_tie_and_stand_in_item_order():
    result = ranked(4, {3}, {1}, {0, 2}, {2})
    assert result.order.tolist() == [2, 0, 1, 3]
    assert result.rank.tolist() == [2, 3, 1, 4]
    assert result.tie_group.tolist() == [2, 2, 1, 2]


def test_no_votes_at_all_leave_the_starting_order():
    assert ranked(3).order.tolist() == [0, 1, 2]


def test_a_list_without_items_has_an_empty_ranking():
    assert ranked(0).order.tolist() == []


def test_an_item_outside_the_tally_is_refused():
    with pytest.raises(ValueError, match="item 3 is outside a tally of 3 items"):
        ranked(3, {3})


def test_a_negative_item_is_refused():
    with pytest.raises(ValueError, match="cannot be negative: -1"):
        evidence_of(Ballot(frozenset({-1, 2})))


def test_only_adding_and_taking_away_are_known():
    with pytest.raises(ValueError, match="the sign is 1 or -1, not 2"):
        Tally(2).add(evidence_of(Ballot()), sign=2)


def test_a_tally_of_fewer_than_no_items_is_refused():
    with pytest.raises(ValueError, match="-1 items"):
        Tally(-1)


ballots = st.lists(st.frozensets(st.integers(0, 9)), max_size=20)


@given(ballots, st.frozensets(st.integers(0, 9)))
def test_taking_a_ballot_away_leaves_what_was_before(others: list[frozenset[int]], ballot: frozenset[int]):
    tally = Tally(10)
    for other in others:
        tally.add(evidence_of(Ballot(other)))
    before = tally.picks.copy()
    tally.add(evidence_of(Ballot(ballot)))
    tally.add(evidence_of(Ballot(ballot)), sign=-1)
    assert np.array_equal(tally.picks, before)


@given(ballots)
def test_one_more_pick_never_lowers_a_place(given_ballots: list[frozenset[int]]):
    before = ranked(10, *map(set, given_ballots))
    after = ranked(10, *map(set, given_ballots), {4})
    assert after.rank[4] <= before.rank[4]
