"""Bring the standings of a list up to its newest vote."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.db.models import F

from ranklore.ballots.models import Board
from ranklore.ballots.recount.counting import count_new_votes
from ranklore.ballots.recount.log import items_of
from ranklore.ballots.recount.publishing import publish_standings
from ranklore.core.database.prepared import PreparedObjects
from ranklore.core.request_gate import is_busy
from ranklore.lists.models import Item
from ranklore.ranking import NotConverged

log = logging.getLogger(__name__)

MOMENT = 0.25
"""How long a voter waits for the counts of others, in seconds."""

_locks: dict[int, threading.Lock] = {}


def recount_after_vote(list_id: int) -> bool:
    """Recount a list at once, and return True.

    A long list, and every list while this process is busy, is left to the worker, which counts many votes at once. Then
    the return value is False.
    """
    if is_busy():
        return False
    return recount_list(list_id, below=settings.WORKER_FROM, wait=MOMENT)


def recount_list(list_id: int, *, below: int | None = None, wait: float = -1) -> bool:
    """Bring the standings up to the newest vote.

    A list with `below` items or more is left alone, and so is one that another thread still counts after `wait`
    seconds; the return value is then False.
    This is safe to call at any time, from any number of workers: the one that publishes second starts over. If the fit
    does not converge, the standings stay as they are and the next recount tries again. The votes are in the log.
    """
    with _turn_for(list_id, wait) as has_turn:
        while has_turn:
            board = _BOARD.first(list_id)
            if board is None or board.counted_version == board.version:
                return True
            items = items_of(list_id, most=below)
            if len(items) == below:
                return False
            try:
                count = count_new_votes(board, items)
            except (NotConverged, ValueError) as problem:
                if _is_overtaken(board):
                    continue
                if isinstance(problem, ValueError):
                    raise
                log.exception("list %s: its votes up to %s could not be ranked", list_id, board.version)
                return True
            if publish_standings(board, count):
                return True
    return False


_BOARD = PreparedObjects(Board, lambda list_id: Board.objects.loading("fitted").filter(pk=list_id), int)


def uncounted_lists() -> dict[int, int]:
    """List id -> newest vote, for lists with votes that are not counted yet."""
    return dict(Board.objects.exclude(counted_version=F("version")).values_list("pk", "version"))


def recount_after_item_change(item: Item) -> None:
    """Publish the standings again after an item was removed or put back. Call it with the board locked.

    The item's standing goes and comes back with it. Its votes stay in the log and in the tally.
    """
    board = Board.objects.loading("fitted").get(pk=item.list_id)
    if board.version:
        publish_standings(board, count_new_votes(board, items_of(board.pk)))


def _is_overtaken(board: Board) -> bool:
    """Whether the board changed since it was read.

    What was read after the board may then be newer than the board. The two do not fit together: a ballot could be
    subtracted with another trust than it was added with.
    """
    unchanged = Board.objects.filter(pk=board.pk, counted_version=board.counted_version, epoch=board.epoch)
    return not unchanged.exists()


@contextmanager
def _turn_for(list_id: int, wait: float) -> Iterator[bool]:
    """Lets only one thread of this process count a list. Threads that waited find their votes already counted.

    There is no lock inside a transaction, where it could deadlock: this thread may hold the board that the thread with
    the lock is waiting for.
    """
    if connection.in_atomic_block:
        yield True
        return
    lock = _locks.setdefault(list_id, threading.Lock())
    has_turn = lock.acquire(timeout=wait)
    try:
        yield has_turn
    finally:
        if has_turn:
            lock.release()
