"""Django's SQLite backend with one writer at a time. A lock wakes the next writer at once, where SQLite would sleep and
look again: one lock among the threads of a process, and one among processes."""

import fcntl
import os
import threading
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

_writing = threading.Lock()
_turn_files: dict[str, int] = {}
"""By database: the open file whose lock says which process writes. The system wakes waiting processes in turn, and
releases the lock of one that ends."""


class DatabaseWrapper(base.DatabaseWrapper):
    _is_writing = False

    def _start_transaction_under_autocommit(self) -> None:
        if not self._is_writing:  # an on_commit function may write again before the lock is released
            if not _writing.acquire(timeout=self.settings_dict["OPTIONS"]["timeout"]):
                raise OperationalError("database is locked")
            self._is_writing = True
        try:
            if (file := _turn_file(str(self.settings_dict["NAME"]))) is not None:
                fcntl.flock(file, fcntl.LOCK_EX)
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
        if self._is_writing:
            self._is_writing = False
            if (file := _turn_file(str(self.settings_dict["NAME"]))) is not None:
                fcntl.flock(file, fcntl.LOCK_UN)
            _writing.release()


def _turn_file(database: str) -> int | None:
    """The file of this process for a database on a disk. None for one in memory, which no other process can open."""
    if not database.startswith("/"):
        return None
    file = _turn_files.get(database)
    if file is None:
        file = _turn_files[database] = os.open(f"{database}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    return file


def _forget_files() -> None:
    """A child that was forked would share the lock of its parent."""
    _turn_files.clear()


os.register_at_fork(after_in_child=_forget_files)
