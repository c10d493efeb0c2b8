"""The sum of all ballots' evidence."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ranklore.ranking.evidence import Evidence


@dataclass(slots=True)
class Tally:
    """Evidence added up over ballots. `picks`: how many ballots picked each item, int64, shape (n_items,)."""

    n_items: int
    picks: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        if self.n_items < 0:
            raise ValueError(f"a tally cannot have {self.n_items} items")
        self.picks = np.zeros(self.n_items, dtype=np.int64)

    def add(self, evidence: Evidence, sign: int = 1) -> None:
        """Add a ballot's evidence, or with `sign=-1` take it away: exactly what was added.

        Raises ValueError for an item outside the tally, and for any other sign.
        """
        if sign not in (1, -1):
            raise ValueError(f"the sign is 1 or -1, not {sign}")
        if evidence.picked.size and evidence.picked[-1] >= self.n_items:
            raise ValueError(f"item {evidence.picked[-1]} is outside a tally of {self.n_items} items")
        self.picks[evidence.picked] += sign
