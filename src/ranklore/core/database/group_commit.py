"""Group commit: on SQLite, the writes that wait for their turn share one transaction. So they wait for one flush of the
disk and not each for its own, and each is still on the disk when its caller goes on. PostgreSQL does this by itself."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection, transaction

Result = TypeVar("Result")

_leader = threading.Lock()
_queue: list["_Waiting"] = []


class _Waiting:
    """A write that waits, and what came of it."""

    def __init__(self, write: Callable[[], Any]) -> None:
        self.write = write
        self.is_done = False
        self.result: Any = None
        self.error: BaseException | None = None

    def run(self, *, in_savepoint: bool) -> None:
        try:
            with transaction.atomic(savepoint=in_savepoint):
                self.result = self.write()
        except Exception as error:
            if not in_savepoint:
                raise
            self.error = error


def commit_in_group(write: Callable[[], Result]) -> Result:
    """Call `write` in a transaction, and return what it returns once it is committed.

    It may be called in the thread of another write, so it must not depend on its thread, such as on the language.
    What it raises takes back its own changes only.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            return write()
    waiting = _Waiting(write)
    _queue.append(waiting)
    with _leader:
        if not waiting.is_done:
            _commit_all(waiting)
    if waiting.error is not None:
        raise waiting.error
    result: Result = waiting.result
    return result


def _commit_all(own: _Waiting) -> None:
    """Run all writes in the queue in one transaction."""
    group: list[_Waiting] = []
    try:
        with transaction.atomic():  # waits for the writer before; meanwhile others come into the queue
            group = [_queue.pop(0) for _ in range(len(_queue))]  # others may append at the same time
            for each in group:
                each.run(in_savepoint=len(group) > 1)
    except BaseException as error:
        if not group:  # the transaction did not begin: whoever waits tries again
            _queue.remove(own)
            raise
        for each in group:
            each.error = each.error or error
    for each in group:
        each.is_done = True
