"""Ballots and tallies for the tests."""

from collections.abc import Iterable

import numpy as np

from ranklore.ranking import IndexedBallot, Matchup, Tally, evidence_of


def tally_of(n_items: int, *ballots: IndexedBallot) -> Tally:
    tally = Tally(n_items)
    for ballot in ballots:
        tally.add(evidence_of(ballot))
    return tally


def wins(*pairs: tuple[int, int]) -> IndexedBallot:
    """A voter who answered matchups: (winner, loser)."""
    return IndexedBallot(matchups=tuple(Matchup(winner, loser, winner) for winner, loser in pairs))


def compared(n_items: int, pairs: Iterable[tuple[int, int]]) -> Tally:
    """Comparisons as from a file: (winner, loser)."""
    tally = Tally(n_items)
    over, under = zip(*pairs, strict=True)
    tally.add_comparisons(over, under)
    return tally


def crowd(n_items: int, n_voters: int, seed: int = 0) -> tuple[list[IndexedBallot], np.ndarray, np.ndarray]:
    """Ballots of every kind by voters who know part of the items; the true worth and familiarity."""
    rng = np.random.default_rng(seed)
    worth = rng.normal(size=n_items)
    familiarity = 0.8 * rng.normal(size=n_items) + 0.3 * worth
    ballots = []
    for _ in range(n_voters):
        shown = rng.choice(n_items, min(10, n_items), replace=False)
        knows = rng.random(shown.size) < np.minimum(0.9, 0.5 * np.exp(familiarity[shown] - 0.5))
        taste = worth[shown] + rng.gumbel(size=shown.size)
        best = [int(item) for item in shown[np.argsort(-taste)] if knows[shown == item][0]]
        others = shown.tolist()
        ballots.append(
            IndexedBallot(
                picks={best[0]: others} if best else {},
                downs={best[-1]: others} if len(best) > 2 else {},
                matchups=(Matchup(best[1], best[2], best[1]),) if len(best) > 2 else (),
                order=tuple(best[:3]) if len(best) > 3 else (),
                dont_know=frozenset(int(item) for item in shown[~knows][:2]),
            )
        )
    return ballots, worth, familiarity
