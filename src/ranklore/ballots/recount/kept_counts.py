"""What this process keeps of its counts, so that the next vote on a list need not read it again."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ranklore.ballots.models import Board
from ranklore.ballots.recount.evidence import CountTerms
from ranklore.ballots.recount.standing_values import StandingValues
from ranklore.ranking import Tally

KEPT_BYTES_MAX = 24_000_000
"""For the counts of all lists. A list of 20 items takes about 25 kB, one of 300 items 2.4 MB."""
BYTES_PER_ITEM = 700
"""About what an item takes besides the tally."""

RecordedRank = tuple[datetime, int | None, int | None, int | None, int]
"""Since when, rank, lowest and highest rank, votes."""


@dataclass(frozen=True, slots=True)
class PublishedState:
    """What is in the database about the items of a list: the standings, and the newest rank of the history."""

    standings: Mapping[int, StandingValues] = field(default_factory=dict)
    recorded: Mapping[int, RecordedRank] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeptCount:
    """The count of a list up to `version`. The tally is taken out of the cache while it is changed."""

    version: int
    tally: Tally
    published: PublishedState
    nbytes: int

    @classmethod
    def of(cls, version: int, tally: Tally, published: PublishedState) -> "KeptCount":
        return cls(version, tally, published, tally.nbytes + BYTES_PER_ITEM * tally.n_items)


_kept: OrderedDict[tuple[int, int, CountTerms], KeptCount] = OrderedDict()
"""By list, epoch and terms. The tally at a version is the same in every process; what is published is known only while
the board says that this version is the published one."""
_lock = threading.Lock()


def take_count(board: Board) -> KeptCount | None:
    with _lock:
        kept = _kept.pop((board.pk, board.epoch, CountTerms.of(board)), None)
    return kept if kept and board.checkpoint_version <= kept.version <= board.version else None


def keep_count(list_id: int, epoch: int, terms: CountTerms, count: KeptCount) -> None:
    with _lock:
        _kept[list_id, epoch, terms] = count
        total = sum(each.nbytes for each in _kept.values())
        while total > KEPT_BYTES_MAX and len(_kept) > 1:
            total -= _kept.popitem(last=False)[1].nbytes


def clear_kept_counts() -> None:
    _kept.clear()
