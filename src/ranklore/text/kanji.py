"""Readings of kanji, if the extra "japanese" is installed. They come from a dictionary and can be wrong."""

import logging
from functools import cache, lru_cache
from threading import Lock
from typing import Any

log = logging.getLogger(__name__)
_reader_lock = Lock()  # the reader is not thread-safe


@lru_cache(4096)
def kanji_reading(text: str) -> str:
    """The text in romaji with spaces between words; "" if there is no reading."""
    reader = _reader()
    if reader is None:
        return ""
    try:
        with _reader_lock:
            return str(reader.romaji(text))
    except Exception:  # readings are optional
        log.warning("kanji could not be read", exc_info=True)
        return ""


@cache
def _reader() -> Any:
    """The reader of this process, made on first use: its dictionary takes time and memory."""
    try:
        import cutlet  # here, since it is optional

        reader = cutlet.Cutlet(ensure_ascii=True)
    except Exception:  # not installed, or without its dictionary
        return None
    reader.use_foreign_spelling = False
    return reader
