"""Simulated lists: items of a true worth, and voters who see part of a page, know part of that, and have a taste."""

from dataclasses import dataclass, replace

import numpy as np

from ranklore.ranking import IndexedBallot, Matchup

KINDS = ("fair", "position", "drift", "junk")
POSITION_LED = (0.3, 0.6)
JUNK_SHARE = 0.2
JUNK_GUESTS_MAX = 5
JUNK_MATCHUPS = 6
SHARED_NETWORK = 0.15
"""Share of voters who are in a network with others, as at a school or behind a mobile carrier."""
SHARED_NETWORKS = 20
NEW_VOTERS = 0.5
"""Share of voters whom the site has never seen before."""


@dataclass(frozen=True, slots=True)
class World:
    """One draw of everything that a rule cannot choose.

    n_items   the number of items
    spread    of worth
    alike     correlation of worth and popularity
    knows     the share of items that a voter knows
    scan      mean number of items looked at
    downs     none, honest or strategic
    asks      whether voters answer matchups
    late      share of items that are added while people vote
    led       share of voters who pick the first item they know, not the best
    drifts    whether half of the items get another worth when half of the voters have been
    junk      share of the late items that are spam, which nobody knows
    """

    seed: int
    n_items: int
    spread: float
    alike: float
    knows: float
    scan: float
    downs: str
    asks: bool
    late: float
    led: float = 0.0
    drifts: bool = False
    junk: float = 0.0


def world_of(seed: int, kind: str = "fair") -> World:
    rng = np.random.default_rng([seed, 1])
    world = World(
        seed=seed,
        n_items=int(rng.choice([20, 50, 100])),
        spread=float(rng.choice([0.7, 1.0, 1.5])),
        alike=float(rng.choice([0.0, 0.3, 0.6])),
        knows=float(rng.choice([0.2, 0.5, 0.8])),
        scan=float(rng.choice([5, 10, 25])),
        downs=str(rng.choice(["none", "honest", "strategic"], p=[0.3, 0.4, 0.3])),
        asks=bool(rng.random() < 0.5),
        late=float(rng.choice([0.0, 0.3])),
    )
    match kind:
        case "position":
            return replace(world, led=POSITION_LED[seed % 2])
        case "drift":
            return replace(world, drifts=True)
        case "junk":
            return replace(world, late=0.5, junk=JUNK_SHARE)
    return world


class Voters:
    """The voters of a world, the same for every rule. `repeat` draws others for the same world.

    worth     the true worth of each item now, (n_items,); `drift` changes it
    arrives   the number of voters who came before an item did, (n_items,)
    adder     who added it; -1 for an item that was there from the start
    is_junk   whether it is spam
    network     of each voter, (n_voters,): some share one with many others
    experience  for how many days each voter has been known, (n_voters,)
    """

    def __init__(self, world: World, n_voters: int, repeat: int = 0) -> None:
        self.world, n = world, world.n_items
        rng = np.random.default_rng([world.seed, 2, repeat])
        normal = rng.normal(size=(2, n))
        self.worth = world.spread * normal[0]
        popularity = world.alike * normal[0] + np.sqrt(1 - world.alike**2) * normal[1]
        is_late = rng.random(n) < world.late
        self.is_junk = is_late & (rng.random(n) < world.junk)
        self.worth[self.is_junk] -= 4 * world.spread
        self.arrives = np.where(is_late, np.exp(rng.uniform(np.log(5), np.log(n_voters / 2), n)).astype(int), 0)
        self.adder = np.where(is_late & ~self.is_junk, self.arrives, -1)
        logit = np.log(world.knows / (1 - world.knows)) + 1.2 * popularity
        self.known = rng.random((n_voters, n)) < np.where(self.is_junk, 0, 1 / (1 + np.exp(-logit)))
        for item in np.flatnonzero(self.adder >= 0):
            self.known[self.adder[item], item] = True
        self.noise = rng.gumbel(size=(n_voters, n))
        self.scans = 1 + rng.geometric(1 / world.scan, n_voters)
        self.coins = rng.random((n_voters, 4))
        self.drift_at = n_voters // 2 if world.drifts else n_voters + 1
        self.later_worth = np.where(rng.random(n) < 0.5, world.spread * rng.normal(size=n), self.worth)
        self.repeat = repeat
        meta = np.random.default_rng([world.seed, 5, repeat])
        shared = meta.zipf(1.5, n_voters) % SHARED_NETWORKS
        self.network = np.where(meta.random(n_voters) < SHARED_NETWORK, shared, SHARED_NETWORKS + np.arange(n_voters))
        self.experience = np.where(meta.random(n_voters) < NEW_VOTERS, 0, meta.integers(1, 30, n_voters))

    def __len__(self) -> int:
        return len(self.scans)

    def taste(self, voter: int) -> np.ndarray:
        if voter >= self.drift_at:
            self.worth, self.drift_at = self.later_worth, len(self) + 1
        taste: np.ndarray = self.worth + self.noise[voter]
        return taste

    def ballot(self, voter: int, page: list[int], pairs: list[tuple[int, int]]) -> IndexedBallot:
        """The ballot of an honest voter who was shown this page, and is asked about some of these pairs."""
        taste = self.taste(voter)
        own = np.flatnonzero(self.adder == voter).tolist()
        shown = [item for item in page if self.arrives[item] <= voter][: self.scans[voter]]
        shown += [item for item in own if item not in shown]
        matchups, unknown = self.answers(voter, taste, pairs)
        known = [item for item in shown if self.known[voter, item]]
        if not known:
            return IndexedBallot(matchups=matchups, dont_know=unknown)
        is_led = self.coins[voter, 3] < self.world.led
        best = known[0] if is_led else max(known, key=lambda item: taste[item])
        picks = dict.fromkeys({best, *own}, shown)
        downs = {}
        rest = [item for item in known if item not in picks]
        if self.world.downs != "none" and self.coins[voter, 0] < 0.4 and rest:
            # a strategic voter downs the best placed of the others
            worst = min(rest, key=lambda item: taste[item]) if self.world.downs == "honest" else rest[0]
            downs = {worst: shown}
        return IndexedBallot(picks=picks, downs=downs, matchups=matchups, dont_know=unknown)

    def answers(
        self, voter: int, taste: np.ndarray, pairs: list[tuple[int, int]]
    ) -> tuple[tuple[Matchup, ...], frozenset[int]]:
        """Two matchups for every other voter: some of these pairs, or any two items without them."""
        if not self.world.asks or self.coins[voter, 1] < 0.5:
            return (), frozenset()
        here = np.flatnonzero(self.arrives <= voter)
        rng = np.random.default_rng([self.world.seed, 3, self.repeat, voter])  # whoever else is asked besides
        matchups, unknown = {}, set()
        for _ in range(2):
            if pairs:
                a, b = pairs[rng.integers(len(pairs))]
            else:
                a, b = sorted(map(int, rng.choice(here, 2, replace=False)))
            unknown |= {item for item in (a, b) if not self.known[voter, item]}
            if self.known[voter, a] and self.known[voter, b]:
                matchups[a, b] = Matchup(a, b, a if taste[a] > taste[b] else b)
        return tuple(matchups.values()), frozenset(unknown)

    def spam(self, item: int, page: list[int], pairs: list[tuple[int, int]]) -> list[IndexedBallot]:
        """The ballots for a junk item when it arrives: who added it votes for it and answers pairs, and guests of
        theirs vote for it."""
        shown = [item, *[other for other in page if other != item][:5]]
        pairs = [pair for pair in pairs if item in pair] or [(item, other) for other in shown[1:]]
        matchups = tuple(Matchup(*pair, item) for pair in pairs[:JUNK_MATCHUPS])
        guests = int(np.random.default_rng([self.world.seed, 7, self.repeat, item]).integers(2, JUNK_GUESTS_MAX + 1))
        adder = IndexedBallot(picks={item: shown}, matchups=matchups)
        return [adder, *[IndexedBallot(picks={item: shown})] * guests]
