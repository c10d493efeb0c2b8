"""What is kept between counts: checkpoints in the database, tallies in this process, and start values of fits."""

import io
from collections import OrderedDict
from zipfile import BadZipFile

import numpy as np

from ranklore.ballots.models import Board, Vote
from ranklore.ranking import Tally, WarmStart

CHECKPOINT_EVERY_VOTES = 64
"""Saving a tally takes longer than counting a few votes again."""
CACHED_TALLIES_MAX = 32
"""Per process: the tallies of the lists that were counted last."""

_cached_tallies: OrderedDict[tuple[int, int, float], tuple[int, Tally]] = OrderedDict()
"""Tallies that this process counted, by list, epoch and budget, so that the next vote need not read a checkpoint.

The tally at a version is the same in every process. A tally is taken out of the cache while it is changed.
"""


def take_tally(board: Board) -> tuple[int, Tally] | None:
    cached = _cached_tallies.pop((board.pk, board.epoch, board.budget), None)
    return cached if cached and board.checkpoint_version <= cached[0] <= board.version else None


def cache_tally(board: Board, version: int, tally: Tally) -> None:
    _cached_tallies[board.pk, board.epoch, board.budget] = (version, tally)
    while len(_cached_tallies) > CACHED_TALLIES_MAX:
        _cached_tallies.popitem(last=False)


def clear_cached_tallies() -> None:
    """Drop the tallies that this process cached."""
    _cached_tallies.clear()


def checkpoint_of(board: Board) -> tuple[int, Tally]:
    if "checkpoint" in board.get_deferred_fields():  # both fields at once: another process may have saved a newer one
        board.refresh_from_db(fields=["checkpoint", "checkpoint_version"])
    if board.checkpoint is None:
        return 0, Tally(0)
    try:
        return board.checkpoint_version, Tally.load(io.BytesIO(board.checkpoint))
    except (BadZipFile, KeyError, EOFError) as problem:
        raise ValueError(str(problem)) from problem


def checkpoint_is_due(board: Board, version: int) -> bool:
    """Whether the checkpoint is many votes old."""
    since = Vote.objects.filter(list_id=board.pk, id__gt=board.checkpoint_version, id__lte=version)
    return since[:CHECKPOINT_EVERY_VOTES].count() == CHECKPOINT_EVERY_VOTES


def tally_as_bytes(tally: Tally) -> bytes:
    file = io.BytesIO()
    tally.save(file)
    return file.getvalue()


def start_as_bytes(start: WarmStart | None) -> bytes | None:
    if start is None:
        return None
    header = [start.agreement, *start.covariance.ravel()]
    return np.concatenate([header, start.worth, start.familiarity]).astype("<f8").tobytes()


def start_from_bytes(data: bytes | memoryview | None) -> WarmStart | None:
    if data is None:
        return None
    values = np.frombuffer(data, dtype="<f8")
    worth, familiarity = values[5:].reshape(2, -1)
    return WarmStart(worth, familiarity, values[1:5].reshape(2, 2), float(values[0]))
