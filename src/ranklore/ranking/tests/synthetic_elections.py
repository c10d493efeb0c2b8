"""Random elections of several kinds, with ballots that are complete, cut short, tied, or of those candidates that a
voter knows. Their pairs are counted here once more, slowly."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from ranklore.ranking import IndexedBallot
from ranklore.ranking.ballot_files.ballot_file import BallotFile
from ranklore.ranking.ballot_files.head_to_head import Order

TASTES = ("plackett-luce", "spatial", "blocs", "impartial")
CUTS = ("complete", "random length", "random length, ties", "ties", "three", "one to three", "known")


def election_of(n_items: int, orders: dict[Order, int]) -> BallotFile:
    ballots = [(IndexedBallot(order=order, on_offer=range(n_items)), times) for order, times in orders.items()]
    return BallotFile([str(item) for item in range(n_items)], ballots, is_election=True)


def random_election(taste: str, cut: str, rng: np.random.Generator) -> BallotFile:
    """3 to 12 candidates and 11 to 301 voters."""
    n_items, n_voters = int(rng.integers(3, 13)), int(rng.choice([11, 31, 101, 301]))
    liking = _liking(taste, n_items, n_voters, rng)
    fame = rng.uniform(0.2, 1, n_items)
    orders: Counter[Order] = Counter()
    for voter in liking:
        order = np.argsort(-voter).tolist()
        if cut == "known":
            knows = rng.random(n_items) < fame
            order = [item for item in order if knows[item]]
        if cut.startswith("random length"):
            order = order[: rng.integers(1, n_items + 1)]
        elif cut == "three":
            order = order[:3]
        elif cut == "one to three":
            order = order[: rng.choice([1, 1, 1, 2, 3])]
        if order:
            orders[tuple(_tied(order, rng) if cut.endswith("ties") else order)] += 1
    return election_of(n_items, orders)


def _liking(taste: str, n_items: int, n_voters: int, rng: np.random.Generator) -> np.ndarray:
    """How much each voter likes each candidate, (n_voters, n_items)."""
    if taste == "plackett-luce":
        return rng.choice([0.3, 0.7, 1.2]) * rng.normal(size=n_items) + rng.gumbel(size=(n_voters, n_items))
    if taste == "spatial":
        axes = rng.integers(1, 4)
        voters, items = rng.normal(size=(n_voters, 1, axes)), rng.normal(size=(n_items, axes))
        return -np.linalg.norm(voters - items, axis=2)
    if taste == "blocs":
        bloc = rng.choice(3, n_voters, p=rng.dirichlet([3, 3, 3]))
        return rng.normal(size=(3, n_items))[bloc] + 0.5 * rng.gumbel(size=(n_voters, n_items))
    return rng.random((n_voters, n_items))


def _tied(order: list[int], rng: np.random.Generator) -> Iterator[int | tuple[int, ...]]:
    while order:
        size = rng.choice([1, 1, 2, 3])
        group, order = order[:size], order[size:]
        yield group[0] if len(group) == 1 else tuple(group)


def preferred_in(votes: BallotFile) -> np.ndarray:
    """Voters who prefer i to j, (n_items, n_items)."""
    n = len(votes.names)
    counts = np.zeros((n, n), dtype=np.int64)
    for ballot, times in votes.ballots:
        level = np.full(n, n)
        for place, stage in enumerate(ballot.order):
            level[list(stage) if isinstance(stage, tuple) else stage] = place
        counts += times * (level[:, None] < level)
    return counts


def condorcet_winner(votes: BallotFile) -> int | None:
    """The candidate that more voters prefer to each other one than the other way round."""
    counts = preferred_in(votes)
    beaten = (counts > counts.T).sum(axis=1)
    return int(beaten.argmax()) if beaten.max() == len(counts) - 1 else None
