"""Word-by-word difference between two texts. Pure."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
# Differing words, spaces and punctuation. A longer difference is shown as one block: difflib can take cubic time.
_DIFF_TOKENS_MAX = 400


@dataclass(frozen=True, slots=True)
class DiffPiece:
    """A run of words. `kind` is "same", "new" (added) or "old" (removed)."""

    kind: str
    text: str


@lru_cache(maxsize=500)
def diff_words(before: str, after: str) -> tuple[DiffPiece, ...]:
    """The difference between two texts, word by word."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    start = _common_prefix_length(old, new)
    old, new, first = old[start:], new[start:], new[:start]
    end = _common_prefix_length(old[::-1], new[::-1])
    old, new, last = old[: len(old) - end], new[: len(new) - end], new[len(new) - end :]
    pieces = _pieces("same", first)
    if len(old) + len(new) > _DIFF_TOKENS_MAX:
        pieces += _pieces("old", old) + _pieces("new", new)
    else:
        for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            pieces += (
                _pieces("same", new[c:d]) if kind == "equal" else _pieces("old", old[a:b]) + _pieces("new", new[c:d])
            )
    return tuple(pieces + _pieces("same", last))


def _common_prefix_length(one: Sequence[str], other: Sequence[str]) -> int:
    """How many tokens at the start of both are equal."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (left, right) in pairs if left != right), min(len(one), len(other)))


def _pieces(kind: str, words: Sequence[str]) -> list[DiffPiece]:
    return [DiffPiece(kind, "".join(words))] if words else []
