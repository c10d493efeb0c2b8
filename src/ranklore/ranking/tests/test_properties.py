"""Properties that hold for any ballots."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranklore.ranking import (
    Evidence,
    IndexedBallot,
    Matchup,
    Prior,
    Tally,
    evidence_of,
    fit,
    rank_by_baseline,
    restrict_to,
)
from ranklore.ranking.tallies.pair_storage import MATRIX_MAX_ITEMS

N = 6
ITEM = st.integers(0, N - 1)
SHOWN = st.lists(ITEM, min_size=1, max_size=N, unique=True)
PLAIN = Prior.plain()


@st.composite
def ballots(draw) -> IndexedBallot:
    shown = draw(SHOWN)
    picks = draw(st.sets(st.sampled_from(shown), max_size=2))
    rest = sorted(set(shown) - picks)
    downs = draw(st.sets(st.sampled_from(rest), max_size=2)) if rest else set()
    pairs = draw(st.lists(st.lists(ITEM, min_size=2, max_size=2, unique=True), max_size=3))
    winners = draw(st.lists(st.sampled_from([0, 1, None]), min_size=len(pairs), max_size=len(pairs)))
    matchups = tuple(
        Matchup(a, b, None if winner is None else (a, b)[winner]) for (a, b), winner in zip(pairs, winners, strict=True)
    )
    unknown = draw(st.frozensets(ITEM, max_size=2))
    return IndexedBallot(
        picks=dict.fromkeys(sorted(picks), shown),
        downs=dict.fromkeys(sorted(downs), shown),
        matchups=matchups,
        order=tuple(draw(st.lists(ITEM, max_size=4, unique=True))),
        on_offer=range(draw(st.sampled_from([0, N]))),
        know=draw(st.frozensets(ITEM, max_size=2)) - unknown,
        dont_know=unknown,
    )


@st.composite
def evidence(draw) -> Evidence:
    budget = draw(st.sampled_from([0.7, 3.0, float("inf")]))
    return evidence_of(draw(ballots()), budget=budget, trust=draw(st.sampled_from([0.0, 1 / 3, 1.0])))


def renumbered(ballot: IndexedBallot, new: list[int]) -> IndexedBallot:
    def votes(on):
        return {new[item]: [new[other] for other in shown] for item, shown in on.items()}

    return IndexedBallot(
        picks=votes(ballot.picks),
        downs=votes(ballot.downs),
        matchups=tuple(Matchup(new[a], new[b], None if w is None else new[w]) for a, b, w in ballot.matchups),
        order=tuple(new[item] for item in ballot.order),
        on_offer=[new[item] for item in ballot.on_offer],
        know=frozenset(new[item] for item in ballot.know),
        dont_know=frozenset(new[item] for item in ballot.dont_know),
    )


def counted(everything: list[Evidence], n_items: int = N) -> Tally:
    tally = Tally(n_items)
    for each in everything:
        tally.add(each)
    return tally


@given(st.lists(evidence(), max_size=6), evidence(), st.integers(1, 10**6), st.sampled_from([N, MATRIX_MAX_ITEMS + 1]))
def test_removing_a_ballot_restores_the_tally_to_the_last_bit(others, ballot, times, n_items):
    tally = counted(others, n_items)
    tally.add(ballot, times=times)
    tally.add(ballot, sign=-1, times=times)
    assert tally == counted(others, n_items)


@given(st.lists(evidence(), max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_counting_makes_no_difference(everything, random):
    shuffled = everything.copy()
    random.shuffle(shuffled)
    assert counted(shuffled) == counted(everything)


@settings(deadline=None, max_examples=40)
@given(st.lists(ballots(), min_size=1, max_size=6), st.permutations(range(N)))
def test_renumbering_the_items_renumbers_the_result(given_ballots, new):
    plain = fit(counted([evidence_of(ballot) for ballot in given_ballots]))
    other = fit(counted([evidence_of(renumbered(ballot, new)) for ballot in given_ballots]))
    assert other.score[new] == pytest.approx(plain.score, abs=1e-6)
    assert other.se[new] == pytest.approx(plain.se, abs=1e-6)
    assert other.familiarity[new] == pytest.approx(plain.familiarity, abs=1e-6)
    apart = np.diff(np.sort(plain.score))
    if (apart > 1e-5).all():
        assert other.rank[new].tolist() == plain.rank.tolist()
        assert other.votes_to_flip[new] == pytest.approx(plain.votes_to_flip, rel=1e-2, abs=1)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(ITEM, min_size=2, max_size=2, unique=True), min_size=1, max_size=12), ITEM, ITEM)
def test_one_more_win_never_lowers_a_place(pairs, winner, loser):
    """Under a fixed prior; a prior learned from the list moves all items, and may move this one past another."""
    if winner == loser:
        return
    tally = Tally(N)
    tally.add_comparisons(*zip(*pairs, strict=True))
    before = fit(tally, prior=PLAIN)
    tally.add_comparisons([winner], [loser])
    after = fit(tally, prior=PLAIN)
    others = [item for item in range(N) if item != winner]
    lead = np.subtract.outer(after.score[[winner]], after.score[others]) - (before.score[winner] - before.score[others])
    assert lead.min() >= -1e-6
    assert after.score[winner] >= before.score[winner] - 1e-6


@settings(deadline=None, max_examples=30)
@given(st.lists(st.lists(ITEM, min_size=2, max_size=2, unique=True), min_size=1, max_size=12), st.integers(2, 50))
def test_repeating_all_votes_narrows_the_errors_and_keeps_the_order_of_counts(pairs, times):
    once, often = Tally(N), Tally(N)
    over, under = zip(*pairs, strict=True)
    once.add_comparisons(over, under)
    often.add_comparisons(over, under, [float(times)] * len(pairs))
    assert rank_by_baseline("borda", once).order.tolist() == rank_by_baseline("borda", often).order.tolist()
    assert fit(often, prior=Prior.plain(times)).se * np.sqrt(times) == pytest.approx(
        fit(once, prior=PLAIN).se, rel=1e-3
    )
    assert fit(often, prior=Prior.plain(times)).score == pytest.approx(fit(once, prior=PLAIN).score, abs=1e-6)


@settings(deadline=None, max_examples=30)
@given(st.lists(evidence(), max_size=6))
def test_any_ballots_give_finite_scores(everything):
    result = fit(counted(everything))
    assert sorted(result.order.tolist()) == list(range(N))
    assert np.isfinite(result.score).all() and (result.se > 0).all()
    assert (result.rank_low <= result.rank).all() and (result.rank <= result.rank_high).all()
    assert (np.diff(result.tie_group[result.order]) >= 0).all()


@settings(deadline=None, max_examples=30)
@given(st.lists(evidence(), max_size=6), st.integers(1, 200), st.sets(ITEM))
def test_neighbours_are_in_different_groups_exactly_if_they_differ_by_their_own_test(everything, times, some):
    tally = Tally(N)
    for each in everything:
        tally.add(each, times=times)
    result = fit(tally)
    for ranking in (result, restrict_to(result, sorted(some))):
        order = ranking.order
        score, factor = ranking.score[order], ranking.factor[:, order]
        covariance = factor.T @ factor
        variance = covariance.diagonal()
        error = np.sqrt(variance[:-1] + variance[1:] - 2 * covariance.diagonal(1))
        differ = score[:-1] - score[1:] >= 1.959963984540054 * error * (1 - 1e-9)
        assert (np.diff(ranking.tie_group[order]) == differ).all()
        place = ranking.rank[order]
        assert (ranking.rank_high[order][:-1][~differ] > place[:-1][~differ]).all()
        assert (ranking.rank_low[order][1:][~differ] < place[1:][~differ]).all()
