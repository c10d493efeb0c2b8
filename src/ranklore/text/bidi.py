"""People's text inside our own sentences: isolated, so that right-to-left names do not reorder the sentence."""

import unicodedata

_RTL_CATEGORIES = frozenset(("R", "AL", "AN"))


def isolated(text: str) -> str:
    """The text in Unicode isolates, so that an Arabic name does not reorder the English sentence around it."""
    return f"\u2068{text}\u2069"


def quoted(text: str) -> str:
    return f"“{isolated(text)}”"


def has_right_to_left(text: str) -> bool:
    """Whether it holds letters or numbers that are written from right to left."""
    return any(unicodedata.bidirectional(character) in _RTL_CATEGORIES for character in text)
