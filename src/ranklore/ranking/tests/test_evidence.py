"""The evidence that each kind of vote gives."""

import math

import pytest

from ranklore.ranking import IndexedBallot, Matchup, Tally, evidence_of
from ranklore.ranking.tallies.evidence import BOTH_KNOWN, DOWN, UNITS_PER_WEIGHT, UP


def pairs(ballot: IndexedBallot, **options) -> dict[tuple[int, int, int], float]:
    """(table, over, under) -> weight, as it arrives in a tally."""
    tally = Tally(10)
    tally.add(evidence_of(ballot, **options))
    return {
        (table, int(over), int(under)): round(units / UNITS_PER_WEIGHT, 6)
        for table, cells in enumerate(tally.tables)
        for over, under, units in zip(*cells.pairs(), strict=True)
    }


def test_a_pick_is_above_all_others_shown_with_weight_2_divided_by_their_number():
    assert pairs(IndexedBallot(picks={1: [0, 1, 2, 3]})) == {(UP, 1, other): 0.5 for other in (0, 2, 3)}


def test_a_pick_out_of_two_weighs_as_much_as_a_matchup():
    assert pairs(IndexedBallot(picks={1: [0, 1]})) == {(UP, 1, 0): 1.0}
    assert pairs(IndexedBallot(matchups=(Matchup(0, 1, 1),))) == {(BOTH_KNOWN, 1, 0): 1.0}


def test_several_picks_are_above_the_unpicked_items_only():
    assert pairs(IndexedBallot(picks={0: [0, 1, 2], 1: [0, 1, 2]})) == {(UP, 0, 2): 1.0, (UP, 1, 2): 1.0}


def test_a_down_puts_the_other_items_above_the_item():
    assert pairs(IndexedBallot(downs={2: [0, 1, 2, 3]})) == {(DOWN, other, 2): 0.5 for other in (0, 1, 3)}


def test_a_pick_over_a_known_item_is_a_pair_of_known_items():
    assert pairs(IndexedBallot(picks={0: [0, 1, 2]}, know=frozenset({2}))) == {
        (UP, 0, 1): pytest.approx(2 / 3, abs=1e-6),
        (BOTH_KNOWN, 0, 2): pytest.approx(2 / 3, abs=1e-6),
    }


def test_an_item_that_the_voter_does_not_know_is_in_no_pair():
    assert pairs(IndexedBallot(picks={0: [0, 1, 2]}, dont_know=frozenset({1}))) == {(UP, 0, 2): 1.0}


def test_a_vote_on_an_item_overrides_a_dont_know():
    assert pairs(IndexedBallot(picks={0: [0, 1]}, dont_know=frozenset({0}))) == {(UP, 0, 1): 1.0}


def test_a_tie_is_half_each_way():
    assert pairs(IndexedBallot(matchups=(Matchup(0, 1, None),))) == {(BOTH_KNOWN, 0, 1): 0.5, (BOTH_KNOWN, 1, 0): 0.5}


def test_an_order_counts_stage_by_stage():
    third = pytest.approx(2 / 3, abs=1e-6)
    assert pairs(IndexedBallot(order=(2, 0, 1))) == {
        (BOTH_KNOWN, 2, 0): third,
        (BOTH_KNOWN, 2, 1): third,
        (BOTH_KNOWN, 0, 1): 1.0,
    }


def test_items_left_out_of_an_order_are_below_it_unless_unknown():
    ballot = IndexedBallot(order=(0, 1), on_offer=range(5), know=frozenset({3}), dont_know=frozenset({4}))
    third = pytest.approx(2 / 3, abs=1e-6)
    assert pairs(ballot) == {
        (BOTH_KNOWN, 0, 1): 0.5,
        (BOTH_KNOWN, 0, 3): 0.5,
        (UP, 0, 2): 0.5,
        (BOTH_KNOWN, 1, 3): third,
        (UP, 1, 2): third,
    }


def test_equals_in_an_order_are_ties():
    third = pytest.approx(1 / 3, abs=1e-6)
    assert pairs(IndexedBallot(order=((0, 1), 2))) == {
        (BOTH_KNOWN, 0, 1): third,
        (BOTH_KNOWN, 1, 0): third,
        (BOTH_KNOWN, 0, 2): pytest.approx(2 / 3, abs=1e-6),
        (BOTH_KNOWN, 1, 2): pytest.approx(2 / 3, abs=1e-6),
    }


def test_with_equal_pairs_every_pair_of_an_order_weighs_1():
    assert pairs(IndexedBallot(order=(2, 0, 1)), equal_pairs=True) == {
        (BOTH_KNOWN, 2, 0): 1.0,
        (BOTH_KNOWN, 2, 1): 1.0,
        (BOTH_KNOWN, 0, 1): 1.0,
    }


def test_a_heavy_ballot_is_scaled_down_to_the_budget_and_a_light_one_is_not():
    ballot = IndexedBallot(matchups=tuple(Matchup(0, item, 0) for item in range(1, 5)))
    assert sum(pairs(ballot, budget=2.0).values()) == 2.0
    assert sum(pairs(ballot, budget=9.0).values()) == 4.0
    assert pairs(ballot, budget=0.0) == {}


def test_trust_multiplies_a_ballot():
    assert pairs(IndexedBallot(picks={0: [0, 1]}), trust=0.25) == {(UP, 0, 1): 0.25}


def test_a_ballot_with_trust_0_gives_no_evidence():
    tally = Tally(2)
    tally.add(evidence_of(IndexedBallot(picks={0: [0, 1]}, know=frozenset({1})), trust=0.0))
    assert tally == Tally(2)


def test_answers_about_knowledge_are_counted_and_picks_are_not():
    tally = Tally(5)
    tally.add(evidence_of(IndexedBallot(picks={0: [0, 1]}, know=frozenset({2}), dont_know=frozenset({3}))))
    tally.add(evidence_of(IndexedBallot(matchups=(Matchup(2, 4, None),)), trust=0.5))
    assert (tally.shown / UNITS_PER_WEIGHT).tolist() == [0, 0, 1.5, 1, 0.5]
    assert (tally.known / UNITS_PER_WEIGHT).tolist() == [0, 0, 1.5, 0, 0.5]


def test_a_pick_of_the_only_item_shown_is_only_in_the_plain_count():
    tally = Tally(2)
    tally.add(evidence_of(IndexedBallot(picks={0: [0]}, downs={1: [1]})))
    assert tally.picks.tolist() == [1, 0] and tally.downs.tolist() == [0, 1]
    assert pairs(IndexedBallot(picks={0: [0]})) == {}


def test_an_empty_ballot_gives_no_pairs():
    assert pairs(IndexedBallot()) == {}


@pytest.mark.parametrize(
    ("ballot", "sentence"),
    [
        (IndexedBallot(picks={-1: [-1, 0]}), "an item number cannot be negative: -1"),
        (IndexedBallot(picks={1: [0, 2]}), "item 1 is picked but was not shown"),
        (IndexedBallot(downs={1: []}), "item 1 is downed but was not shown"),
        (IndexedBallot(picks={1: [1, 2, 2]}), r"an item occurs twice shown with item 1: \[1, 2, 2\]"),
        (IndexedBallot(matchups=(Matchup(3, 3, 3),)), "item 3 cannot be in a matchup with itself"),
        (IndexedBallot(matchups=(Matchup(3, 4, 5),)), "item 5 cannot win a matchup of 3 and 4"),
        (IndexedBallot(order=(1, 2, 1)), r"an item occurs twice in an order: \[1, 1, 2\]"),
        (IndexedBallot(order=(1, (2, 1))), r"an item occurs twice in an order: \[1, 1, 2\]"),
        (IndexedBallot(know=frozenset({1}), dont_know=frozenset({1})), "item 1 is both known and not known"),
        (IndexedBallot(picks={1: [1]}, downs={1: [1]}), "item 1 is both picked and downed"),
        (IndexedBallot(dont_know=frozenset({-2})), "an item number cannot be negative: -2"),
    ],
)
def test_a_ballot_that_contradicts_itself_is_refused(ballot: IndexedBallot, sentence: str):
    with pytest.raises(ValueError, match=sentence):
        evidence_of(ballot)


@pytest.mark.parametrize("budget", [-1.0, math.nan])
def test_a_negative_budget_is_refused(budget: float):
    with pytest.raises(ValueError, match="budget must be 0 or more, not"):
        evidence_of(IndexedBallot(), budget=budget)


@pytest.mark.parametrize("trust", [-0.1, 1.1, math.nan])
def test_trust_outside_0_to_1_is_refused(trust: float):
    with pytest.raises(ValueError, match="trust must be between 0 and 1, not"):
        evidence_of(IndexedBallot(), trust=trust)
