"""What a vote is read against: all that a voter looked at, what had been shown by each vote, or by the whole ballot.

    python bench/exposure.py

Voters look down a page of 100 items, some a little and some to the end, know some of what they see, and pick all that
they like enough. Printed is the correlation of the places found with the true ones.
"""

import os

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[threads] = "1"

import numpy as np

from ranklore.ranking import (
    IndexedBallot,
    Ranking,
    Tally,
    evidence_of,
    fit,
)

N_ITEMS, N_VOTERS, REFRESH = 100, 3000, 100
WAYS = {
    "all looked at": (None, 0),
    "each vote": ("vote", 0),
    "each, 3 below": ("vote", 3),
    "the ballot": ("ballot", 0),
    "ballot, 3 below": ("ballot", 3),
}


def correlation(way: str | None, below: int, looks: float, *, published: bool) -> float:
    rng = np.random.default_rng(1)
    worth = rng.normal(size=N_ITEMS)
    familiarity = 0.3 * worth + 0.9 * rng.normal(size=N_ITEMS)
    tally, order = Tally(N_ITEMS), np.arange(N_ITEMS)
    ranking: Ranking | None = None
    for voter in range(N_VOTERS):
        if published and voter and voter % REFRESH == 0:
            ranking = fit(tally, ranking)
            order = ranking.order
        looked = order[: min(N_ITEMS, 1 + rng.geometric(1 / looks))].tolist()
        taste = worth + 0.8 * rng.gumbel(size=N_ITEMS)
        knows = rng.random(N_ITEMS) < 1 / (1 + np.exp(-familiarity))
        liked = [item for item in looked if knows[item] and taste[item] > 1.2]
        by_then = {item: looked[: looked.index(item) + 1 + below] for item in liked}
        if way is None:
            picks = dict.fromkeys(liked, looked)
        elif way == "vote":
            picks = by_then
        else:
            picks = dict.fromkeys(liked, max(by_then.values(), key=len, default=[]))
        tally.add(evidence_of(IndexedBallot(picks=picks), budget=50))
    places = fit(tally, ranking).rank
    return float(np.corrcoef(places, np.argsort(np.argsort(-worth)))[0, 1])


def main() -> None:
    print(f"{'looked at':>9}  {'order':<10}" + "".join(f"{name:>17}" for name in WAYS))
    for looks in (15, 40, 200):
        for published in (False, True):
            found = (correlation(*way, looks, published=published) for way in WAYS.values())
            order = "published" if published else "fixed"
            print(f"{looks:>9}  {order:<10}" + "".join(f"{each:>17.2f}" for each in found), flush=True)


if __name__ == "__main__":
    main()
