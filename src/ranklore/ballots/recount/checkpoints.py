"""What the database keeps between counts: checkpoints of tallies, and start values of fits."""

import io
from zipfile import BadZipFile

import numpy as np

from ranklore.ballots.models import Board, Vote
from ranklore.core.database.prepared import PreparedQuery
from ranklore.ranking import Tally, WarmStart

CHECKPOINT_EVERY_VOTES = 64
"""Saving a tally takes longer than counting a few votes again."""


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
    return _VOTES_BETWEEN.exists(board.pk, board.checkpoint_version, version)


_VOTES_BETWEEN = PreparedQuery(
    lambda list_id, after, upto: (
        Vote.objects.filter(list_id=list_id, id__gt=after, id__lte=upto)
        .order_by("id")
        .values_list("id")[CHECKPOINT_EVERY_VOTES - 1 : CHECKPOINT_EVERY_VOTES]
    ),
    int,
    int,
    int,
)


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
