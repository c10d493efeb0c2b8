"""The steps that fold text: every form of a text is a fixed chain of them.

| form          | made by                                | steps                                                     |
|---------------|----------------------------------------|-----------------------------------------------------------|
| for display   | `clean.clean_line`, `clean.clean_text` | strip what is invisible, compose                          |
| for equality  | `clean.name_key`                       | the same, fold, punctuation out                           |
|               | `normalize.accentless_text`            | the same, fold, accents out (tags, sorting)               |
| for search    | `normalize.normalize_text`             | invisible out, fold, accents out, letters and kana folded |
| look-alikes   | `confusables.confusable_skeleton`      | fold, accents out, confusables                            |
"""

import re
import unicodedata

from ranklore.text.characters import (
    ACCENTS,
    COMBINING_MARKS,
    INVISIBLE,
    KATAKANA_FOLDS,
    LETTER_FOLDS,
    SPACING_SOUND_MARKS,
)

_ACCENT = re.compile(f"[{ACCENTS}]+")
_INVISIBLE = re.compile(f"[{INVISIBLE}]+")
_MARKS_MAX = 2  # on one letter of a folded text; sorting more takes quadratic time
_PILED_MARKS = re.compile(f"([{COMBINING_MARKS}]{{{_MARKS_MAX}}})[{COMBINING_MARKS}]+")
_LETTER_FOLDS = str.maketrans(LETTER_FOLDS | KATAKANA_FOLDS)


def compose(text: str) -> str:
    """Letters and their marks as one character each where there is one (NFC)."""
    return unicodedata.normalize("NFC", text)


def fold_width(text: str) -> str:
    """Full-width, half-width and ligature characters as ordinary ones (NFKC)."""
    return unicodedata.normalize("NFKC", text)


def fold_case(text: str) -> str:
    """Without case, and with one kind of apostrophe, as word lists have it. Width and accents stay."""
    return text.casefold().replace("’", "'")


def fold(text: str) -> str:
    """Without case and width; a sound mark that stands apart joins its kana."""
    return fold_width(fold_width(text.translate(SPACING_SOUND_MARKS)).casefold())


def drop_invisible(text: str) -> str:
    """Without anything invisible. For display use `clean.strip_invisible`, which keeps what joins emoji."""
    return _INVISIBLE.sub("", text)


def decompose_without_accents(text: str) -> str:
    """Letters and their marks apart (NFD), without the accents."""
    return _ACCENT.sub("", unicodedata.normalize("NFD", text))


def strip_accents(text: str) -> str:
    """Without accents. Marks that make another letter of a kana stay: が is not か."""
    return compose(decompose_without_accents(text))


def cap_marks(text: str) -> str:
    """Without accents and with few other marks on one letter, so that the other steps are fast."""
    return _PILED_MARKS.sub(r"\1", _ACCENT.sub("", text))


def fold_letters(text: str) -> str:
    """Letters that people write in two ways in one of them: ł as l, & as and, katakana as hiragana."""
    return text.translate(_LETTER_FOLDS)
