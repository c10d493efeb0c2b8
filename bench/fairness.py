"""How well each rule finds the truth while it orders the very page that its next voters see.

    python bench/fairness.py [--quick] [--worlds N] [--first SEED] [--voters N] [--rules NAMES] [--jobs N]

A world has items of a true worth and a popularity. A voter looks down the page for a while, knows some of what is seen,
picks the best of that for their taste, may vote one down (honestly, or the rival of their favourite), and may be asked
two matchups. Every rule lives in its own loop: the same voters, its own page. All figures are means over worlds with
standard errors; tau is Kendall's tau-a of the published order (a tie counts for nothing: a page has an order).

Ours is run as a site would: a warm refit at every twentieth more voters, and at every doubling of them the nightly
`inflation_of`, kept until the next. Worlds 0 to 39 were looked at while the model was made; --first 100 draws others.
"""

import argparse
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[threads] = "1"

import numpy as np

from ranklore.ranking import (
    Evidence,
    IndexedBallot,
    Matchup,
    Ranking,
    Tally,
    attention_order,
    evidence_of,
    fit,
    next_pairs,
    overdispersion_of,
    rank_by_baseline,
)

RULES = {
    "counts": ("counts", "fixed"),
    "counts, ties shuffled": ("counts", "shuffled"),
    "up - down": ("net", "fixed"),
    "up - down, ties shuffled": ("net", "shuffled"),
    "Wilson": ("wilson", "fixed"),
    "Wilson, ties shuffled": ("wilson", "shuffled"),
    "ours, page by score": ("ours", "score"),
    "ours, 2 slots explore": ("ours", "slots"),
    "ours, page explores": ("ours", "attention"),
}
Told = tuple[str, dict[int, tuple[float, ...]], float]
SLOTS = 2
AT = (20, 50, 100, 200, 500, 1000, 2000, 5000)


@dataclass(frozen=True, slots=True)
class World:
    """One draw of everything that a rule cannot choose."""

    seed: int
    n_items: int
    spread: float  # of worth
    alike: float  # correlation of worth and popularity
    knows: float  # the share of items that a voter knows
    scan: float  # mean number of items looked at
    downs: str  # none, honest or strategic
    asks: bool  # matchups
    late: float  # share of items that arrive when a third of the voters have been


def world_of(seed: int) -> World:
    rng = np.random.default_rng([seed, 1])
    return World(
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


class Loop:
    """One rule in one world. `puppets`: the share of voters who only push a middling item."""

    def __init__(self, world: World, rule: str, n_voters: int, puppets: float = 0.0) -> None:
        self.world, (self.method, self.page_kind) = world, RULES[rule]
        n = world.n_items
        rng = np.random.default_rng([world.seed, 2])
        normal = rng.normal(size=(2, n))
        self.worth = world.spread * normal[0]
        popularity = world.alike * normal[0] + np.sqrt(1 - world.alike**2) * normal[1]
        logit = np.log(world.knows / (1 - world.knows)) + 1.2 * popularity
        self.known = rng.random((n_voters, n)) < 1 / (1 + np.exp(-logit))
        self.taste = self.worth + rng.gumbel(size=(n_voters, n))
        self.scans = 1 + rng.geometric(1 / world.scan, n_voters)
        self.coins = rng.random((n_voters, 3))
        self.is_puppet = self.coins[:, 2] < puppets
        self.pushed = int(np.argsort(-self.worth)[n // 2])
        self.arrives = np.where(rng.random(n) < world.late, n_voters // 3, 0)
        self.rng = np.random.default_rng([world.seed, 3])
        self.tally = Tally(n)
        self.ranking: Ranking | None = None
        self.evidence: list[Evidence] = []
        self.inflation, self.nightly_at = 1.0, 20
        self.order = np.arange(n)
        self.page = self.order
        self.looks: list[int] = []
        self.pairs: list[tuple[int, int]] = []

    def run(self) -> Iterator[int]:
        """Cast every ballot; yields the number of voters so far at each of AT, with `order` up to date."""
        again = 0
        for voter in range(len(self.scans)):
            if voter >= again:
                self.publish(voter)
                again = voter + max(1, voter // 20)
            self.evidence.append(evidence_of(self.ballot(voter)))
            self.tally.add(self.evidence[-1])
            if voter + 1 in AT:
                self.publish(voter + 1)
                yield voter + 1

    def publish(self, voters: int) -> None:
        if self.method == "ours":
            if self.ranking is not None and voters >= self.nightly_at:
                self.inflation, self.nightly_at = overdispersion_of(self.ranking, self.evidence), 2 * voters
            ranking = self.ranking = fit(self.tally, self.ranking, inflation=self.inflation)
            self.order = ranking.order
            look = attention_order(ranking, seed=voters)
            self.page = look if self.page_kind == "attention" else self.order
            self.looks = look.tolist() if self.page_kind == "slots" else []
            self.pairs = next_pairs(ranking, self.tally, k=10, seed=voters) if self.world.asks else []
        else:
            score = rank_by_baseline(self.method, self.tally).score
            ties = self.rng.random(score.size) if self.page_kind == "shuffled" else np.arange(score.size)
            self.order = self.page = np.lexsort((ties, -score))

    def ballot(self, voter: int) -> IndexedBallot:
        if self.is_puppet[voter]:
            return IndexedBallot(
                picks={self.pushed: [self.pushed, *self.page[:5][self.page[:5] != self.pushed].tolist()]}
            )
        here = self.page[self.arrives[self.page] <= voter]
        shown = here[: self.scans[voter]].tolist()
        if self.looks and len(shown) > SLOTS:
            fresh = [item for item in self.looks if self.arrives[item] <= voter and item not in shown[:-SLOTS]]
            shown = shown[:-SLOTS] + fresh[:SLOTS]
        known = [item for item in shown if self.known[voter, item]]
        matchups, unknown = self.answers(voter)
        if not known:
            return IndexedBallot(matchups=matchups, dont_know=unknown)
        best = max(known, key=lambda item: self.taste[voter, item])
        downs = {}
        if self.world.downs != "none" and self.coins[voter, 0] < 0.4 and len(known) > 1:
            rest = [item for item in known if item != best]
            if self.world.downs == "honest":
                downs = {min(rest, key=lambda item: self.taste[voter, item]): shown}
            else:
                downs = {rest[0]: shown}  # the best placed of the others
        return IndexedBallot(picks={best: shown}, downs=downs, matchups=matchups, dont_know=unknown)

    def answers(self, voter: int) -> tuple[tuple[Matchup, ...], frozenset[int]]:
        """Two matchups for every other voter: the rule's own pairs, or any two items."""
        if not self.world.asks or self.coins[voter, 1] < 0.5:
            return (), frozenset()
        matchups, unknown = [], set()
        for _ in range(2):
            if self.pairs:
                a, b = self.pairs[self.rng.integers(len(self.pairs))]
            else:
                a, b = map(int, self.rng.choice(self.world.n_items, 2, replace=False))
            unknown |= {item for item in (a, b) if not self.known[voter, item]}
            if self.known[voter, a] and self.known[voter, b]:
                matchups.append(Matchup(a, b, a if self.taste[voter, a] > self.taste[voter, b] else b))
        return tuple(matchups), frozenset(unknown)


def tau_a(worth: np.ndarray, order: np.ndarray) -> float:
    in_order = worth[order]
    ahead = np.sign(np.subtract.outer(in_order, in_order))
    return float(np.triu(ahead, 1).sum() / (order.size * (order.size - 1) / 2))


def top_ten(worth: np.ndarray, order: np.ndarray) -> float:
    return len(set(np.argsort(-worth)[:10].tolist()) & set(order[:10].tolist())) / 10


def sureness(loop: Loop, ranking: Ranking) -> tuple[float, ...]:
    """Share of true places inside the ranges, the same of the published top ten, the share wrong among the pairs called
    different, the share of pairs called, the mean width of the ranges as a share of the list, what a down counted for,
    and the inflation."""
    truth = np.argsort(np.argsort(-loop.worth)) + 1
    inside = (ranking.rank_low <= truth) & (truth <= ranking.rank_high)
    top = inside[ranking.order[:10]].mean()
    spread = ranking.draws - ranking.draws.mean(axis=0)
    shared = spread.T @ spread / len(spread)
    own = shared.diagonal()
    error = np.sqrt(np.maximum(own[:, None] + own - 2 * shared, 1e-12))
    gap = np.subtract.outer(ranking.score, ranking.score)
    called = gap > 1.96 * error
    wrong = called & (np.subtract.outer(loop.worth, loop.worth) < 0)
    width = (ranking.rank_high - ranking.rank_low + 1).mean() / truth.size
    wrongly = wrong.sum() / max(1, called.sum())
    figures = (inside.mean(), top, wrongly, 2 * called.mean(), width, ranking.agreement, loop.inflation)
    return tuple(float(figure) for figure in figures)


def cell(job: tuple[int, str, int]) -> Told:
    """One rule in one world: tau, top ten and sureness by number of voters, and how far puppets move their item."""
    seed, rule, n_voters = job
    world, told = world_of(seed), {}
    loop = Loop(world, rule, n_voters)
    for voters in loop.run():
        figures: tuple[float, ...] = (tau_a(loop.worth, loop.order), top_ten(loop.worth, loop.order))
        if loop.ranking is not None:
            figures += sureness(loop, loop.ranking)
        told[voters] = figures
    attacked = Loop(world, rule, min(n_voters, 1000), puppets=0.05)
    for _ in attacked.run():
        pass
    moved = int(np.flatnonzero(loop.order == loop.pushed)[0] - np.flatnonzero(attacked.order == loop.pushed)[0])
    return rule, told, moved / world.n_items


def mean(values: list[float]) -> str:
    return f"{np.mean(values):.3f}±{np.std(values, ddof=1) / np.sqrt(len(values)):.3f}"


def runs_of(told: list[Told], rule: str) -> list[dict[int, tuple[float, ...]]]:
    return [figures for name, figures, _ in told if name == rule]


def table(title: str, told: list[Told], place: int, rules: list[str]) -> None:
    columns = sorted(told[0][1])
    print(f"\n{title}\n{'voters':<26}" + "".join(f"{column:>13}" for column in columns))
    for rule in rules:
        runs = runs_of(told, rule)
        print(f"{rule:<26}" + "".join(f"{mean([run[column][place] for run in runs]):>13}" for column in columns))


def gains(told: list[Told], rules: list[str]) -> None:
    """Differences within a world: far surer than those of the means above."""
    columns = sorted(told[0][1])
    plain = runs_of(told, "ours, page by score")
    print(
        f"\nTau over that of ours, page by score, in the same world\n{'':<26}" + "".join(f"{at:>13}" for at in columns)
    )
    for rule in rules:
        pairs = list(zip(runs_of(told, rule), plain, strict=True))
        print(f"{rule:<26}" + "".join(f"{mean([a[at][0] - b[at][0] for a, b in pairs]):>13}" for at in columns))


def by_downs(told: list[Told], rules: list[str], worlds: list[World]) -> None:
    last = max(told[0][1])
    names = ("tau-a", "inside", "top ten", "wrong", "called", "width", "agreement", "inflation")
    print(f"\nBy kind of down, after {last} voters\n{'':<38}" + "".join(f"{name:>13}" for name in names))
    for rule in rules:
        for kind in ("none", "honest", "strategic"):
            runs = [run[last] for run, world in zip(runs_of(told, rule), worlds, strict=True) if world.downs == kind]
            if len(runs) > 1:
                line = "".join(f"{mean([run[place] for run in runs]):>13}" for place in (0, 2, 3, 4, 5, 6, 7, 8))
                print(f"{rule:<24}{kind:<10}{len(runs):>4}{line}")


def losses(told: list[Told], worlds: list[World], rules: list[str]) -> None:
    """The worlds in which a plain rule did clearly better than ours at the end."""
    last = max(told[0][1])
    ours = runs_of(told, "ours, 2 slots explore")
    print(f"\nWorlds where a plain rule leads ours (2 slots) by more than .02 in tau after {last} voters")
    for number, world in enumerate(worlds):
        plain = {rule: runs_of(told, rule)[number][last][0] for rule in rules if not rule.startswith("ours")}
        best = max(plain, key=lambda rule: plain[rule])
        if plain[best] > ours[number][last][0] + 0.02:
            print(f"  {plain[best]:.3f} {best} over {ours[number][last][0]:.3f}: {world}")


def report(told: list[Told], worlds: list[World], rules: list[str]) -> None:
    ours = [rule for rule in rules if rule.startswith("ours")]
    print(f"{len(worlds)} worlds from {worlds[0].seed}; means and standard errors over worlds")
    table("Kendall tau-a of the published order", told, 0, rules)
    table("Share of the true top ten among the first ten", told, 1, rules)
    for place, title in enumerate(
        (
            "True places inside the rank ranges",
            "The same, for the published top ten",
            "Wrong among the pairs called different",
            "Share of pairs called different",
            "Mean width of the ranges, as a share of the list",
        ),
        start=2,
    ):
        table(title, told, place, ours)
    by_downs(told, ours, worlds)
    print("\nHow far up 5% sock puppets move a middling item, as a share of the list")
    for rule in rules:
        print(f"{rule:<26}{mean([moved for name, _, moved in told if name == rule]):>13}")
    if "ours, page by score" in rules:
        gains(told, [rule for rule in ours if rule != "ours, page by score"])
    if "ours, 2 slots explore" in rules and len(rules) > len(ours):
        losses(told, worlds, rules)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="8 worlds of 200 voters")
    parser.add_argument("--worlds", type=int, default=40)
    parser.add_argument("--first", type=int, default=0, help="seed of the first world")
    parser.add_argument("--voters", type=int, default=5000)
    parser.add_argument("--rules", default=";".join(RULES), help="names, with ; between them")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    options = parser.parse_args()
    many, voters = (8, 200) if options.quick else (options.worlds, options.voters)
    rules = [rule for rule in RULES if rule in options.rules.split(";")]
    worlds = [world_of(seed) for seed in range(options.first, options.first + many)]
    jobs = [(world.seed, rule, voters) for world in worlds for rule in rules]
    with ProcessPoolExecutor(options.jobs) as pool:
        told = list(pool.map(cell, jobs, chunksize=1))
    report(told, worlds, rules)


if __name__ == "__main__":
    main()
