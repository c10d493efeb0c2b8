"""Small votes with known answers, one a line: elections of our own and from the literature, strengths that other
libraries and papers give, and what any reader would say of a few ballots on a list."""

import re
from itertools import combinations, pairwise

import numpy as np
import pytest

from ranklore.ranking import IndexedBallot, Matchup, Prior, Tally, evidence_of, fit, plackett_luce, rank_by_baseline
from ranklore.ranking.ballot_files.ballot_file import BallotFile
from ranklore.ranking.ballot_files.methods import rank_ballot_file
from ranklore.ranking.tests.synthetic_elections import preferred_in

# Voters and their order, best first; items in brackets are equal, and those left out are last. Then the right order.
# A majority prefers each item to every later one, although often another item has the most first places.
ELECTIONS = [
    ("42 MNCK | 26 NCKM | 15 CKNM | 17 KCNM", "NCKM"),  # the capital of Tennessee: Nashville is in the middle
    ("1 ABC | 7 ACB | 7 BCA | 6 CBA", "CBA"),  # Borda 1784: most first places for A, whom most put last
    ("28 ACB | 27 BAC | 21 CAB | 4 BCA", "ACB"),
    ("19 BACD | 14 DCAB | 6 DBAC", "DBAC"),
    ("1 ECADB | 28 DCEBA | 18 DAECB", "DCEBA"),
    ("25 D | 12 ACD | 24 DAB", "DABC"),
    ("11 ED | 30 DBA | 6 DCB | 6 EDCB", "DBAEC"),
    ("12 BCAD | 2 AD(BC) | 19 CA(BD)", "CABD"),
    ("23 FBAECD | 27 FDBCAE | 19 FABECD", "FBAECD"),
    ("20 DA | 3 BCAFE | 30 FBEDA | 14 ACDB", "DAFBEC"),
    ("16 ACB | 13 ABC | 24 CBA", "ACB"),
    ("11 DABC | 5 ADBC | 22 BCAD | 2 CBAD", "BCAD"),
    ("8 EBCDA | 9 CBEAD | 20 ADECB | 10 BCEAD", "ECBAD"),
    ("16 B | 2 DC | 28 DB", "DBCA"),
    ("29 BD | 21 CE | 9 C", "CBDEA"),
    ("23 B(AC)D | 29 DCAB | 13 B(DA)C", "BDCA"),
    ("15 DFEBCA | 9 DFCEAB | 10 CFEBDA | 10 ADECFB | 2 BCDEFA", "DFECBA"),
    ("7 BD | 13 EA | 12 BCAFD | 16 E | 25 EBD", "EBDACF"),
    ("1 ACB | 25 BAC | 2 CBA", "BAC"),
    ("23 DCBA | 28 ACBD | 21 DACB | 17 BCAD | 27 CBAD", "CBAD"),
    ("2 CBDAE | 10 AEBCD | 13 ADECB | 15 BCDAE | 8 BCEDA", "BCDAE"),
    ("19 BC | 30 ABC | 29 A | 14 DB | 7 DBA", "ABCD"),
    ("27 BA | 12 CADB | 23 ED | 27 BECA", "BECAD"),
    ("21 DB(CA) | 14 BDAC | 25 ACDB | 29 CDBA | 29 BD(CA)", "DBAC"),
    ("9 EFACDB | 29 BFCADE | 10 DBEFAC | 3 ECFBAD", "BFCADE"),
    ("11 FEBD | 10 BEC | 19 BAEFD", "BEAFDC"),
    ("20 BAC | 30 ABC | 5 CAB | 11 CBA", "ABC"),
    ("22 ADBC | 15 CDAB | 17 DBAC | 28 ACBD | 16 CBDA", "ACDB"),
]
CYCLES = [  # no order fits every majority: the first is known, or nothing is
    ("5 ACBED | 5 ADECB | 8 BEDAC | 3 CABED | 7 CAEBD | 2 CBADE | 7 DCEBA | 8 EBADC", "E"),  # Schulze 2011, example 1
    ("1 ABC | 1 BCA | 1 CAB", ""),  # the paradox of Condorcet 1785
    ("1 ABC | 1 CBA", ""),
]
CITATIONS = "Biometrika CommStat 730 33 | Biometrika JASA 498 320 | Biometrika JRSSB 221 284 | CommStat JASA 68 813 | \
CommStat JRSSB 17 276 | JASA JRSSB 142 325"  # Stigler 1994; strengths as in the R package BradleyTerry2
BASEBALL = (
    "Mil Det 7 6 | Mil Tor 9 4 | Mil NY 7 6 | Mil Bos 7 6 | Mil Cle 9 4 | Mil Bal 11 2 | Det Tor 7 6 | Det NY 5 8 | \
Det Bos 11 2 | Det Cle 9 4 | Det Bal 9 4 | Tor NY 7 6 | Tor Bos 7 6 | Tor Cle 8 5 | Tor Bal 12 1 | NY Bos 6 7 | \
NY Cle 7 6 | NY Bal 10 3 | Bos Cle 7 6 | Bos Bal 12 1 | Cle Bal 6 7"  # Agresti 2002, table 10.10
)
STRENGTHS = [  # games, two players, the difference of their strengths in logits, how exactly it is on record
    (CITATIONS, "CommStat", "Biometrika", -2.94907, 1e-5),
    (CITATIONS, "JASA", "Biometrika", -0.47957, 1e-5),
    (CITATIONS, "JRSSB", "Biometrika", 0.26895, 1e-5),
    (BASEBALL, "Mil", "Bal", 1.581, 1e-3),
    (BASEBALL, "Det", "Bal", 1.436, 1e-3),
    (BASEBALL, "Tor", "Bal", 1.294, 1e-3),
    (BASEBALL, "NY", "Bal", 1.248, 1e-3),
    (BASEBALL, "Bos", "Bal", 1.108, 1e-3),
    (BASEBALL, "Cle", "Bal", 0.684, 1e-3),
    ("A B 3 1", "A", "B", np.log(3), 1e-6),
    ("A B 2 1 | B C 2 1", "A", "C", np.log(4), 1e-6),  # a chain: logits add up
    ("A B 2 1 | B C 2 1 | C A 2 1", "A", "B", 0, 1e-6),  # a ring: all are equal
    ("A B 9 1 | B A 1 9", "A", "B", np.log(9), 1e-6),
]
ORDERS = [  # finishes, two items, the difference of their Plackett-Luce worth in logits
    ("1 AB | 1 AB | 1 BA", "A", "B", np.log(2)),
    ("1 ABC | 1 BCA | 1 CAB", "A", "C", 0),
    ("1 ABC | 1 ACB | 1 BAC | 1 CAB", "B", "C", 0),
    ("3 AB | 1 BA | 3 BC | 1 CB", "A", "C", np.log(9)),
]
WILSON = [  # up, down, lower end of the 95% interval, as in statsmodels' proportion_confint
    (8, 2, 0.4901625),
    (5, 5, 0.2365931),
    (10, 0, 0.7224672),
    (0, 10, 0),
]
# Ballots: how many, what they were shown, "+" what they pick, "-" what they vote down; or a matchup A>B or A=B.
# Then the right order; items with "=" between them are equal.
LISTS = [
    ("9 ABC +A | 5 ABC +B | 1 ABC +C", "A B C"),  # all see all: votes decide
    ("10 ABC +A | 8 BC +B | 2 BC +C", "B C"),  # B is picked by four of five, whatever A has
    ("40 AB +A | 10 AB +B | 4 BC +C", "A B"),
    ("60 AD +A | 60 BD +B", "A=B D"),  # the same from different people
    ("9 AB +A | 9 AB +B", "A=B"),
    ("7 A>B | 3 B>A", "A B"),
    ("5 A=B", "A=B"),
    ("5 A=B | 1 A>B", "A B"),
    ("9 A>B | 9 B>C", "A B C"),  # nobody compared A and C
    ("9 A>B | 9 B>C | 9 C>A", "A=B=C"),
    ("9 ABC +A -C", "A B C"),
    ("6 ABC -C | 3 ABC -B", "A B C"),  # votes against alone
    ("50 ABCDE +A | 9 BF +F | 1 BF +B", "F B"),  # little seen and liked, above much seen and not liked
    ("20 ABC +A | 20 ABD +A | 5 C>D", "A C D"),
    ("1 ABC +A | 1000 BC +B", "B A C"),  # one voter is no proof
    ("12 ABCD +A +B | 3 ABCD +C", "A=B C D"),
]


def read_order(text: str, names: str) -> tuple[int | tuple[int, ...], ...]:
    groups = [group.strip("()") for group in re.findall(r"\(\w+\)|\w", text)]
    return tuple(
        names.index(group) if len(group) == 1 else tuple(sorted(names.index(name) for name in group))
        for group in groups
    )


def read_election(text: str, names: str) -> BallotFile:
    ballots = []
    for line in text.split(" | "):
        times, order = line.split()
        ballots.append((IndexedBallot(order=read_order(order, names), on_offer=range(len(names))), int(times)))
    return BallotFile(list(names), ballots, is_election=True)


@pytest.mark.parametrize(("text", "expected"), ELECTIONS)
def test_an_election(text: str, expected: str):
    names = "".join(sorted(expected))
    votes = read_election(text, names)
    preferred = preferred_in(votes)
    order = [names.index(name) for name in expected]
    assert all(preferred[a, b] > preferred[b, a] for a, b in combinations(order, 2)), "the line itself is wrong"
    assert "".join(row.name for row in rank_ballot_file(votes, "ranklore")) == expected
    assert rank_ballot_file(votes, "copeland")[0].name == expected[0]


@pytest.mark.parametrize(("text", "first"), CYCLES)
def test_an_election_without_an_order(text: str, first: str):
    names = "".join(sorted(set(re.findall("[A-Z]", text))))
    rows = rank_ballot_file(read_election(text, names), "ranklore")
    assert {row.tie_group for row in rows} == {1}
    assert rows[0].rank_low == 1 and rows[0].rank_high > 1
    if first:
        assert rows[0].name == first
    else:
        assert np.ptp([row.score for row in rows]) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(("games", "better", "worse", "difference", "within"), STRENGTHS)
def test_strengths(games: str, better: str, worse: str, difference: float, within: float):
    played = [line.split() for line in games.split(" | ")]
    names = sorted({name for game in played for name in game[:2]})
    tally = Tally(len(names))
    for left, right, won, lost in played:
        pair = [names.index(left), names.index(right)]
        tally.add_comparisons(pair, pair[::-1], [int(won), int(lost)])
    score = fit(tally, prior=Prior.plain(1e-9)).score
    assert score[names.index(better)] - score[names.index(worse)] == pytest.approx(difference, abs=within)


@pytest.mark.parametrize(("finishes", "better", "worse", "difference"), ORDERS)
def test_plackett_luce(finishes: str, better: str, worse: str, difference: float):
    names = "ABC"[: 3 if "C" in finishes else 2]
    orders = []
    for line in finishes.split(" | "):
        times, order = line.split()
        orders += [[names.index(name) for name in order]] * int(times)
    worth = plackett_luce(len(names), orders)
    assert worth[names.index(better)] - worth[names.index(worse)] == pytest.approx(difference, abs=1e-6)


@pytest.mark.parametrize(("up", "down", "bound"), WILSON)
def test_wilson(up: int, down: int, bound: float):
    tally = Tally(1)
    tally.picks[0], tally.downs[0] = up, down
    assert rank_by_baseline("wilson", tally).score[0] == pytest.approx(bound, abs=1e-7)


def read_ballots(text: str, names: str) -> Tally:
    tally = Tally(len(names))
    for line in text.split(" | "):
        times, first, *votes = line.split()
        if matchup := re.fullmatch(r"(\w)([>=])(\w)", first):
            left, right = names.index(matchup[1]), names.index(matchup[3])
            ballot = IndexedBallot(matchups=[Matchup(left, right, left if matchup[2] == ">" else None)])
        else:
            shown = [names.index(name) for name in first]
            picks = {names.index(vote[1]): shown for vote in votes if vote[0] == "+"}
            ballot = IndexedBallot(picks, {names.index(vote[1]): shown for vote in votes if vote[0] == "-"})
        tally.add(evidence_of(ballot), times=int(times))
    return tally


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_a_list(text: str, expected: str):
    names = "".join(sorted(set(re.findall("[A-Z]", text))))
    score = fit(read_ballots(text, names)).score
    groups = [[score[names.index(name)] for name in group.split("=")] for group in expected.split()]
    for group in groups:
        assert np.ptp(group) == pytest.approx(0, abs=1e-6)
    for better, worse in pairwise(groups):
        assert min(better) > max(worse) + 1e-3


def test_there_are_enough_lines():
    assert sum(map(len, (ELECTIONS, CYCLES, STRENGTHS, ORDERS, WILSON, LISTS))) >= 60
