"""Django's SQLite backend with one writer at a time per process. A lock wakes the next writer at once, where
SQLite would sleep and look again."""

import threading
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

_writing = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    _is_writing = False

    def _start_transaction_under_autocommit(self) -> None:
        if not self._is_writing:  # an on_commit function may write again before the lock is released
            if not _writing.acquire(timeout=self.settings_dict["OPTIONS"]["timeout"]):
                raise OperationalError("database is locked")
            self._is_writing = True
        try:
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
            _writing.release()
