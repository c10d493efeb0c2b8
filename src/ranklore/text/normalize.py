"""Normal forms for search and for finding duplicates. Case, width, accents and punctuation do not count, katakana
reads as hiragana, and kana and kanji also have romaji forms. The work is bounded for any text."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ranklore.text.characters import (
    ACCENTS,
    APOSTROPHES,
    HIRAGANA,
    INDIC,
    INVISIBLE,
    KANJI,
    KATAKANA,
    SOUND_MARKS,
    UNSPACED_SCRIPTS,
    is_picture,
    is_word_character,
)
from ranklore.text.clean import clean_line
from ranklore.text.folding import cap_marks, drop_invisible, fold, fold_letters, strip_accents
from ranklore.text.kanji import kanji_reading
from ranklore.text.romaji import kana_to_romaji, phonetic_key, shorten_vowels

TEXT_CHARS_MAX = 20_000  # characters of a text that are read; a comment has at most half as many
WORD_CHARS_MAX = 40  # letters of a word that are read
WORDS_MAX = 6_000  # words of a text that are kept
NAME_CHARS_MAX = 400  # characters of a name that are compared
_READING_CHARS_MAX = 120  # characters of a name whose reading is looked up
_SYMBOLS_COUNT_BELOW = 4  # names with fewer letters are told apart by "#" and "+"
_ROMAJI_CHARS_MIN = 6  # shorter Latin words are not taken for romaji: "time" is not "chime"

_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
_UNSPACED = re.compile(f"[{UNSPACED_SCRIPTS}]")
_KANJI = re.compile(f"[{KANJI}]")
_KANA = re.compile(f"[{HIRAGANA}]+")
_LETTER = rf"(?:[^\W_{UNSPACED_SCRIPTS}]|[{INDIC}])"
_WORD = re.compile(rf"[{UNSPACED_SCRIPTS}]+|{_LETTER}+")
# The same in a text as people wrote it, where katakana, accents, apostrophes and invisible characters still stand.
_WRITTEN_SCRIPTS = UNSPACED_SCRIPTS + KATAKANA
_WRITTEN_LETTER = rf"(?:[^\W_{_WRITTEN_SCRIPTS}{SOUND_MARKS}]|[{ACCENTS}{INDIC}])"
_WRITTEN_SIGN = f"[{_WRITTEN_SCRIPTS}][{SOUND_MARKS}]*"
_WRITTEN_WORD = re.compile(
    rf"[&＆]|{_WRITTEN_SIGN}(?:[{INVISIBLE}]*{_WRITTEN_SIGN})*"
    rf"|{_WRITTEN_LETTER}+(?:[{APOSTROPHES}{INVISIBLE}]+{_WRITTEN_LETTER}+)*"
)
_WRITTEN_SIGNS = re.compile(_WRITTEN_SIGN)
_WRITTEN_CHARS_MAX = 400  # characters of a written word that are read


class WrittenWord(NamedTuple):
    """Where a word, or a run of signs of a script without spaces, stands in a text; and its normal form."""

    start: int
    end: int
    plain: str


def normalize_text(text: str) -> str:
    """The words of a text, separated by single spaces: no case, accents or punctuation; katakana as hiragana.

    >>> normalize_text("Café  del Mar!"), normalize_text("ＬＵＫＡ・ルカ")
    ('cafe del mar', 'luka るか')
    """
    return " ".join(_normalized_runs(text))


def search_words(text: str) -> tuple[str, ...]:
    """What a text is found by, each once: its words, pairs of signs, and phonetic keys of its kana.

    A run of signs of a script without spaces gives its pairs and its last sign alone, so that every sign starts a
    word. "rooringaaru" and "roringaru" have one phonetic key, see `phonetic_key`.

    >>> search_words("悪ノ召使 (Kagamine Len)")
    ('悪の', 'の召', '召使', '使', 'kagamine', 'len')
    """
    return tuple(dict.fromkeys(_search_words(text)))[:WORDS_MAX]


def _search_words(text: str) -> Iterator[str]:
    for run in _normalized_runs(text):
        if not _UNSPACED.match(run):
            yield run[:WORD_CHARS_MAX]
            continue
        for n in range(len(run)):
            yield run[n : n + 2]
        for kana in _KANA.findall(run):
            if len(kana) > 1 and (sound := phonetic_key(kana_to_romaji(kana[:WORD_CHARS_MAX]))):
                yield sound[:WORD_CHARS_MAX]


def equivalent_forms(name: str) -> tuple[str, ...]:
    """The ways to write or read a name, without spaces; () for a name without visible characters.

    The first is the name as it is written. Two names are equivalent when they share any form.

    >>> equivalent_forms("ローリン・ガール")
    ('ろーりんがーる', 'rooringaaru', 'roringaru')
    >>> "akunomeshitsukai" in equivalent_forms("Aku no Mesitukai")
    True
    """
    return _equivalent_forms(name[:NAME_CHARS_MAX])


@lru_cache(4096)
def _equivalent_forms(name: str) -> tuple[str, ...]:
    signs = "".join(fold(drop_invisible(name)).split())
    written = "".join(_normalized_runs(name))[:NAME_CHARS_MAX]
    if not written:  # "!!!" is a name too, and the same as itself only
        return (signs,) if signs else ()
    if len(written) < _SYMBOLS_COUNT_BELOW:  # C, C# and C++
        written += "".join(sign for sign in signs if sign in "#+")
    return tuple(dict.fromkeys((written, *_romaji_forms(name, written))))


def _romaji_forms(name: str, written: str) -> Iterator[str]:
    for reading in (written, *kanji_readings(name)):
        latin = kana_to_romaji(reading.replace(" ", ""))
        if latin.isascii() and latin and (latin != written or len(latin) >= _ROMAJI_CHARS_MIN):
            yield latin
            yield shorten_vowels(latin)
            yield from filter(None, (phonetic_key(latin),))


def kanji_readings(name: str) -> tuple[str, ...]:
    """The reading of a name with kanji, in romaji with spaces; () if it has no kanji or no reading."""
    name = cap_marks(drop_invisible(name[:_READING_CHARS_MAX]))
    return tuple(filter(None, (normalize_text(kanji_reading(name)),))) if _KANJI.search(name) else ()


def written_words(text: str) -> Iterator[WrittenWord]:
    """The words of a text with their places in it; a run of signs is one word."""
    for match in _WRITTEN_WORD.finditer(text):
        if plain := plain_word(match[0][:_WRITTEN_CHARS_MAX]):
            yield WrittenWord(*match.span(), plain)


def written_signs(text: str) -> Iterator[WrittenWord]:
    """The same, with each sign of a script without spaces by itself. A kana and its sound mark are one sign."""
    for word in written_words(text):
        if not _UNSPACED.match(word.plain):
            yield word
            continue
        for sign in _WRITTEN_SIGNS.finditer(text, word.start, word.end):
            if plain := plain_word(sign[0]):
                yield WrittenWord(*sign.span(), plain)


@lru_cache(20_000)  # a page of comments has a thousand words, most of them again and again
def plain_word(written: str) -> str:
    """The normal form of a word, without spaces."""
    return "".join(_normalized_runs(written))


def _normalized_runs(text: str) -> list[str]:
    """The words, and the runs of signs, in their normal form."""
    text = cap_marks(_APOSTROPHE.sub("", drop_invisible(text[:TEXT_CHARS_MAX])))
    # Letters are folded before the accents go, and again after it: ё has an accent, and a letter may lose one.
    text = fold_letters(fold(text)[:TEXT_CHARS_MAX])
    return _WORD.findall(fold_letters(strip_accents(text)))


def accentless_text(text: str) -> str:
    """The text without case, width and accents. Marks that make another letter of a kana stay: が is not か."""
    return " ".join(strip_accents(fold(clean_line(text))).split())


def accentless_words(text: str, symbols: str = "") -> list[str]:
    """The words of a text without case, width, accents and punctuation; pictures and these symbols stay."""
    text = _APOSTROPHE.sub("", accentless_text(text))
    kept = (char if is_word_character(char) or is_picture(char) or char in symbols else " " for char in text)
    return "".join(kept).split()
