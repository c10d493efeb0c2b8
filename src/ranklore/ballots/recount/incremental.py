"""Bring the standings of a list up to its newest vote."""

import logging
import threading
from contextlib import AbstractContextManager, nullcontext

from django.conf import settings
from django.db import connection
from django.db.models import F

from ranklore.ballots.models import Board
from ranklore.ballots.recount.counting import count_new_votes
from ranklore.ballots.recount.log import items_of
from ranklore.ballots.recount.publishing import publish_standings
from ranklore.lists.models import Item
from ranklore.ranking import NotConverged

log = logging.getLogger(__name__)

_locks: dict[int, threading.Lock] = {}


def recount_list(list_id: int, *, below: int | None = None) -> bool:
    """Bring the standings up to the newest vote. False, and nothing is done, on a list that is not below so many items.

    Safe to call at any time, from any number of workers: the one that publishes second starts over. Should the fit
    find no answer, the standings stay as they are and the next recount tries again; the votes are in the log.
    """
    with _lock_for(list_id):
        while True:
            board = Board.objects.loading("fitted").select_related("list__activity").get(pk=list_id)
            if board.counted_version == board.version:
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


def recount_after_vote(list_id: int) -> bool:
    """Recount a list at once, or leave a long one to the worker: then the answer is False."""
    return recount_list(list_id, below=settings.WORKER_FROM)


def uncounted_lists() -> dict[int, int]:
    """The lists with votes that are not counted yet, each with its newest vote."""
    return dict(Board.objects.exclude(counted_version=F("version")).values_list("pk", "version"))


def recount_after_item_change(item: Item) -> None:
    """Publish anew after an item was removed or put back. Call it with the board held.

    Its place leaves the list and comes back with it; its votes stay in the log and in the tally.
    """
    board = Board.objects.loading("fitted").get(pk=item.list_id)
    if board.version:
        publish_standings(board, count_new_votes(board, items_of(board.pk)))


def _is_overtaken(board: Board) -> bool:
    """Whether the board changed since it was read. What was read after it may then be of another time, and the two
    make no sense together: a ballot would be taken out with another trust than it was put in with."""
    unchanged = Board.objects.filter(pk=board.pk, counted_version=board.counted_version, epoch=board.epoch)
    return not unchanged.exists()


def _lock_for(list_id: int) -> AbstractContextManager[object]:
    """One thread of a process counts a list at a time; who waited finds the own vote counted already.

    Not within a transaction: who holds the board must not wait for one who waits for the board.
    """
    return nullcontext() if connection.in_atomic_block else _locks.setdefault(list_id, threading.Lock())
