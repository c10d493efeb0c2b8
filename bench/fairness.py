"""How well each rule finds the truth while it orders the very page that its next voters see.

    python bench/fairness.py [--quick] [--worlds N] [--first SEED] [--repeats N] [--voters N] [--kinds NAMES]
                             [--rules NAMES] [--jobs N]

A world has items of a true worth and a popularity. A voter looks down the page for a while, knows some of what is seen,
picks the best of that for their taste, may vote one down (honestly, or the rival of their favourite), and may be asked
two matchups. Every rule lives in its own loop: the same voters, its own page. There are four kinds of worlds
(`voter_worlds.py`): fair ones, those where many voters pick the first item they know, those where tastes change half
way, and those where every fifth new item is spam that its adder and a few guests vote for.

All figures are means over worlds with standard errors; tau is Kendall's tau-a of the order of the page, with all items
that are on the list (a tie counts for nothing: a page has an order). "ours" is what the site publishes
(`ranklore.ranking.publish`), with a warm refit at every twentieth more voters, what a rebuild measures at every
fourth more, and votes set aside where they come as a surge (`find_surges`). "ours, by score" is the order of the
scores alone. Worlds 0 to 39 were looked at while the model was made; --first 100 draws others.
"""

import argparse
import math
import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[threads] = "1"

import numpy as np
from attacks import NO_ATTACK, Attack
from voter_worlds import KINDS, Voters, World, world_of

from ranklore.ballots.ballot_weight import FULL_WEIGHT_DAYS, breadth_weight, experience_weight, network_share
from ranklore.ballots.recount.surges import CROWDED_SHARE, VoterRecord, find_surges
from ranklore.ballots.spotlight import items_in_spotlight, with_spotlight
from ranklore.ranking import (
    OVERDISPERSION_BALLOTS_MIN,
    DatedEvidence,
    Evidence,
    IndexedBallot,
    Publication,
    Ranking,
    Tally,
    evidence_of,
    fit,
    forgetting_weight,
    learn_half_life,
    learn_position_effect,
    next_pairs,
    overdispersion_of,
    publish,
    rank_by_baseline,
)

RULES = {
    "counts": ("counts", "fixed"),
    "counts, ties shuffled": ("counts", "shuffled"),
    "up - down": ("net", "fixed"),
    "up - down, ties shuffled": ("net", "shuffled"),
    "Wilson": ("wilson", "fixed"),
    "Wilson, ties shuffled": ("wilson", "shuffled"),
    "ours, by score": ("ours", "score"),
    "ours, equal weights": ("ours", "equal"),
    "ours": ("ours", "published"),
}
AT = (20, 50, 100, 200, 500, 1000, 2000, 5000)
MEASURED_EVERY = 1.25
"""A rebuild measures again after so many times the voters, as a nightly job does."""
ROWS_PER_PAGE = 25
TOP = 10
MEASURES = {
    "tau": "Kendall tau-a of the order of the page",
    "top": "Share of the true top ten among the first ten",
    "inside": "True places inside the rank ranges",
    "top_inside": "The same, for the published top ten",
    "wrong": "Wrong among the pairs called different",
    "neighbours_wrong": "Wrong among the neighbours shown as apart",
    "called": "Share of pairs called different",
    "width": "Mean width of the ranges, as a share of the list",
    "placed": "Share of the items that have a place",
    "junk": "Junk items in the first half of the page",
    "junk_placed": "Junk items with a place",
}


class Loop:
    """One rule in one world, with the page that it shows to the next voter."""

    def __init__(self, voters: Voters, rule: str, attack: Attack = NO_ATTACK) -> None:
        self.attack, self.networks = attack, Counter[int]()
        self.voters, (self.method, self.page_kind) = voters, RULES[rule]
        self.tally = Tally(voters.world.n_items)
        self.ranking: Ranking | None = None
        self.published: Publication | None = None
        self.evidence: list[Evidence] = []
        self.records: list[VoterRecord] = []
        self.weights: list[tuple[float, float]] = []
        self.set_aside: dict[int, frozenset[int]] = {}
        self.watched: set[tuple[int, str]] = set()
        self.n_voters = 0
        self.inflation, self.position_effect, self.measured_from = 1.0, 0.0, OVERDISPERSION_BALLOTS_MIN
        self.half_life, self.aged_at = math.inf, 0
        self.order: list[int] = []
        self.page: list[int] = []
        self.pairs: list[tuple[int, int]] = []
        self.late = frozenset(np.flatnonzero(voters.arrives > 0).tolist())
        self.rng = np.random.default_rng([voters.world.seed, 4])

    def run(self) -> Iterator[int]:
        """Cast every ballot; yields the number of voters so far at each of AT, with `order` up to date."""
        again = 0
        for voter in range(len(self.voters)):
            arrived = np.flatnonzero((self.voters.arrives == voter) & (voter > 0)).tolist()
            if voter >= again or arrived:
                self.publish(voter)
                again = voter + max(1, voter // 20)
            for item in arrived:
                if self.voters.is_junk[item]:
                    for ballot in self.voters.spam(item, self.page, self.pairs_for(item)):
                        self.cast(ballot, network=-1 - item)
            for vote in self.attack.votes_at(voter, self):
                self.cast(*vote)
            ballot = self.voters.ballot(voter, self.page, self.pairs)
            self.cast(ballot, self.voters.network[voter], self.voters.experience[voter])
            if voter + 1 in AT:
                self.publish(voter + 1)
                yield voter + 1

    def cast(self, ballot: IndexedBallot, network: int, days: float = 0) -> None:
        """Count a ballot as the site does: with the share of its network, the experience of the voter, its breadth."""
        voter, is_new = len(self.records), days < FULL_WEIGHT_DAYS
        self.networks[network] += is_new
        share = network_share(self.networks[network]) if is_new else 1.0
        record = VoterRecord(voter, ballot, at=voter, is_new=is_new, is_crowded=share < CROWDED_SHARE)
        self.records.append(record)
        self.weights.append((share, experience_weight(days, 0)))
        self.evidence.append(self.evidence_of(voter))
        self.tally.add(self.evidence[voter])
        self.n_voters += bool(ballot.voted_on)

    def evidence_of(self, voter: int) -> Evidence:
        counted = self.records[voter].ballot.without(self.set_aside.get(voter, frozenset()))
        people, weight = self.weight_of(voter, counted)
        weight *= forgetting_weight(self.aged_at - voter, self.half_life)
        return evidence_of(counted, trust=people, weight=weight, position_effect=self.position_effect)

    def weight_of(self, voter: int, counted: IndexedBallot) -> tuple[float, float]:
        """How many people the ballot counts as, and the weight of its evidence."""
        if self.page_kind != "published":
            return 1.0, 1.0
        share, experience = self.weights[voter]
        return share, experience * breadth_weight(len(counted.voted_on))

    def count_again(self) -> None:
        self.tally = Tally(self.tally.n_items)
        for voter in range(len(self.records)):
            self.evidence[voter] = self.evidence_of(voter)
            self.tally.add(self.evidence[voter])

    def measure(self) -> None:
        """Measure what a rebuild measures: how much the place on a page matters, whether tastes drift, the inflation.
        A ballot is as old as the number of voters since."""
        ballots = [record.ballot.without(self.set_aside.get(record.voter, frozenset())) for record in self.records]
        weighted = [(ballot, math.prod(self.weight_of(voter, ballot))) for voter, ballot in enumerate(ballots)]
        self.position_effect = learn_position_effect(weighted, self.tally.n_items)
        self.half_life, self.aged_at = math.inf, len(self.records)
        self.count_again()
        dated = [DatedEvidence(evidence, self.aged_at - voter) for voter, evidence in enumerate(self.evidence)]
        self.half_life = learn_half_life(dated, self.tally.n_items)
        if self.half_life < math.inf:
            self.count_again()
        self.inflation = overdispersion_of(fit(self.tally), self.evidence)

    def set_votes_aside(self) -> None:
        """Set aside the votes of surges, and count those again that are in none any more."""
        before, self.set_aside = self.set_aside, {}
        surges = find_surges(self.records, self.tally.n_items, self.watched)
        self.watched = {(surge.item, surge.kind) for surge in surges}
        for surge in surges:
            for voter in surge.voters:
                self.set_aside[voter] = self.set_aside.get(voter, frozenset()) | {surge.item}
        for voter in before.keys() | self.set_aside.keys():
            if before.get(voter) != self.set_aside.get(voter):
                was_counted = self.evidence[voter].voted.size > 0
                self.tally.add(self.evidence[voter], sign=-1)
                self.evidence[voter] = self.evidence_of(voter)
                self.tally.add(self.evidence[voter])
                self.n_voters += (self.evidence[voter].voted.size > 0) - was_counted

    def publish(self, voter: int) -> None:
        live = np.flatnonzero(self.voters.arrives <= voter)
        if self.method != "ours":
            score = rank_by_baseline(self.method, self.tally).score[live]
            ties = self.rng.random(live.size) if self.page_kind == "shuffled" else np.arange(live.size)
            self.order = self.page = live[np.lexsort((ties, -score))].tolist()
            return
        if self.page_kind == "published":
            self.set_votes_aside()
        if self.ranking is not None and voter >= self.measured_from:
            self.measure()
            self.measured_from = max(voter + 1, round(MEASURED_EVERY * voter))
        self.ranking = fit(self.tally, self.ranking, inflation=self.inflation)
        self.published = publish(
            self.ranking, self.tally, live.tolist(), voters=self.n_voters, late=self.late, seed=voter
        )
        if self.page_kind == "score":
            self.order = self.page = live[np.argsort(-self.ranking.score[live], kind="stable")].tolist()
        else:
            self.order = list(self.published.order)
            self.page = self.rows_with_spotlight(self.published.spotlight)
        if self.voters.world.asks:
            gone = np.flatnonzero(self.voters.arrives > voter).tolist()
            rarely = self.published.new
            self.pairs = next_pairs(self.ranking, self.tally, unknown=gone, rarely=rarely, k=10, seed=voter)

    def pairs_for(self, item: int) -> list[tuple[int, int]]:
        """What Compare asks somebody who says that they know the item."""
        if self.ranking is None or self.published is None:
            return []
        return next_pairs(self.ranking, self.tally, known={item}, rarely=self.published.new - {item}, k=10)

    def rows_with_spotlight(self, candidates: tuple[int, ...]) -> list[int]:
        """The rows of all pages one after the other, as a site shows them. A list of one page has no spotlight."""
        rows: list[int] = []
        for start in range(0, len(self.order), ROWS_PER_PAGE):
            page = self.order[start : start + ROWS_PER_PAGE]
            shown = with_spotlight(page, items_in_spotlight(candidates, page))
            rows += [item for item in shown if item not in rows]
        return rows


def tau_a(worth: np.ndarray, order: list[int]) -> float:
    in_order = worth[order]
    ahead = np.sign(np.subtract.outer(in_order, in_order))
    return float(np.triu(ahead, 1).sum() / (in_order.size * (in_order.size - 1) / 2))


def figures_of(loop: Loop) -> dict[str, float]:
    worth, order, is_junk = loop.voters.worth, loop.order, loop.voters.is_junk
    best = sorted(order, key=lambda item: -worth[item])[:TOP]
    half = order[: (len(order) + 1) // 2]
    figures = {
        "tau": tau_a(worth, order),
        "top": len(set(best) & set(order[:TOP])) / len(best),
        "junk": float(is_junk[half].sum()),
    }
    if loop.ranking is not None and loop.published is not None:
        figures |= sureness(worth, loop.ranking, loop.published)
        figures["placed"] = len(loop.published.places) / len(order)
        figures["junk_placed"] = float(is_junk[list(loop.published.places)].sum())
    return figures


def sureness(worth: np.ndarray, ranking: Ranking, published: Publication) -> dict[str, float]:
    """How true the ranges and ties of the placed items are. Empty if there are none."""
    places = published.places
    if len(places) < 2:
        return {}
    ranked = [item for item in published.order if item not in published.new]
    truth = {item: n for n, item in enumerate(sorted(ranked, key=lambda item: -worth[item]), start=1)}
    inside = np.array([place.low <= truth[item] <= place.high for item, place in places.items()])
    placed = list(places)
    draws, score, worth = ranking.draws[:, placed], ranking.score[placed], worth[placed]
    spread = draws - draws.mean(axis=0)
    shared = spread.T @ spread / len(spread)
    own = shared.diagonal()
    error = np.sqrt(np.maximum(own[:, None] + own - 2 * shared, 1e-12))
    called = np.subtract.outer(score, score) > 1.96 * error
    wrong = called & (np.subtract.outer(worth, worth) < 0)
    apart = np.diff([place.tie_group for place in places.values()]) > 0
    figures = {
        "inside": inside.mean(),
        "top_inside": inside[:TOP].mean(),
        "called": 2 * called.mean(),
        "width": np.mean([place.high - place.low + 1 for place in places.values()]) / len(ranked),
    }
    if called.any():
        figures["wrong"] = wrong.sum() / called.sum()
    if apart.any():
        figures["neighbours_wrong"] = (np.diff(worth)[apart] > 0).mean()
    return {name: float(figure) for name, figure in figures.items()}


@dataclass(frozen=True, slots=True)
class Run:
    """The figures of one rule in one world, by number of voters."""

    rule: str
    kind: str
    world: World
    repeat: int
    figures: dict[int, dict[str, float]]


def run(job: tuple[str, int, int, str, int]) -> Run:
    kind, seed, repeat, rule, n_voters = job
    world = world_of(seed, kind)
    loop = Loop(Voters(world, n_voters, repeat), rule)
    return Run(rule, kind, world, repeat, {voters: figures_of(loop) for voters in loop.run()})


def mean(values: list[float]) -> str:
    if len(values) < 2:
        return "-"
    return f"{np.mean(values):.3f}±{np.std(values, ddof=1) / np.sqrt(len(values)):.3f}"


def by_world(runs: list[Run], at: int, measure: str) -> dict[int, float]:
    """Seed -> the mean of the repeats of a world, where there is such a figure."""
    found: dict[int, list[float]] = {}
    for each in runs:
        if measure in each.figures[at]:
            found.setdefault(each.world.seed, []).append(each.figures[at][measure])
    return {seed: float(np.mean(values)) for seed, values in found.items()}


def report(runs: list[Run], rules: list[str]) -> None:
    columns = sorted(runs[0].figures)
    of = {rule: [each for each in runs if each.rule == rule] for rule in rules}
    head = f"{'voters':<26}" + "".join(f"{column:>13}" for column in columns)
    for measure, title in MEASURES.items():
        rows = {rule: [list(by_world(of[rule], at, measure).values()) for at in columns] for rule in rules}
        if any(
            any(values) and (not measure.startswith("junk") or sum(values)) for row in rows.values() for values in row
        ):
            print(f"\n{title}\n{head}")
            for rule, row in rows.items():
                if any(row):
                    print(f"{rule:<26}" + "".join(f"{mean(values):>13}" for values in row))
    if "ours" not in rules:
        return
    for measure in ("tau", "top"):
        print(f"\n{MEASURES[measure]}: ours less another rule, in the same world\n{head}")
        for rule in rules:
            if rule != "ours":
                pairs = [(by_world(of["ours"], at, measure), by_world(of[rule], at, measure)) for at in columns]
                gains = [[ours[seed] - other[seed] for seed in ours] for ours, other in pairs]
                print(f"{rule:<26}" + "".join(f"{mean(values):>13}" for values in gains))
    losses(of, rules, max(columns))


def losses(of: dict[str, list[Run]], rules: list[str], at: int) -> None:
    """The worlds in which a plain rule did clearly better than ours at the end."""
    print(f"\nWorlds where a plain rule leads ours by more than .02 in tau after {at} voters")
    tau = {rule: by_world(of[rule], at, "tau") for rule in rules}
    for seed, ours in tau["ours"].items():
        plain = {rule: tau[rule][seed] for rule in rules if not rule.startswith("ours")}
        best = max(plain, key=lambda rule: plain[rule], default=None)
        if best and plain[best] > ours + 0.02:
            world = next(each.world for each in of["ours"] if each.world.seed == seed)
            print(f"  {plain[best]:.3f} {best} over {ours:.3f}: {world}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="4 worlds of each kind, 200 voters, once")
    parser.add_argument("--worlds", type=int, default=40)
    parser.add_argument("--first", type=int, default=0, help="seed of the first world")
    parser.add_argument("--repeats", type=int, default=3, help="how often each world is run, with other voters")
    parser.add_argument("--voters", type=int, default=5000)
    parser.add_argument("--kinds", default=",".join(KINDS), help="kinds of worlds, with , between them")
    parser.add_argument("--rules", default=";".join(RULES), help="names, with ; between them")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    options = parser.parse_args()
    worlds, repeats, voters = (4, 1, 200) if options.quick else (options.worlds, options.repeats, options.voters)
    rules = [rule for rule in RULES if rule in options.rules.split(";")]
    seeds = range(options.first, options.first + worlds)
    for kind in options.kinds.split(","):
        jobs = [(kind, *job, voters) for job in product(seeds, range(repeats), rules)]
        with ProcessPoolExecutor(options.jobs) as pool:
            runs = list(pool.map(run, jobs, chunksize=1))
        print(f"\n== {worlds} {kind} worlds from {options.first}, {repeats} times each: means and standard errors")
        report(runs, rules)


if __name__ == "__main__":
    main()
