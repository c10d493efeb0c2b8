"""Lets only a few requests into Django at once, and knows how many there are."""

import threading
from collections import deque
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

BUSY_FROM = 3
"""With this many requests at once a process is busy."""

_inside_or_waiting: set[object] = set()


class FairSemaphore:
    """A semaphore for first come, first served. Whoever comes while others wait could overtake them in Python's own."""

    def __init__(self, value: int) -> None:
        self._free, self._waiting, self._lock = value, deque[threading.Lock](), threading.Lock()

    def __enter__(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def __exit__(self, *error: object) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1


def few_at_once(site: WSGIApplication, most: int) -> WSGIApplication:
    """Let at most this many requests into the site at once. With more, threads fight for the interpreter around each
    query. The others wait, each in its thread, while finished pages and files are served beside them."""
    rooms = FairSemaphore(most)

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = object()
        _inside_or_waiting.add(request)
        try:
            with rooms:
                return site(environ, start_response)
        finally:
            _inside_or_waiting.discard(request)

    return application


def is_busy() -> bool:
    """Whether work that can wait should be left to the worker."""
    return len(_inside_or_waiting) >= BUSY_FROM
