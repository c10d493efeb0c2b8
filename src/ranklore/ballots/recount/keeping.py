"""What is kept between counts: checkpoints in the database, tallies in this process, where a fit began and ended."""

import io
from collections import OrderedDict
from zipfile import BadZipFile

import numpy as np

from ranklore.ballots.models import Board, Vote
from ranklore.ranking import Start, Tally

CHECKPOINT_EVERY = 64
"""Votes: writing a tally down takes longer than counting some votes again."""
TALLIES_KEPT = 32
"""By each process, of the lists that were counted last."""

_kept: OrderedDict[tuple[int, int, float], tuple[int, Tally]] = OrderedDict()
"""Tallies that this process has counted, by list, epoch and budget, so that the next vote need not read a checkpoint.

A tally at a version is always the same one, whoever counted it. It is taken out while it is being changed.
"""


def take(board: Board) -> tuple[int, Tally] | None:
    kept = _kept.pop((board.pk, board.epoch, board.budget), None)
    return kept if kept and board.checkpoint_version <= kept[0] <= board.version else None


def keep(board: Board, version: int, tally: Tally) -> None:
    _kept[board.pk, board.epoch, board.budget] = (version, tally)
    while len(_kept) > TALLIES_KEPT:
        _kept.popitem(last=False)


def forget_all() -> None:
    """Drop the tallies that this process keeps."""
    _kept.clear()


def checkpoint_of(board: Board) -> tuple[int, Tally]:
    if "checkpoint" in board.get_deferred_fields():  # with its version: another process may have written a newer one
        board.refresh_from_db(fields=["checkpoint", "checkpoint_version"])
    if board.checkpoint is None:
        return 0, Tally(0)
    try:
        return board.checkpoint_version, Tally.load(io.BytesIO(board.checkpoint))
    except (BadZipFile, KeyError, EOFError) as problem:
        raise ValueError(str(problem)) from problem


def checkpoint_is_due(board: Board, version: int) -> bool:
    """Whether the checkpoint lies many votes back."""
    since = Vote.objects.filter(list_id=board.pk, id__gt=board.checkpoint_version, id__lte=version)
    return since[:CHECKPOINT_EVERY].count() == CHECKPOINT_EVERY


def tally_as_bytes(tally: Tally) -> bytes:
    file = io.BytesIO()
    tally.save(file)
    return file.getvalue()


def start_as_bytes(start: Start | None) -> bytes | None:
    if start is None:
        return None
    head = [start.agreement, *start.covariance.ravel()]
    return np.concatenate([head, start.worth, start.familiarity]).astype("<f8").tobytes()


def start_in(written: bytes | memoryview | None) -> Start | None:
    if written is None:
        return None
    values = np.frombuffer(written, dtype="<f8")
    worth, familiarity = values[5:].reshape(2, -1)
    return Start(worth, familiarity, values[1:5].reshape(2, 2), float(values[0]))
