"""Real ballots with answers that are on record. Small facts stand here; whole files are read when they are beside the
repository, in ../shared/data."""

import csv
from pathlib import Path

import numpy as np
import pytest

from ranklore.ranking import IndexedBallot, Prior, Tally, evidence_of, fit, plackett_luce, rank_by_baseline
from ranklore.ranking.ballot_files.ballot_file import read_ballot_file
from ranklore.ranking.ballot_files.csv_file import read_csv
from ranklore.ranking.ballot_files.methods import rank_ballot_file, tally_ballot_file
from ranklore.ranking.ballot_files.preflib import PREFLIB_READERS
from ranklore.ranking.tallies.evidence import BOTH_KNOWN

DATA = Path(__file__).parents[5] / "shared" / "data"
whole_files = pytest.mark.skipif(not DATA.is_dir(), reason="the data files are not beside the repository")

BURLINGTON = {  # PrefLib 00005-00000002: the pairwise counts of the election (Mao, Procaccia, Chen 2013)
    ("Montroll", "Kiss"): (4067, 3477),
    ("Montroll", "Wright"): (4597, 3668),
    ("Montroll", "Smith"): (4573, 2998),
    ("Kiss", "Wright"): (4314, 4064),
}
DOTS = [  # PrefLib 00024-00000004: people ranked pictures by their number of dots; the truth is 1 > 2 > 3 > 4
    (169, "1,2,3,4"), (88, "2,1,3,4"), (78, "1,2,4,3"), (76, "1,3,2,4"),
]  # fmt: skip
NASCAR = {  # Hunter 2004, Annals of Statistics 32:384, table 2
    "PJ Jones": 0.1864, "Scott Pruett": 0.1096, "Mike Bliss": 0.0274, "Mark Martin": 0.0235, "Rusty Wallace": 0.0230,
    "Jimmie Johnson": 0.0205, "Tony Stewart": 0.0184, "Jeff Gordon": 0.0168, "Sterling Marlin": 0.0167,
    "Kurt Busch": 0.0153,
}  # fmt: skip


def file(name: str):
    return read_ballot_file(DATA / name, {**PREFLIB_READERS, ".csv": read_csv})


def test_burlington_s_condorcet_winner_is_first_by_its_pairwise_counts():
    names = ["Kiss", "Montroll", "Smith", "Wright"]
    tally = Tally(4)
    for (a, b), (over, under) in BURLINGTON.items():
        pair = [names.index(a), names.index(b)]
        tally.add_comparisons(pair, pair[::-1], [over, under])
    assert names[fit(tally).order[0]] == names[rank_by_baseline("copeland", tally).order[0]] == "Montroll"


def test_the_orders_of_dots_are_ranked_right():
    tally = Tally(4)
    for times, order in DOTS:
        tally.add(evidence_of(IndexedBallot(order=tuple(int(item) - 1 for item in order.split(",")))), times=times)
    assert fit(tally).order.tolist() == [0, 1, 2, 3]


def test_two_items_have_the_maximum_likelihood_of_their_share():
    """Three wins in four: the odds are 3, the logit log 3."""
    tally = Tally(2)
    tally.add_comparisons([0, 0, 0, 1], [1, 1, 1, 0])
    score = fit(tally, prior=Prior.plain(1e-9)).score
    assert score[0] - score[1] == pytest.approx(np.log(3), abs=1e-7)


def test_three_items_have_the_plackett_luce_shares_that_make_the_orders_likeliest():
    """Each is first, second and last once: all are equal."""
    assert plackett_luce(3, [(0, 1, 2), (1, 2, 0), (2, 0, 1)]) == pytest.approx([0, 0, 0], abs=1e-9)


@whole_files
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_dots(number: int):
    rows = rank_ballot_file(file(f"dots-{number}.soc"), "ranklore")
    names = [row.name for row in rows]
    assert names == sorted(names)  # the names are the numbers of dots, three figures each: fewest first


@whole_files
def test_burlington():
    votes = file("burlington-2009.toi")
    assert rank_ballot_file(votes, "ranklore")[0].name == "Andy Montroll"
    assert rank_ballot_file(votes, "copeland")[0].name == "Andy Montroll"
    assert rank_ballot_file(votes, "counts")[0].name == "Kurt Wright"
    tally = tally_ballot_file(votes, equal_pairs=True)
    counted: dict[tuple[int, int], float] = {}
    for cells in tally.tables:
        pairs = cells.pairs()
        for over, under, weight in zip(pairs.over.tolist(), pairs.under.tolist(), pairs.weights.tolist(), strict=True):
            counted[over, under] = counted.get((over, under), 0) + weight
    last_names = [name.split()[-1] for name in votes.names]
    for (a, b), (over, under) in BURLINGTON.items():
        i, j = last_names.index(a), last_names.index(b)
        both = sum(times for ballot, times in votes.ballots if tied(ballot, i, j))
        assert (counted[i, j] - both / 2, counted[j, i] - both / 2) == (over, under)


def tied(ballot: IndexedBallot, i: int, j: int) -> bool:
    return any(isinstance(stage, tuple) and i in stage and j in stage for stage in ballot.order)


@whole_files
def test_debian():
    assert rank_ballot_file(file("debian-2002.soi"), "ranklore")[0].name == "Bdale Garbee"


@whole_files
def test_nascar():
    votes = file("nascar2002.csv")
    rows = rank_ballot_file(votes, "plackett-luce")
    never_ahead = set(votes.names)
    for ballot, _ in votes.ballots:
        never_ahead -= {votes.names[item] for item in ballot.order[:-1]}
    finish = [[votes.names[item] for item in ballot.order] for ballot, _ in votes.ballots]
    last = {names[-1] for names in finish}
    rankable = {row.name: np.exp(row.score) for row in rows if row.score > rows[0].score - 15}
    assert len(rankable) == 83 and never_ahead <= last
    total = sum(rankable.values())
    for name, share in NASCAR.items():
        assert round(rankable[name] / total, 4) == share
    assert [row.name for row in rows[:9]] == list(NASCAR)[:9]


@whole_files
def test_llmfao():
    with (DATA / "llmfao-golden.csv").open(newline="") as lines:
        golden = {
            row["item"]: float(row["score"]) for row in csv.DictReader(lines) if row["algorithm"] == "bradley_terry"
        }
    votes = file("llmfao.csv")
    tally = tally_ballot_file(votes, equal_pairs=False)
    assert tally.tables[BOTH_KNOWN].pairs().weights.sum() == 8931
    found = rank_ballot_file(votes, "bradley-terry")
    rates = np.exp([row.score for row in found])
    expected = np.array([golden[row.name] for row in found])
    assert rates / rates.sum() == pytest.approx(expected / expected.sum(), abs=1e-6)
    assert expected.tolist() == sorted(expected, reverse=True)
