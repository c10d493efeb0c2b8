"""What to show next: the pairs that teach most about the order, and the items that need votes."""

from collections.abc import Collection
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.arrays import Floats
from ranklore.ranking.result import Ranking
from ranklore.ranking.tallies.evidence import weights_from_units
from ranklore.ranking.tallies.tally import Tally

CANDIDATES_MAX = 300
"""Items that are looked at together: the best by place weight, uncertainty and chance of being known."""
PAIRS_PER_ITEM_MAX = 2
"""No item is in more of the pairs than this."""
KNOWN_PRIOR_ANSWERS = 2.0
"""Answers that the list's average counts as in an item's chance of being known."""


def next_pairs(
    result: Ranking,
    tally: Tally,
    known: Collection[int] = (),
    unknown: Collection[int] = (),
    k: int = 20,
    seed: int = 0,
    done: Collection[tuple[int, int]] = (),
) -> list[tuple[int, int]]:
    """Up to k pairs of items, the most telling first; never an item with itself, a pair once, an item in OFTEN pairs.

    A pair is worth the information that one answer gives about the order (`_expected_information`), times the chance
    that the
    voter knows both, times the weight of its better place, 1 / log2(1 + place): the top matters most. `known` and
    `unknown` are what the voter has said, `done` the pairs they were asked. `seed` varies the worth by a tenth, so that
    voters are not all asked the same; one seed, one answer.

    Raises ValueError for a result and a tally of different sizes, an item outside them, or k below 0.
    """
    n = tally.n_items
    if result.score.size != n or k < 0 or any(not 0 <= item < n for item in (*known, *unknown, *chain(*done))):
        raise ValueError(f"pairs are of {n} items, a result of {result.score.size}; k is 0 or more")
    chance = _chance_known(tally)
    chance[list(known)] = 1.0
    chance[list(unknown)] = 0.0
    place_weight = 1 / np.log2(1 + result.rank)
    promise = place_weight * result.se * chance
    items = np.argsort(-promise, kind="stable")[:CANDIDATES_MAX]
    items = items[promise[items] > 0]
    value = _expected_information(result, items) * np.multiply.outer(chance[items], chance[items])
    value *= np.maximum.outer(place_weight[items], place_weight[items])
    value *= np.random.default_rng(seed).uniform(0.9, 1.1, value.shape)
    position = {item: n for n, item in enumerate(items.tolist())}
    for a, b in done:
        if a in position and b in position:
            value[position[a], position[b]] = value[position[b], position[a]] = 0
    return _best_pairs(np.triu(value, 1), items, k)


def attention_order(result: Ranking, seed: int = 0) -> NDArray[np.int64]:
    """Items in the order in which they ask for a look: by score + 1 standard error + 1/4 of a posterior draw.

    Thin items come forward, so that they are seen. Not a ranking: the published order is `Ranking.order`.
    """
    draw = np.random.default_rng(seed).standard_normal(result.score.size)
    return np.argsort(-(result.score + result.se * (1 + draw / 4)), kind="stable")


def _expected_information(result: Ranking, items: NDArray[np.int64]) -> Floats:
    """Expected gain about who is ahead: 1/2 log(1 + v p (1-p)) times 4 P(ahead) P(behind), v the difference's variance.

    The first factor is the information in one answer about the difference (Laplace), the second how open the order is.
    """
    centred = result.draws[:, items].astype(np.float64)
    centred -= centred.mean(axis=0)
    shared = centred.T @ centred / len(centred)
    own = shared.diagonal()
    v = np.maximum(own[:, None] + own - 2 * shared, 1e-12)
    gap = np.subtract.outer(result.score[items], result.score[items])
    win = 1 / (1 + np.exp(-np.clip(gap, -500, 500)))
    # the normal distribution function by its logistic approximation, within .01
    ahead = 1 / (1 + np.exp(-np.clip(1.702 * gap / np.sqrt(v), -500, 500)))
    information: Floats = 0.5 * np.log1p(v * win * (1 - win)) * 4 * ahead * (1 - ahead)
    return information


def _chance_known(tally: Tally) -> Floats:
    """Share of those asked who know each item, drawn towards the list's average."""
    shown, known = weights_from_units(tally.shown), weights_from_units(tally.known)
    average = (float(known.sum()) + 1) / (float(shown.sum()) + 1)
    chance: Floats = (known + KNOWN_PRIOR_ANSWERS * average) / (shown + KNOWN_PRIOR_ANSWERS)
    return chance


def _best_pairs(value: Floats, items: NDArray[np.int64], k: int) -> list[tuple[int, int]]:
    flat = value.ravel()
    enough = min(flat.size, 50 * k + 50)
    best = np.argpartition(-flat, enough - 1)[:enough] if enough else np.zeros(0, dtype=np.int64)
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
