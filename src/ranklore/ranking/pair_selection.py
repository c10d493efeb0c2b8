"""What to ask next: the pairs whose answer says most about the order."""

from collections.abc import Collection
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.arrays import Floats
from ranklore.ranking.result import Ranking
from ranklore.ranking.tallies.evidence import weights_from_units
from ranklore.ranking.tallies.tally import Tally

CANDIDATES_MAX = 300
"""Pairs are made of this many items: the first by place weight times standard error times chance to be known."""
PAIRS_PER_ITEM_MAX = 2
"""The most pairs that one item may be in."""
KNOWN_PRIOR_ANSWERS = 2.0
"""Number of answers that the average of the list counts as, in the chance that an item is known."""
RARE_SHARE = 0.1
"""Factor of the chance that an item is known, for items that are to be asked about rarely."""


def next_pairs(
    result: Ranking,
    tally: Tally,
    known: Collection[int] = (),
    unknown: Collection[int] = (),
    k: int = 20,
    seed: int = 0,
    done: Collection[tuple[int, int]] = (),
    rarely: Collection[int] = (),
) -> list[tuple[int, int]]:
    """Up to k different pairs of items, the most informative first. An item is in at most PAIRS_PER_ITEM_MAX of them.

    The value of a pair is the information that one answer gives about the order (`_expected_information`), times the
    chance that the voter knows both items, times the weight of the better place, 1 / log2(1 + place): the top matters
    most. `known` and `unknown` are the items that the voter says they know or do not know, `done` the pairs they were
    asked. Items in `rarely` count as known to RARE_SHARE of the others' voters, unless this voter knows them. `seed`
    varies the values by up to a tenth, so that not all voters are asked the same. The same seed gives the same pairs.

    Raises ValueError for a result and a tally of different sizes, an item outside them, or k below 0.
    """
    n = tally.n_items
    if result.score.size != n or k < 0 or any(not 0 <= item < n for item in (*known, *unknown, *rarely, *chain(*done))):
        raise ValueError(
            f"result and tally must have the same items ({result.score.size} and {n});"
            " known, unknown, rarely and done must be items of the tally, and k must be 0 or more"
        )
    chance = _chance_known(tally)
    chance[list(rarely)] *= RARE_SHARE
    chance[list(known)] = 1.0
    chance[list(unknown)] = 0.0
    place_weight = 1 / np.log2(1 + result.rank)
    priority = place_weight * result.se * chance
    items = np.argsort(-priority, kind="stable")[:CANDIDATES_MAX]
    items = items[priority[items] > 0]
    value = _expected_information(result, items) * np.multiply.outer(chance[items], chance[items])
    value *= np.maximum.outer(place_weight[items], place_weight[items])
    value *= np.random.default_rng(seed).uniform(0.9, 1.1, value.shape)
    position = {item: n for n, item in enumerate(items.tolist())}
    for a, b in done:
        if a in position and b in position:
            value[position[a], position[b]] = value[position[b], position[a]] = 0
    return _best_pairs(np.triu(value, 1), items, k)


def _expected_information(result: Ranking, items: NDArray[np.int64]) -> Floats:
    """Expected information about which of two items is ahead, (m, m).

    It is 1/2 log(1 + v p (1-p)) times 4 P(ahead) P(behind), with v the variance of the difference of the scores and p
    the chance to win. The first factor is the information that one answer gives about the difference (Laplace
    approximation), the second how open the order is.
    """
    centred = result.draws[:, items].astype(np.float64)
    centred -= centred.mean(axis=0)
    shared = centred.T @ centred / len(centred)
    own = shared.diagonal()
    v = np.maximum(own[:, None] + own - 2 * shared, 1e-12)
    gap = np.subtract.outer(result.score[items], result.score[items])
    win = 1 / (1 + np.exp(-np.clip(gap, -500, 500)))
    # logistic approximation of the normal distribution function, with an error below 0.01
    ahead = 1 / (1 + np.exp(-np.clip(1.702 * gap / np.sqrt(v), -500, 500)))
    information: Floats = 0.5 * np.log1p(v * win * (1 - win)) * 4 * ahead * (1 - ahead)
    return information


def _chance_known(tally: Tally) -> Floats:
    """Share of the voters asked who know each item, (n,), shrunk towards the average of the list."""
    shown, known = weights_from_units(tally.shown), weights_from_units(tally.known)
    average = (float(known.sum()) + 1) / (float(shown.sum()) + 1)
    chance: Floats = (known + KNOWN_PRIOR_ANSWERS * average) / (shown + KNOWN_PRIOR_ANSWERS)
    return chance


def _best_pairs(value: Floats, items: NDArray[np.int64], k: int) -> list[tuple[int, int]]:
    flat = value.ravel()
    n_candidates = min(flat.size, 50 * k + 50)
    best = np.argpartition(-flat, n_candidates - 1)[:n_candidates] if n_candidates else np.zeros(0, dtype=np.int64)
    best = best[np.lexsort((best, -flat[best]))]
    chosen: list[tuple[int, int]] = []
    used: dict[int, int] = {}
    for cell in best.tolist():
        a, b = divmod(cell, items.size)
        if len(chosen) == k or flat[cell] <= 0:
            break
        if max(used.get(a, 0), used.get(b, 0)) < PAIRS_PER_ITEM_MAX:
            chosen.append((int(items[a]), int(items[b])))
            used[a], used[b] = used.get(a, 0) + 1, used.get(b, 0) + 1
    return chosen
