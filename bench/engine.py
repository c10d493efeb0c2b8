"""How fast the engine is, beside evalica and choix and one `numpy.bincount` pass, all in one run.

    python bench/engine.py [--quick]

Each cell is a process of its own, with one BLAS thread, that loads its comparisons (int64), takes the least of several
runs and the growth of its peak memory. evalica is called by its fastest documented path (arrays and a ready index),
from which come scores without intervals: "scores alone" is that of ours. Ours with ranges are scores, standard errors,
rank ranges, ties and votes to flip, under a fixed prior ("plain") or a learned one. choix is given our count as a
matrix above 1e5 comparisons, where its list of tuples would not end. Needs evalica and choix, which Ranklore does not.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[threads] = "1"

import numpy as np

from ranklore.ranking import (
    IndexedBallot,
    Matchup,
    Prior,
    Tally,
    evidence_of,
    fit,
    fit_scores,
)

ITEMS = (100, 300, 1000)
SIZES = (10**4, 10**5, 10**6, 10**7)
METHODS = ("bincount", "scores alone", "plain, ranges", "learned, ranges", "evalica", "choix")


def comparisons(n_items: int, size: int) -> np.ndarray:
    """Winners and losers, (2, size), of a Bradley-Terry world with worth ~ N(0, 1)."""
    rng = np.random.default_rng([n_items, size])
    worth = rng.normal(size=n_items)
    left = rng.integers(0, n_items, size)
    right = (left + rng.integers(1, n_items, size)) % n_items
    is_won = rng.random(size) < 1 / (1 + np.exp(worth[right] - worth[left]))
    return np.stack([np.where(is_won, left, right), np.where(is_won, right, left)])


def job(method: str, n_items: int, pairs: np.ndarray) -> Callable[[], object]:
    over, under = pairs
    if method == "bincount":
        keys = over * n_items + under
        return lambda: np.bincount(keys, minlength=n_items * n_items)
    if method == "scores alone":
        return lambda: fit_scores(counted(n_items, over, under), prior=Prior.plain())
    if method.endswith("ranges"):
        prior = Prior.plain() if method.startswith("plain") else Prior()
        return lambda: fit(counted(n_items, over, under), prior=prior)
    if method == "evalica":
        import evalica
        import pandas

        index, winners = pandas.Index(range(n_items)), np.full(over.size, evalica.Winner.X, dtype=np.uint8)
        return lambda: evalica.bradley_terry(over, under, winners, index=index)
    import choix

    if over.size <= 10**5:
        data = list(zip(over.tolist(), under.tolist(), strict=True))
        return lambda: choix.ilsr_pairwise(n_items, data, alpha=0.01)
    return lambda: choix.ilsr_pairwise_dense(
        np.bincount(over * n_items + under, minlength=n_items**2).reshape(n_items, n_items).astype(float), alpha=0.01
    )


def counted(n_items: int, over: np.ndarray, under: np.ndarray) -> Tally:
    tally = Tally(n_items)
    tally.add_comparisons(over, under)
    return tally


def least(run: Callable[[], object], seconds: float, most: int = 50) -> float:
    """The least wall time of a few runs, in ms."""
    times: list[float] = []
    while len(times) < 2 or (sum(times) < seconds and len(times) < most):
        before = time.perf_counter()
        run()
        times.append(time.perf_counter() - before)
    return 1000 * min(times)


def measure(method: str, n_items: int, file: str, seconds: float) -> dict[str, float]:
    pairs = np.load(file)
    job(method, 3, np.array([[0, 1, 2], [1, 2, 0]]))()  # imports and first calls
    run = job(method, n_items, pairs)
    before = peak_mib()
    ms = least(run, seconds)
    return {"ms": ms, "mib": peak_mib() - before}


def peak_mib() -> float:
    """The most memory this process has held. (`ru_maxrss` would be its parent's, if that was larger.)"""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def in_own_process(*arguments: object) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, "--cell", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        return {"ms": float("nan"), "mib": float("nan")}
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def speed_table(sizes: tuple[int, ...], seconds: float) -> None:
    print(
        f"{'items':>5} {'votes':>9}  "
        + "  ".join(f"{method:>22}" for method in METHODS)
        + "   evalica / ours: alone, with ranges"
    )
    for n_items in ITEMS:
        for size in sizes:
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "pairs.npy"
                np.save(file, comparisons(n_items, size))
                cells = {method: in_own_process(method, n_items, file, seconds) for method in METHODS}
            told = "  ".join(f"{cell['ms']:>9.2f} ms {cell['mib']:>6.1f} MiB" for cell in cells.values())
            alone, full = (cells["evalica"]["ms"] / cells[method]["ms"] for method in METHODS[1:3])
            print(f"{n_items:>5} {size:>9.0e}  {told}   {alone:.1f}x  {full:.1f}x", flush=True)


def site(n_items: int, n_voters: int = 4000) -> tuple[Tally, IndexedBallot]:
    """A tally as a site keeps it: picks and downs from 25 shown, matchups, don't-knows; each ballot cast 10 times."""
    rng = np.random.default_rng(n_items)
    worth, familiarity = rng.normal(size=(2, n_items))
    tally, ballot = Tally(n_items), IndexedBallot()
    for _ in range(n_voters):
        shown = rng.choice(n_items, 25, replace=False)
        knows = rng.random(25) < np.minimum(0.95, 0.4 * np.exp(familiarity[shown] / 2))
        best = shown[knows][np.argsort(-worth[shown[knows]] + rng.gumbel(size=knows.sum()))].tolist()
        if len(best) < 4:
            continue
        ballot = IndexedBallot(
            picks={best[0]: shown.tolist()},
            downs={best[-1]: shown.tolist()},
            matchups=(Matchup(best[1], best[2], best[1]),),
            dont_know=frozenset(shown[~knows][:2].tolist()),
        )
        tally.add(evidence_of(ballot), times=10)
    return tally, ballot


def site_table(seconds: float) -> None:
    print("\nThe joint model from kept counts, with standard errors, rank ranges, ties and votes to flip")
    print(f"{'items':>5}  {'cold ms':>8}  {'warm ms':>8}  {'one pick of 25 added, us':>25}")
    for n_items in ITEMS:
        print(f"{n_items:>5}  " + site_row(*site(n_items), seconds), flush=True)


def site_row(tally: Tally, ballot: IndexedBallot, seconds: float) -> str:
    before = fit(tally)
    tally.add(evidence_of(ballot))
    pick = IndexedBallot(picks={3: list(range(25))})
    cold, warm = least(lambda: fit(tally), seconds), least(lambda: fit(tally, before), seconds)

    def add_a_thousand() -> None:
        for _ in range(1000):
            tally.add(evidence_of(pick))

    added = least(add_a_thousand, seconds)
    return f"{cold:>8.2f}  {warm:>8.2f}  {added:>25.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="up to a million comparisons, fewer runs")
    parser.add_argument("--cell", nargs=4, metavar=("METHOD", "ITEMS", "FILE", "SECONDS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.cell:
        method, n_items, file, seconds = options.cell
        print(json.dumps(measure(method, int(n_items), file, float(seconds))))
        return
    print(f"numpy {np.__version__}, one BLAS thread; least of several runs; MiB are the growth of peak memory\n")
    speed_table(SIZES[:3] if options.quick else SIZES, 0.3 if options.quick else 1.0)
    site_table(0.5 if options.quick else 2.0)


if __name__ == "__main__":
    main()
