"""Finished pages that all processes and machines share, on a Redis server where there is one."""

import hashlib
import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from pickle import PickleError  # nosec B403
from typing import Any, Protocol

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache

import ranklore
from ranklore.core.page_cache.address import PageAddress
from ranklore.core.page_cache.page import FinishedPage

log = logging.getLogger(__name__)

KEPT_FOR = 120
"""Seconds. A page is made again after a minute in any case."""
MAKING_FOR = 5
"""Seconds for which one process may be the only one that makes a page."""
AWAY_FOR = 3.0
"""Seconds for which a server that did not answer is not asked again: each time somebody waits for its timeout."""


class PageStore(Protocol):
    """What a PageCache needs of it."""

    def get(self, address: PageAddress) -> tuple[FinishedPage, float] | None: ...
    def put(self, address: PageAddress, page: FinishedPage) -> None: ...
    def claim(self, address: PageAddress) -> bool: ...


class SharedPageStore:
    """Pages in a cache that several processes share. Without it each process makes its own; no error matters more.

    code  identifies the code and settings that made a page: after an update nobody gets a page of before
    """

    def __init__(self, shared: BaseCache, code: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._shared, self._code, self._clock = shared, code, clock
        self._is_away_until = float("-inf")

    def get(self, address: PageAddress) -> tuple[FinishedPage, float] | None:
        """The page that was made last, and its age in seconds. It may be outdated."""
        found: tuple[FinishedPage, float] | None = self._try("get", self._key("page", address))
        return (found[0], max(time.time() - found[1], 0.0)) if found else None

    def put(self, address: PageAddress, page: FinishedPage) -> None:
        page.body("br")  # compressed once, for all
        self._try("set", self._key("page", address), (page, time.time()), KEPT_FOR)
        self._try("delete", self._key("making", address))

    def claim(self, address: PageAddress) -> bool:
        """Whether this process is the one to make a page now."""
        return self._try("add", self._key("making", address), 1, MAKING_FOR) is not False

    def _key(self, kind: str, address: PageAddress) -> str:
        return f"{kind}-{self._code}-{hashlib.blake2b(repr(address).encode(), digest_size=20).hexdigest()}"

    def _try(self, verb: str, *arguments: Any) -> Any:
        if self._clock() < self._is_away_until:
            return None
        # A client of Redis raises errors of its own. Whatever it is, this process makes the page by itself.
        try:
            return getattr(self._shared, verb)(*arguments)
        except (PickleError, TypeError, AttributeError) as problem:
            log.warning("a page cannot be shared (%s): %r", verb, problem)
        except Exception as problem:
            log.warning("the shared pages cannot be used (%s): %r", verb, problem)
            self._is_away_until = self._clock() + AWAY_FOR
        return None


def shared_store() -> SharedPageStore | None:
    """The store of this site; None without a Redis server."""
    return SharedPageStore(caches["pages"], _code_version()) if "pages" in settings.CACHES else None


def _code_version() -> str:
    """Changes with the code, and with the settings that pages show."""
    digest = hashlib.blake2b(digest_size=12)
    for file in sorted(Path(ranklore.__file__).parent.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(file.read_bytes())
    digest.update(repr(sorted(_plain_settings().items())).encode())
    return digest.hexdigest()


def _plain_settings() -> Mapping[str, str]:
    names = (name for name in dir(settings) if name.isupper())
    values = {name: getattr(settings, name) for name in names}
    return {name: str(value) for name, value in values.items() if isinstance(value, str | int | float | list | tuple)}
