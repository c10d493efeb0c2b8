"""Normal forms for search and for finding duplicates. Case, width, accents and punctuation do not count; katakana
reads as hiragana; kana and kanji also have romaji forms. Any text is safe: the work is bounded."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from ranklore.text.clean import clean_line
from ranklore.text.kanji import kanji_reading
from ranklore.text.romaji import kana_to_romaji, phonetic_key, shorten_vowels

TEXT_CHARS_MAX = 20_000  # characters that are read of a text; a comment has at most half as many
WORD_CHARS_MAX = 40  # letters that are read of a word
WORDS_MAX = 6_000  # words that are kept of a text
NAME_CHARS_MAX = 400  # characters of a name that it is compared by
_READING_CHARS_MAX = 120  # characters of a name that a reading is asked for
_SYMBOLS_COUNT_BELOW = 4  # letters below which "#" and "+" tell names apart
_ROMAJI_CHARS_MIN = 6  # letters from which on Latin words are taken for romaji: "time" is not "chime"

# Accents and other marks on letters that hold the word without them: Latin, Greek, Cyrillic, Hebrew, Arabic; rings
# round letters. Not those of Indic and Thai, where vowels are marks, nor of kana, where they make other letters.
_ACCENT_RANGES = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
)
_ACCENT = re.compile(f"[{_ACCENT_RANGES}]+")
# What has no width or no meaning for a word; fillers; lone surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff]+"
)
_COMBINING_MARKS = "".join(chr(code) for code in range(0x370, 0x1E94B) if unicodedata.combining(chr(code)))
# Sorting marks takes the square of their number, so that a pile is cut before.
_PILED_MARKS = re.compile(f"([{_COMBINING_MARKS}]{{2}})[{_COMBINING_MARKS}]+")
_APOSTROPHE = re.compile("['’‘ʼʻ`´′＇]")
_LETTER_FOLDS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n", "ə": "e"}
    | {"ς": "σ", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ё": "е", "&": " and "}
    | {chr(code): chr(code - 0x60) for code in range(0x30A1, 0x30F7)}  # katakana
    | {"ヽ": "ゝ", "ヾ": "ゞ", "゠": " ", "・": " "}
)
# Scripts without spaces between words, and Hangul, whose words grow tails.
UNSPACED_SCRIPTS = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30fc\u30f7-\u30fa\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff\uac00-\ud7a3\u0e01-\u0eff\u1000-\u109f\u1780-\u17d3"
)
_UNSPACED = re.compile(f"[{UNSPACED_SCRIPTS}]")
_KANJI = re.compile("[\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile("[\u3041-\u3096\u309d\u309e\u30fc]+")
_LETTER = rf"(?:[^\W_{UNSPACED_SCRIPTS}]|[\u0900-\u0dff])"  # Indic blocks whole, vowel signs included
_WORD = re.compile(rf"[{UNSPACED_SCRIPTS}]+|{_LETTER}+")


def normalize_text(text: str) -> str:
    """The words of a text with single spaces between: no case, accents, punctuation; katakana as hiragana.

    >>> normalize_text("Café  del Mar!"), normalize_text("ＬＵＫＡ・ルカ")
    ('cafe del mar', 'luka るか')
    """
    return " ".join(_normalized_runs(text))


def search_words(text: str) -> tuple[str, ...]:
    """What a text is found by, each word once: its words, pairs of signs, and the romaji of its kana.

    A run of signs gives its pairs and its last sign alone, so that any one sign is the start of a word.
    Of romaji there is the sound only ("rooringaaru" and "roringaru" are one, see `phonetic_key`).

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
    """The forms under which a name reads the same, written without spaces; () for a name with nothing to see.

    The first is the name as it is written, and never missing. Two names read the same when they share any form.

    >>> equivalent_forms("ローリン・ガール")
    ('ろーりんがーる', 'rooringaaru', 'roringaru')
    >>> "akunomeshitsukai" in equivalent_forms("Aku no Mesitukai")
    True
    """
    return _equivalent_forms(name[:NAME_CHARS_MAX])


@lru_cache(4096)
def _equivalent_forms(name: str) -> tuple[str, ...]:
    signs = "".join(_INVISIBLE.sub("", name).split()).casefold()
    written = "".join(_normalized_runs(name))[:NAME_CHARS_MAX]
    if not written:  # "!!!" is a name too, and the same as itself only
        return (signs,) if signs else ()
    if len(written) < _SYMBOLS_COUNT_BELOW:  # C, C# and C++
        written += "".join(sign for sign in signs if sign in "#+")
    return tuple(dict.fromkeys((written, *_romaji_forms(name, written))))


def _romaji_forms(name: str, written: str) -> Iterator[str]:
    for said in (written, *kanji_readings(name)):
        latin = kana_to_romaji(said.replace(" ", ""))
        if latin.isascii() and latin and (latin != written or len(latin) >= _ROMAJI_CHARS_MIN):
            yield latin
            yield shorten_vowels(latin)
            yield from filter(None, (phonetic_key(latin),))


def kanji_readings(name: str) -> tuple[str, ...]:
    """How the kanji of a name may be read, in romaji with spaces; () where there are none, or nobody can tell."""
    name = _INVISIBLE.sub("", name[:_READING_CHARS_MAX])
    return tuple(filter(None, (normalize_text(kanji_reading(name)),))) if _KANJI.search(name) else ()


def _normalized_runs(text: str) -> list[str]:
    """The words, and the runs of signs, in their normal form."""
    text = _ACCENT.sub("", _APOSTROPHE.sub("", _INVISIBLE.sub("", text[:TEXT_CHARS_MAX])))
    text = (
        unicodedata.normalize("NFKC", _PILED_MARKS.sub(r"\1", text))[:TEXT_CHARS_MAX]
        .casefold()
        .translate(_LETTER_FOLDS)
    )
    # Taken apart to take the accents off, and put together again for kana, Hangul and Indic letters.
    text = _ACCENT.sub("", unicodedata.normalize("NFD", text))
    return _WORD.findall(unicodedata.normalize("NFC", text).translate(_LETTER_FOLDS))


def accentless_text(text: str) -> str:
    """The text without case, width and accents. Signs that make another letter of a kana stay: が is not か."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", clean_line(text)).casefold())
    bare = "".join(char for char in apart if not "\u0300" <= char <= "\u036f")
    return " ".join(unicodedata.normalize("NFC", bare).split())
