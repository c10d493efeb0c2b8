"""The order of a page, the places on it, and the items that ask for a look."""

import itertools

import numpy as np
import pytest

from ranklore.ranking import IndexedBallot, Matchup, Tally, fit, item_voters_needed, publish
from ranklore.ranking.tests.synthetic_ballots import crowd, tally_of


def picks(item: int, shown: list[int], times: int = 1) -> list[IndexedBallot]:
    return [IndexedBallot(picks={item: shown})] * times


def published(n_items: int, *ballots: IndexedBallot, **options):
    tally = tally_of(n_items, *ballots)
    items = options.pop("items", range(n_items))
    return publish(fit(tally), tally, list(items), **({"voters": len(ballots)} | options))


def test_the_page_is_in_the_order_of_the_scores():
    ballots, _, _ = crowd(30, 200)
    tally = tally_of(30, *ballots)
    result = fit(tally)
    assert publish(result, tally, list(range(30)), voters=200).order == tuple(result.order.tolist())


def test_an_item_has_a_place_from_its_fourth_voter_on():
    shown = [0, 1, 2, 3, 4]
    assert not published(5, *picks(0, shown, 3)).places
    assert list(published(5, *picks(0, shown, 4)).places) == [0]


@pytest.mark.parametrize(("voters", "needed"), [(0, 4), (1600, 4), (10_000, 10), (1_000_000, 100)])
def test_a_place_takes_more_people_on_a_large_list(voters, needed):
    assert item_voters_needed(voters) == needed


def test_a_place_takes_a_range_that_is_narrower_than_the_list():
    """Item 9 won and lost as often against all others: four voters say nothing about where it is."""
    balanced = [IndexedBallot(matchups=(Matchup(9, n, 9 if n % 2 else n),)) for n in range(8)]
    sure = picks(0, list(range(12)), 12)
    places = published(12, *sure, *balanced).places
    assert 0 in places and 9 not in places


def test_items_without_a_place_keep_their_numbers_free():
    shown = list(range(6))
    found = published(6, *picks(2, shown, 9), *picks(4, shown, 2), *picks(1, [0, 1, 3, 5], 4))
    assert found.order[:3] == (2, 4, 1)
    assert [(item, place.rank) for item, place in found.places.items()] == [(2, 1), (1, 3)]


def test_a_new_item_stays_out_of_the_first_half_and_takes_no_number():
    """Who added item 5 votes for it and has it win against everybody."""
    shown = list(range(6))
    adder = IndexedBallot(picks={5: shown}, matchups=tuple(Matchup(5, n, 5) for n in range(5)))
    crowd_votes = [*picks(0, shown[:5], 6), *picks(1, shown[:5], 5), *picks(2, shown[:5], 4)]
    founding = published(6, *crowd_votes, adder)
    late = published(6, *crowd_votes, adder, late={5})
    assert founding.order.index(5) < 3 <= late.order.index(5)
    assert late.new == {5} and 5 not in late.places
    assert [place.rank for place in late.places.values()] == [1, 2, 3]
    assert late.places[0].high <= 5


def test_a_new_item_is_like_the_others_after_enough_voters():
    shown = list(range(6))
    found = published(6, *picks(0, shown, 4), *picks(5, shown, 6), late={5})
    assert not found.new and found.order[0] == 5 and found.places[5].rank == 1


def test_removed_items_take_no_place():
    shown = list(range(6))
    found = published(6, *picks(0, shown, 9), *picks(1, shown, 5), items=[1, 2, 3, 4, 5])
    assert found.order[0] == 1 and found.places[1].rank == 1 and 0 not in found.spotlight


def test_equal_items_are_in_the_order_of_their_picks_and_then_of_the_list():
    """A vote that names no other item says nothing about the order."""
    assert published(4, *picks(2, [2], 2)).order == (2, 0, 1, 3)


def test_the_ranges_and_ties_of_the_places_hold_the_neighbours():
    ballots, _, _ = crowd(40, 300, seed=3)
    found = published(40, *ballots)
    places = list(found.places.values())
    assert all(place.low <= place.rank <= place.high for place in places)
    for above, below in itertools.pairwise(places):
        if above.tie_group == below.tie_group:
            assert below.low <= above.rank and above.high >= below.rank


def test_few_voters_have_no_spotlight_and_many_have_the_least_known_items():
    ballots, _, _ = crowd(30, 120)
    assert published(30, *ballots[:99]).spotlight == ()
    rare = published(31, *ballots).spotlight  # nobody was shown the last item
    assert rare.index(30) < 10


def test_a_new_item_is_in_the_spotlight_of_every_third_version():
    ballots, _, _ = crowd(30, 120)
    first = [published(31, *ballots, late={30}, seed=seed).spotlight[0] for seed in range(60)]
    assert 10 < first.count(30) < 30
    assert all(30 not in published(31, *ballots, late={30}, seed=n).spotlight[1:] for n in range(9))


def test_a_publication_does_not_depend_on_the_numbers_of_the_items():
    ballots, _, _ = crowd(20, 200, seed=5)
    number = np.random.default_rng(1).permutation(20)

    def renamed(items):
        return type(items)(int(number[n]) for n in items)

    others = [
        IndexedBallot(
            picks={int(number[n]): renamed(list(shown)) for n, shown in ballot.picks.items()},
            downs={int(number[n]): renamed(list(shown)) for n, shown in ballot.downs.items()},
            matchups=tuple(Matchup(*(int(number[n]) for n in matchup)) for matchup in ballot.matchups),
            order=renamed(ballot.order),
            dont_know=renamed(ballot.dont_know),
        )
        for ballot in ballots
    ]
    ours, theirs = published(20, *ballots), published(20, *others)
    assert renamed(ours.order) == theirs.order
    assert {int(number[n]): place for n, place in ours.places.items()} == theirs.places


def test_a_list_without_items_publishes_nothing():
    assert publish(fit(Tally(0)), Tally(0), [], voters=0).order == ()
