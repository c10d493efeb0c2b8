"""The tables of characters that folding text needs, each written down once.
Ranges are for a character class of a regular expression."""

import unicodedata

JOINERS = "\u200c\u200d"
# Controls, bidi marks, zero-width signs, tags, fillers that draw nothing, lone surrogates, noncharacters.
# Written out because the Unicode category alone is wrong both ways: it holds visible Arabic signs and
# misses the Hangul fillers. NUL is here too, though a page that holds one is refused earlier.
INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    "\ud800-\udfff"
)
# Marks on letters that hold the word without them: Latin, Greek, Cyrillic, Hebrew, Arabic; rings round letters;
# variation selectors. Not those of Indic scripts and Thai, where vowels are marks, nor of kana, where a mark makes
# another letter.
ACCENTS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
    "\U000e0100-\U000e01ef"
)
COMBINING_MARKS = "".join(chr(code) for code in range(0x300, 0x1E94B) if unicodedata.combining(chr(code)))
APOSTROPHES = "'’‘ʼʻ`´′＇"
INDIC = "\u0900-\u0dff"  # whole blocks, vowel signs included

# Scripts without spaces between words, and Hangul, whose words grow suffixes. Katakana reads as hiragana, so a
# normal form holds none of `KATAKANA`.
UNSPACED_SCRIPTS = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30fc\u30f7-\u30fa\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff\uac00-\ud7a3\u0e01-\u0eff\u1000-\u109f\u1780-\u17d3"
)
KANJI = "\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HIRAGANA = "\u3041-\u3096\u309d\u309e\u30fc"
KATAKANA = "\u30a1-\u30f6\u30fd\u30fe\uff66-\uff9d"  # full width and half width
SOUND_MARKS = "\u3099-\u309c\uff9e\uff9f"  # they follow a kana and make it another: か, が

SPACING_SOUND_MARKS = {0x309B: 0x3099, 0x309C: 0x309A}  # to the marks that combine
LETTER_FOLDS = (
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n", "ə": "e"}
    | {"ς": "σ", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ё": "е", "&": " and "}
)  # fmt: skip
KATAKANA_FOLDS = {chr(code): chr(code - 0x60) for code in range(0x30A1, 0x30F7)} | {
    "ヽ": "ゝ",
    "ヾ": "ゞ",
    "゠": " ",
    "・": " ",
}

_SCRIPT_NAMES = {"CJK": "HAN", "IDEOGRAPHIC": "HAN"}
_WIDTHS = frozenset(("HALFWIDTH", "FULLWIDTH"))


def script_of(character: str) -> str:
    """The script of a letter by its Unicode name, as in "LATIN" or "HAN"; "" for a character without a name."""
    words = unicodedata.name(character, "").replace("-", " ").split()
    script = next((word for word in words if word not in _WIDTHS), "")
    return _SCRIPT_NAMES.get(script, script)


def is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] == "L"


def is_vowel_sign_or_accent(character: str) -> bool:
    """Whether it is drawn on or beside the letter before it."""
    return unicodedata.category(character) in ("Mn", "Mc")


def is_word_character(character: str) -> bool:
    """Whether it is a letter, a mark on one, or a number."""
    return unicodedata.category(character)[0] in "LMN"


def is_symbol(character: str) -> bool:
    """Whether it is a symbol: mathematical, of a currency, a picture, or another."""
    return unicodedata.category(character)[0] == "S"


def is_picture(character: str) -> bool:
    """Whether it is an emoji or another symbol that is no sign of mathematics, of a currency, or an accent."""
    return unicodedata.category(character) == "So"
