"""Elections: a majority decides first, and a place is called sure only if the votes are clear."""

import numpy as np
import pytest

from ranklore.ranking import IndexedBallot, Tally, evidence_of
from ranklore.ranking.ballot_files.ballot_file import BallotFile
from ranklore.ranking.ballot_files.elections import majority_groups
from ranklore.ranking.ballot_files.head_to_head import Order, head_to_head
from ranklore.ranking.ballot_files.methods import RankedRow, rank_ballot_file, tally_ballot_file
from ranklore.ranking.tests.synthetic_elections import (
    CUTS,
    TASTES,
    condorcet_winner,
    election_of,
    preferred_in,
    random_election,
)


def ranked(n_items: int, orders: dict[Order, int], method: str = "ranklore") -> list[RankedRow]:
    return rank_ballot_file(election_of(n_items, orders), method)


def names(rows: list[RankedRow]) -> str:
    return "".join(row.name for row in rows)


def ranges(rows: list[RankedRow]) -> list[tuple[int, int]]:
    return [(row.rank_low, row.rank_high) for row in rows]


@pytest.mark.parametrize(
    ("n_items", "orders", "order"),
    [
        # the middle candidate has fewest first places and beats both others
        (3, {(0, 1, 2): 40, (2, 1, 0): 35, (1,): 25}, "102"),
        # Borda's candidate is 1; 51 of 100 voters have 0 first
        (4, {(0, 1, 2, 3): 51, (1, 2, 3, 0): 49}, "0123"),
        # whoever leaves out 2 puts both others above it
        (3, {(0,): 30, (1, 0): 31, (2, 0): 30}, "012"),
        # most are tied; three voters decide
        (3, {((0, 1, 2),): 1000, (2, 1, 0): 3}, "210"),
        # unranked by half of the voters, and still first of the other half and of all pairs
        (3, {(0, (1, 2)): 6, (1,): 5}, "012"),
        (4, {(3, 2, 1, 0): 1}, "3210"),
        (1, {(0,): 1}, "0"),
        # a Condorcet winner above a cycle of three, and a loser below it
        (5, {(4, 0, 1, 2): 35, (4, 1, 2, 0): 33, (4, 2, 0, 1): 32}, "40123"),
    ],
)
def test_majorities_decide_the_order(n_items: int, orders: dict[Order, int], order: str):
    assert names(ranked(n_items, orders)) == order


@pytest.mark.parametrize(
    ("n_items", "orders", "expected"),
    [
        # one, three or five voters who agree are not enough to be sure; a million are
        (2, {(0, 1): 1}, [(1, 2), (1, 2)]),
        (2, {(0, 1): 5}, [(1, 2), (1, 2)]),
        (3, {(0, 1, 2): 10**6}, [(1, 1), (2, 2), (3, 3)]),
        # 501 to 499 is a majority, and not a clear one
        (2, {(0, 1): 501, (1, 0): 499}, [(1, 2), (1, 2)]),
        # a cycle of clear majorities leaves its places open, however many voters there are
        (3, {(0, 1, 2): 10**6, (1, 2, 0): 10**6, (2, 0, 1): 10**6}, [(1, 3)] * 3),
        (4, {(0, 1, 2): 40_000, (1, 2, 0): 33_000, (2, 0, 1): 32_000}, [(1, 3)] * 3 + [(4, 4)]),
        # candidates nobody ranked are equal
        (4, {(0, 1): 10**6}, [(1, 1), (2, 2), (3, 4), (3, 4)]),
        (3, {((0, 1, 2),): 10**6}, [(1, 3)] * 3),
    ],
)
def test_a_place_is_sure_only_if_the_votes_are_clear(n_items: int, orders, expected: list[tuple[int, int]]):
    assert ranges(ranked(n_items, orders)) == expected


def test_items_with_open_places_are_in_one_tie_group():
    rows = ranked(4, {(0, 1, 2): 40_000, (1, 2, 0): 33_000, (2, 0, 1): 32_000})
    assert [row.tie_group for row in rows] == [1, 1, 1, 2]


def test_a_majority_against_the_score_is_kept_and_the_score_is_told():
    """51 of 100 put 0 first, but the others put it last, so its score is lower. The range is open."""
    rows = ranked(4, {(0, 1, 2, 3): 51, (1, 2, 3, 0): 49})
    assert rows[0].score < rows[1].score
    assert ranges(rows)[0] == (1, 4)


def test_plain_rules_tell_the_places_of_equals():
    rows = ranked(4, {(0, 1, 2): 1, (1, 2, 0): 1, (2, 0, 1): 1}, "copeland")
    assert ranges(rows) == [(1, 3), (1, 3), (1, 3), (4, 4)]


def test_three_hundred_unanimous_orders_of_a_million_voters_each_are_sure():
    rows = ranked(8, {tuple(range(8)): 300 * 10**6})
    assert names(rows) == "01234567" and ranges(rows) == [(place, place) for place in range(1, 9)]
    for method in ("bradley-terry", "plackett-luce", "borda"):
        assert names(ranked(8, {tuple(range(8)): 300 * 10**6}, method)) == "01234567", method


@pytest.mark.parametrize("method", ["ranklore", "bradley-terry", "familiarity", "borda", "copeland"])
def test_candidates_nobody_ranked_are_last(method: str):
    assert names(ranked(4, {(3, 1): 5, (1, 3): 4}, method)) == "3102"


def test_equal_orders_count_as_their_number():
    one = election_of(3, {(0, 1, 2): 7, (2, (0, 1)): 5})
    single = [(ballot, 1) for ballot, times in one.ballots for _ in range(times)]
    many = BallotFile(one.names, single, is_election=True)
    assert tally_ballot_file(one, equal_pairs=True) == tally_ballot_file(many, equal_pairs=True)
    rows, more = rank_ballot_file(one, "ranklore"), rank_ballot_file(many, "ranklore")
    assert names(rows) == names(more) and ranges(rows) == ranges(more)
    assert [row.low for row in rows] == pytest.approx([row.low for row in more])


@pytest.mark.parametrize("cut", CUTS)
def test_all_pairs_at_once_are_the_pairs_of_each_ballot(cut: str):
    """Also with many voters per order, and with more orders than are compared at once."""
    rng = np.random.default_rng(7)
    votes = random_election("impartial", cut, rng)
    votes.ballots = [(ballot, int(rng.integers(1, 10**6))) for ballot, _ in votes.ballots] * 9
    n = len(votes.names)
    counts = head_to_head(n, votes.ballots)
    assert np.array_equal(counts.preferred, preferred_in(votes))
    slow = Tally(n)
    for ballot, times in votes.ballots:
        slow.add(evidence_of(ballot, equal_pairs=True), times=times)
    fast = tally_ballot_file(votes, equal_pairs=True)
    added = sum(table.dense() for table in slow.tables)
    assert np.array_equal(fast.tables[2].dense(), added)
    assert np.array_equal(fast.ordered, slow.ordered)
    firsts = np.zeros(n, dtype=np.int64)
    for ballot, times in votes.ballots:
        firsts[np.array(ballot.order[0])] += times
    assert np.array_equal(fast.picks, firsts)


def test_the_slopes_of_voters_are_those_of_their_pairs():
    rng = np.random.default_rng(3)
    votes = random_election("blocs", "random length, ties", rng)
    n = len(votes.names)
    chances = rng.random((n, n))
    chances = np.triu(chances, 1) + np.tril(1 - chances.T, -1)
    products = np.zeros((n, n))
    for ballot, times in votes.ballots:
        slope = np.zeros(n)
        for pairs in evidence_of(ballot, equal_pairs=True).tables:
            if pairs is not None:
                for over, under, weight in zip(pairs.over, pairs.under, pairs.weights, strict=True):
                    slope[over] += weight * (1 - chances[over, under])
                    slope[under] -= weight * chances[under, over]
        products += times * np.outer(slope, slope)
    assert head_to_head(n, votes.ballots).slope_products(chances) == pytest.approx(products)


def test_majority_groups():
    """0 beats all; 1, 2 and 3 beat each other in a circle; 4 and 5 tie."""
    beats = np.zeros((6, 6), dtype=np.int64)
    beats[0, 1:] = beats[1:4, 4:] = 1
    beats[1, 2] = beats[2, 3] = beats[3, 1] = 1
    assert majority_groups(beats).tolist() == [0, 1, 1, 1, 2, 2]
    assert majority_groups(np.zeros((1, 1), dtype=np.int64)).tolist() == [0]


@pytest.mark.parametrize("taste", TASTES)
@pytest.mark.parametrize("cut", CUTS)
def test_the_condorcet_winner_is_first_and_the_loser_last(taste: str, cut: str):
    rng = np.random.default_rng([TASTES.index(taste), CUTS.index(cut)])
    for _ in range(6):
        votes = random_election(taste, cut, rng)
        rows = rank_ballot_file(votes, "ranklore")
        assert all(row.rank_low <= row.rank <= row.rank_high for row in rows)
        winner = condorcet_winner(votes)
        if winner is not None:
            assert rows[0].name == str(winner)
        upside_down = preferred_in(votes).T
        losses = (upside_down > upside_down.T).sum(axis=1)
        if losses.max() == len(rows) - 1:
            assert rows[-1].name == str(int(losses.argmax()))


def test_ranges_hold_the_places_of_the_whole_population():
    """300 voters drawn from 20,000, twelve times."""
    rng = np.random.default_rng(1)
    liking = rng.normal(size=8) + rng.gumbel(size=(20_000, 8))
    orders = np.argsort(-liking, axis=1)[:, :5]
    inside, everyone = [], rank_of(orders)
    for _ in range(12):
        rows = rank_ballot_file(ballots_of(orders[rng.choice(len(orders), 300, replace=False)]), "ranklore")
        inside += [row.rank_low <= everyone[row.name] <= row.rank_high for row in rows]
    assert np.mean(inside) >= 0.95


def ballots_of(orders: np.ndarray) -> BallotFile:
    ballots = [(IndexedBallot(order=tuple(order), on_offer=range(8)), 1) for order in orders.tolist()]
    return BallotFile([str(item) for item in range(8)], ballots, is_election=True)


def rank_of(orders: np.ndarray) -> dict[str, int]:
    return {row.name: row.rank for row in rank_ballot_file(ballots_of(orders), "ranklore")}
