"""Which pairs are asked next."""

import numpy as np
import pytest

from ranklore.ranking import IndexedBallot, Tally, attention_order, fit, next_pairs
from ranklore.ranking.tests.synthetic_ballots import compared, crowd, tally_of


def world(n_items: int = 30):
    tally = tally_of(n_items, *crowd(n_items, 300)[0])
    return fit(tally), tally


def test_pairs_are_distinct_and_no_item_is_in_many():
    pairs = next_pairs(*world(), k=20)
    assert len(pairs) == 20 == len({frozenset(pair) for pair in pairs})
    assert all(a != b for a, b in pairs)
    asked = np.bincount(np.array(pairs).ravel())
    assert asked.max() <= 2


def test_a_seed_always_gives_the_same_pairs():
    result, tally = world()
    assert next_pairs(result, tally, seed=4) == next_pairs(result, tally, seed=4) != next_pairs(result, tally, seed=5)


def test_an_item_the_voter_does_not_know_is_not_asked_about():
    result, tally = world()
    unknown = result.order[:10].tolist()
    assert not set(unknown) & {item for pair in next_pairs(result, tally, unknown=unknown) for item in pair}


def test_items_that_the_voter_knows_come_first():
    result, tally = world()
    rare = np.argsort(result.familiarity)[:6].tolist()
    found = [item for pair in next_pairs(result, tally, known=rare, k=8) for item in pair]
    plain = [item for pair in next_pairs(result, tally, k=8) for item in pair]
    assert sum(item in rare for item in found) > sum(item in rare for item in plain)


def test_an_uncertain_pair_comes_before_a_certain_one():
    settled = compared(4, [(0, 1)] * 500 + [(0, 2)] * 500 + [(0, 3)] * 500 + [(1, 2), (2, 3), (3, 1)])
    pairs = next_pairs(fit(settled), settled, k=2)
    assert 0 not in {item for pair in pairs for item in pair}


def test_the_top_is_asked_about_first():
    even = [(a, b) for a in range(0, 40, 2) for b in range(40) if a != b and abs(a - b) <= 3]
    ladder = compared(40, [pair for a, b in even for pair in [(min(a, b), max(a, b))] * 3 + [(max(a, b), min(a, b))]])
    result = fit(ladder)
    places = [result.rank[item] for pair in next_pairs(result, ladder, k=5) for item in pair]
    assert np.mean(places) < 20


def test_a_pair_is_not_asked_again():
    tally = tally_of(4, *crowd(4, 60)[0])
    result, done = fit(tally), []
    while pairs := next_pairs(result, tally, k=2, done=done):
        done += [(b, a) for a, b in pairs]
    assert len({frozenset(pair) for pair in done}) == len(done) == 6
    assert next_pairs(result, tally, unknown=[0], done=[(0, 1)])  # what is not asked about anyway may be done too


@pytest.mark.parametrize("n_items", [0, 1])
def test_a_list_of_less_than_two_items_has_no_pairs(n_items: int):
    assert next_pairs(fit(Tally(n_items)), Tally(n_items)) == []


def test_a_short_list_has_no_more_pairs_than_there_are():
    assert sorted(next_pairs(fit(Tally(2)), Tally(2), k=9)) == [(0, 1)]
    assert next_pairs(fit(Tally(2)), Tally(2), k=0) == []


@pytest.mark.parametrize(("n_items", "known", "k"), [(3, [], 5), (2, [2], 5), (2, [-1], 5), (2, [], -1)])
def test_wrong_items_and_sizes_are_refused(n_items: int, known: list[int], k: int):
    with pytest.raises(ValueError, match="result and tally must have the same items"):
        next_pairs(fit(Tally(2)), Tally(n_items), known=known, k=k)


def test_an_item_with_few_votes_comes_first_in_attention_order():
    tally = tally_of(3, *[IndexedBallot(picks={0: [0, 1]})] * 30, *[IndexedBallot(picks={1: [0, 1]})] * 28)
    result = fit(tally)
    assert result.order.tolist()[0] == 0 and attention_order(result).tolist()[0] == 2
    assert attention_order(result, seed=3).tolist() == attention_order(result, seed=3).tolist()
