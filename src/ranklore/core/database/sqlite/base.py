"""Django's SQLite backend with one writer at a time. A lock wakes the next writer at once, where SQLite would sleep and
look again: one lock among the threads of a process, and one among processes."""

import fcntl
import os
import threading
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

_writing = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    _is_writing = False
    _turn: int | None = None

    def _start_transaction_under_autocommit(self) -> None:
        timeout = self.settings_dict["OPTIONS"]["timeout"]
        if not self._is_writing:  # an on_commit function may write again before the lock is released
            if not _writing.acquire(timeout=timeout):
                raise OperationalError("database is locked")
            self._is_writing = True
        try:
            if self._turn is None:
                self._turn = _take_turn(str(self.settings_dict["NAME"]), timeout)
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end()
            raise

    def set_autocommit(self, autocommit: bool, *args: Any, **options: Any) -> None:
        super().set_autocommit(autocommit, *args, **options)
        if autocommit:
            self._end()

    def _close(self) -> None:
        super()._close()  # type: ignore[misc]
        self._end()

    def _end(self) -> None:
        if self._turn is not None:
            os.close(self._turn)
            self._turn = None
        if self._is_writing:
            self._is_writing = False
            _writing.release()


def _take_turn(database: str, timeout: float) -> int | None:
    """An open file with the lock of the process that writes. The system wakes waiting processes in turn, and releases
    the lock when the file is closed or the process ends. None for a database in memory: no other process can open it.
    """
    if not database.startswith("/"):
        return None
    file = os.open(f"{database}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        # The system cannot wait for a lock for a limited time, but one thread can wait for another.
        waiting = threading.Thread(target=fcntl.flock, args=(file, fcntl.LOCK_EX), daemon=True)
        waiting.start()
        waiting.join(timeout)
        if waiting.is_alive():
            os.close(file)
            raise OperationalError("database is locked") from None
    return file
