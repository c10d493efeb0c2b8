"""From what one voter said to what it adds to the count."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one voter says about one list. `picks`: the items (0 <= item < n_items) that belong high."""

    picks: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a ballot adds to a tally. `picked`: item numbers, ascending, each once, shape (n_picks,)."""

    picked: NDArray[np.int64]


def evidence_of(ballot: Ballot) -> Evidence:
    """The evidence in a ballot. Pure: the same ballot always gives the same evidence, so it can be taken away again.

    Raises ValueError for a negative item.
    """
    picked = np.array(sorted(ballot.picks), dtype=np.int64)
    if picked.size and picked[0] < 0:
        raise ValueError(f"an item cannot be negative: {picked[0]}")
    return Evidence(picked)
