"""Readings of kanji, if the extra "japanese" is installed. They come from a dictionary and can be wrong."""

import logging
from functools import cache, lru_cache
from threading import Lock
from typing import Any

log = logging.getLogger(__name__)
_reader_lock = Lock()  # the reader is not made for many threads


@lru_cache(4096)
def kanji_reading(text: str) -> str:
    """The text in romaji, with spaces between words; "" where nobody can tell."""
    reader = _reader()
    if reader is None:
        return ""
    try:
        with _reader_lock:
            return str(reader.romaji(text))
    except Exception:  # a guess that fails is a guess less
        log.warning("a name could not be read", exc_info=True)
        return ""


@cache
def _reader() -> Any:
    """One for a process, made when it is first needed: its dictionary takes a moment and some memory."""
    try:
        import cutlet

        reader = cutlet.Cutlet(ensure_ascii=True)
    except Exception:  # not installed, or without its dictionary
        return None
    reader.use_foreign_spelling = False
    return reader
