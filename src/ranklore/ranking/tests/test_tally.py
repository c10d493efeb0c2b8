"""Adding, removing, resizing and saving evidence are exact."""

import io

import numpy as np
import pytest

from ranklore.ranking import IndexedBallot, Tally, evidence_of
from ranklore.ranking.tallies.evidence import BOTH_KNOWN, UNITS_PER_WEIGHT, Pairs
from ranklore.ranking.tallies.pair_storage import MATRIX_MAX_ITEMS, SparsePairStorage
from ranklore.ranking.tests.synthetic_ballots import compared, crowd, tally_of, wins

LONG = MATRIX_MAX_ITEMS + 1


def test_an_item_outside_the_tally_is_refused():
    with pytest.raises(ValueError, match="item 3 is outside a tally of 3 items"):
        tally_of(3, wins((0, 3)))


@pytest.mark.parametrize(
    ("sign", "times", "sentence"), [(2, 1, "sign must be 1 or -1, not 2"), (1, 0, "times must be 1 or more, not 0")]
)
def test_a_wrong_sign_or_number_of_times_is_refused(sign: int, times: int, sentence: str):
    with pytest.raises(ValueError, match=sentence):
        Tally(2).add(evidence_of(IndexedBallot()), sign=sign, times=times)


def test_a_negative_number_of_items_is_refused():
    with pytest.raises(ValueError, match="-1 items"):
        Tally(-1)


def test_a_ballot_may_count_for_many_voters():
    many = Tally(3)
    many.add(evidence_of(wins((0, 1))), times=840)
    one_by_one = tally_of(3, *[wins((0, 1))] * 840)
    assert many == one_by_one


@pytest.mark.parametrize("n_items", [12, LONG])
def test_a_saved_tally_comes_back_to_the_last_bit(n_items: int):
    ballots, _, _ = crowd(12, 40)
    tally, file = tally_of(n_items, *ballots), io.BytesIO()
    tally.save(file)
    file.seek(0)
    assert Tally.load(file) == tally


def test_another_npz_file_is_refused():
    file = io.BytesIO()
    np.savez(file, shown=np.zeros(2))
    file.seek(0)
    with pytest.raises(
        ValueError, match="not a tally of this version: it has no downs, known, n_items, one, ordered, picks"
    ):
        Tally.load(file)


def test_a_tally_with_another_unit_is_refused():
    tally, file = Tally(1), io.BytesIO()
    tally.save(file)
    file.seek(0)
    saved = dict(np.load(file))
    changed = io.BytesIO()
    np.savez(changed, **{**saved, "one": 2})
    changed.seek(0)
    with pytest.raises(ValueError, match="not a tally of this version: its unit differs"):
        Tally.load(changed)


def test_a_tally_can_grow_from_a_matrix_to_a_list_of_pairs():
    ballots, _, _ = crowd(12, 40)
    small = tally_of(12, *ballots)
    assert small.resized(20) == tally_of(20, *ballots)
    assert small.resized(LONG) == tally_of(LONG, *ballots)


def test_a_tally_does_not_shrink():
    with pytest.raises(ValueError, match="a tally of 3 items cannot shrink to 2"):
        Tally(3).resized(2)


def test_tallies_with_different_evidence_are_not_equal():
    assert Tally(2) != Tally(3)
    assert Tally(2) != "a tally"
    assert compared(2, [(0, 1)]) != compared(2, [(1, 0)])


def test_a_sparse_table_merges_its_pending_pairs(monkeypatch):
    monkeypatch.setattr("ranklore.ranking.tallies.pair_storage.PENDING_PAIRS_MAX", 3)
    cells = SparsePairStorage(5)
    for over, under in [(3, 1), (0, 2), (3, 1), (4, 0), (0, 2)]:
        cells.add(Pairs(np.array([over]), np.array([under]), np.array([UNITS_PER_WEIGHT])), 1)
    cells.add(Pairs(np.array([4]), np.array([0]), np.array([UNITS_PER_WEIGHT])), -1)
    over, under, units = cells.pairs()
    assert list(zip(over.tolist(), under.tolist(), (units // UNITS_PER_WEIGHT).tolist(), strict=True)) == [
        (0, 2, 2),
        (3, 1, 2),
    ]


def test_many_comparisons_at_once_are_the_same_as_one_by_one():
    rng = np.random.default_rng(1)
    over = rng.integers(0, 7, 500)
    under = (over + rng.integers(1, 7, 500)) % 7
    at_once, long = Tally(7), Tally(LONG)
    at_once.add_comparisons(over[:200], under[:200])
    at_once.add_comparisons(over[200:].astype(np.int16), under[200:].astype(np.uint8))
    long.add_comparisons(over, under)
    pair_by_pair = tally_of(7, *(wins((int(a), int(b))) for a, b in zip(over, under, strict=True)))
    pair_by_pair.shown[:] = pair_by_pair.known[:] = pair_by_pair.voters[:] = 0  # comparisons have no voters
    assert at_once == pair_by_pair
    assert long == at_once.resized(LONG)


def test_weights_are_counted_to_a_billionth():
    tally = Tally(2)
    tally.add_comparisons([0, 0], [1, 1], [0.1, 0.2])
    assert tally.tables[BOTH_KNOWN].pairs().weights[0] == pytest.approx(0.3, abs=2e-9)


def test_no_comparisons_change_nothing():
    tally = Tally(2)
    tally.add_comparisons([], [])
    assert tally == Tally(2)


@pytest.mark.parametrize(
    ("over", "under", "weights", "sentence"),
    [
        ([0, 1], [1], None, r"over and under must be lists of the same length, not \(2,\) and \(1,\)"),
        ([[0]], [[1]], None, "must be lists of the same length"),
        ([0.5], [1.0], None, "items must be whole numbers, not float64 and float64"),
        ([0, 3], [1, 0], None, "item 3 is outside a tally of 3 items"),
        ([0, -1], [1, 0], None, "item -1 is outside a tally of 3 items"),
        ([0, 2], [1, 2], None, "item 2 cannot beat itself"),
        ([0, 2], [1, 2], [1, 1], "item 2 cannot beat itself"),
        ([0, 2], [1, 0], [1], "2 comparisons, but 1 weights"),
        ([0], [1], [-1], "a weight must be between 0 and 4294967296, not -1.0"),
        ([0], [1], [float("nan")], "a weight must be between 0 and 4294967296, not nan"),
        ([0], [1], [float("inf")], "a weight must be between 0 and 4294967296, not inf"),
    ],
)
def test_wrong_comparisons_are_refused_and_nothing_is_added(over, under, weights, sentence: str):
    tally = Tally(3)
    with pytest.raises(ValueError, match=sentence):
        tally.add_comparisons(over, under, weights)
    assert tally == Tally(3)
