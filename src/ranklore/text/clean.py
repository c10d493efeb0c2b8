"""Text that is safe to store: no invisible characters, one Unicode form, tidy spaces. Words are never changed.
Also the key under which two names are the same name."""

import re
import unicodedata

from ranklore.text.characters import COMBINING_MARKS, INVISIBLE, JOINERS, is_symbol, is_word_character
from ranklore.text.folding import compose, fold

_JOINERS_MAX = 100_000  # a long Persian page has fewer; more of them only cost time
_MARKS_MAX = 30  # on one letter, as in Unicode's stream-safe text; sorting them takes quadratic time

_INVISIBLE = re.compile(f"[{INVISIBLE}]+")
_NEWLINES = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_NOT_IN_KEYS = re.compile(f"[{JOINERS}]")
_MANY_NEWLINES = re.compile("\n{3,}")
_LINE_END = re.compile("\r\n|\r|\n")

_PILED_MARKS = re.compile(f"([{COMBINING_MARKS}]{{{_MARKS_MAX}}})([{COMBINING_MARKS}]+)")


def split_lines(text: str) -> list[str]:
    """The lines as an editor counts them: only \\n, \\r\\n and \\r end a line."""
    return _LINE_END.split(text)


def strip_invisible(text: str) -> tuple[str, int]:
    """The text without invisible characters and without marks piled on one letter, and how many were removed."""
    removed = sum(len(pile[2]) for pile in _PILED_MARKS.finditer(text))
    text = _PILED_MARKS.sub(r"\1", text)
    if sum(map(text.count, JOINERS)) > _JOINERS_MAX:
        removed += sum(map(text.count, JOINERS))
        text = text.translate(dict.fromkeys(map(ord, JOINERS)))

    def judge(match: re.Match[str]) -> str:
        nonlocal removed
        if _is_needed_joiner(match):
            return match[0]
        removed += len(match[0])
        return ""

    return _INVISIBLE.sub(judge, text), removed


def _is_needed_joiner(match: re.Match[str]) -> bool:
    """Whether it is a single joiner in an emoji or an Indic word, where it changes what is drawn."""
    if len(match[0]) != 1 or match[0] not in JOINERS:
        return False
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    return all(
        side and not side.isascii() and not side.isspace() and side.lower() == side.upper() for side in (before, after)
    )


def _normalized(text: str) -> str:
    """Without invisible characters and in NFC. Repeated, since a removal may let two other characters combine."""
    while True:
        tidy = compose(strip_invisible(text)[0])
        if tidy == text:
            return tidy
        text = tidy


def clean_line(text: str) -> str:
    """For titles, names, credits and author names: one line with single spaces."""
    return _normalized(" ".join(_normalized(text).split()))


def clean_text(text: str) -> str:
    """For comments and prompts: lines stay, with at most one blank line between two."""
    lines = _NEWLINES.sub("\n", _normalized(text)).split("\n")
    return _normalized(_MANY_NEWLINES.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip())


def has_visible_text(text: str) -> bool:
    """Whether there is a letter, number, symbol or punctuation mark."""
    return any(unicodedata.category(char)[0] in "LNPS" for char in text)


def name_key(name: str) -> str:
    """The same for the same name: case, width, spaces, punctuation and a leading "the" do not count, "&" is "and"."""
    folded = _NOT_IN_KEYS.sub("", fold(clean_line(name))).strip().removeprefix("the ")
    kept = _significant(folded)
    return _significant(folded.replace("&", "and")) if kept else "".join(folded.split())


def _significant(text: str) -> str:
    # "#" and the symbols stay, or C, C# and C++ would be one name.
    return "".join(char for char in text if char == "#" or is_word_character(char) or is_symbol(char))
