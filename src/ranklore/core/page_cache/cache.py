"""Keeps finished pages in the memory of this process, and between processes where there is a Redis server."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping

from ranklore.core.page_cache.address import PageAddress
from ranklore.core.page_cache.page import FinishedPage
from ranklore.core.page_cache.store import PageStore

CHECK_AFTER = 0.75
"""Seconds for which a page is served without a look at its versions."""
MAX_AGE = 60.0
"""In seconds. A page says "5 minutes ago", so it is made again now and then even if nothing changed."""
STALE_AFTER = 1.0
"""Nobody gets a page whose versions were looked at longer ago than this, unless the database does not answer."""
LOOK_AGAIN_AFTER = 3.0
"""Seconds between two looks while the database does not answer: each may take seconds."""
WAIT_FOR_OTHERS = 0.5
"""Seconds for which a process waits for a page that another one makes."""

ReadVersions = Callable[[Mapping[int, int]], Mapping[int, int]]
MakePage = Callable[[PageAddress], FinishedPage | None]


class DataUnavailable(Exception):
    """The database does not answer."""


class _Entry:
    """A page, when its versions were last looked at, and the lock of the thread that looks."""

    __slots__ = ("checked_at", "lock", "page", "stale_page")

    def __init__(self) -> None:
        self.page: FinishedPage | None = None
        self.stale_page: FinishedPage | None = None
        self.checked_at = float("-inf")
        self.lock = threading.Lock()


class PageCache:
    """The finished pages of this process.

    make    makes the page of an address; None if the site must answer by itself. Raises DataUnavailable.
    read    the present versions of the scopes of a page. Raises DataUnavailable.
    store   pages of all processes
    """

    def __init__(
        self,
        make: MakePage,
        read: ReadVersions,
        max_bytes: int,
        clock: Callable[[], float] = time.monotonic,
        store: PageStore | None = None,
    ) -> None:
        self._make, self._read, self._max_bytes, self._clock = make, read, max_bytes, clock
        self._store = store
        self._entries: OrderedDict[PageAddress, _Entry] = OrderedDict()
        self._bytes, self._lock = 0, threading.Lock()

    def get(self, address: PageAddress, *, is_exact: bool = False) -> FinishedPage | None:
        """The page of an address as it is now, or was less than a second ago. None: the site must be asked.

        is_exact   as it is now
        """
        now, entry = self._clock(), self._entries.get(address)
        if entry is not None and entry.page is not None and now - entry.checked_at < CHECK_AFTER and not is_exact:
            return entry.stale_page or entry.page
        if entry is None:
            entry = self._add(address)
        # One thread looks. The others get the page that is there, as long as it is young enough, or wait.
        has_time = entry.page is not None and now - entry.checked_at < STALE_AFTER and not is_exact
        is_down = entry.stale_page is not None  # then whoever waited would wait for the database
        if not entry.lock.acquire(blocking=not (has_time or is_down)):
            return entry.stale_page or entry.page
        try:
            if is_exact or self._clock() - entry.checked_at >= CHECK_AFTER:  # else another thread did it meanwhile
                self._refresh(address, entry)
            return entry.stale_page or entry.page
        finally:
            entry.lock.release()
            if entry.page is None or not entry.page.is_kept:
                self._remove(address, entry)

    def _refresh(self, address: PageAddress, entry: _Entry) -> None:
        now, page = self._clock(), entry.page
        try:
            if page is None or not self._is_current(page, now):
                page = self._make(address) if self._store is None else self._shared_page(address, self._store)
        except DataUnavailable:
            if page is None:
                raise
            entry.stale_page = entry.stale_page or page.marked_as_stale()
            now = self._clock() + LOOK_AGAIN_AFTER - CHECK_AFTER
        else:
            self._replace(address, entry, page)
        entry.checked_at = now

    def _shared_page(self, address: PageAddress, store: PageStore) -> FinishedPage | None:
        """The page that another process made, or makes at the moment; else made here, for the others as well."""
        until = self._clock() + WAIT_FOR_OTHERS
        while True:
            if (page := self._stored_page(address, store)) is not None:
                return page
            if store.claim(address) or self._clock() >= until:
                break
            time.sleep(WAIT_FOR_OTHERS / 20)
        page = self._make(address)
        if page is not None and page.is_kept:
            store.put(address, page)
        return page

    def _stored_page(self, address: PageAddress, store: PageStore) -> FinishedPage | None:
        """The page in the store, if it is current."""
        found = store.get(address)
        if found is None:
            return None
        page, age = found
        now = self._clock()
        page.made_at = now - age
        return page if self._is_current(page, now) else None

    def _is_current(self, page: FinishedPage, now: float) -> bool:
        age = now - page.made_at
        if age < page.fresh_for:
            return True
        return not page.fresh_for and age < MAX_AGE and self._read(page.versions) == page.versions

    def _add(self, address: PageAddress) -> _Entry:
        with self._lock:
            return self._entries.setdefault(address, _Entry())

    def _replace(self, address: PageAddress, entry: _Entry, page: FinishedPage | None) -> None:
        with self._lock:
            before, entry.page, entry.stale_page = entry.page, page, None
            if self._entries.get(address) is not entry:  # it had to make room meanwhile
                return
            self._bytes += (page.size if page else 0) - (before.size if before else 0)
            self._entries.move_to_end(address)
            while self._bytes > self._max_bytes and len(self._entries) > 1:
                _, dropped = self._entries.popitem(last=False)
                self._bytes -= dropped.page.size if dropped.page else 0

    def _remove(self, address: PageAddress, entry: _Entry) -> None:
        with self._lock:
            if self._entries.get(address) is entry:
                del self._entries[address]
                self._bytes -= entry.page.size if entry.page else 0
