"""Letters that look like plain Latin ones, from the Unicode confusables (UTS 39). Keys are casefolded and without
accents."""

_LATIN_LETTERS = {
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ı": "i",
    "ł": "l",
    "ŧ": "t",
    "þ": "p",
    "æ": "ae",
    "œ": "oe",
    "ŋ": "n",
}
_CYRILLIC = dict(zip("авеѕікмнорстухцьһјӏгпԁԛԝѵз", "abesikmhopctyxubhjlrndqwv3", strict=True))
_GREEK = dict(zip("αβγεζηικμνοπρστυχω", "abyezhikmnonpotyxw", strict=True))
_ARMENIAN = dict(zip("օոսհցղյ", "onuhgnj", strict=True))
# Katakana and kanji that are drawn alike; a Japanese name mixes them.
_JAPANESE = dict(zip("ロニカエトハタへー一", "口二力工卜八夕ヘ--", strict=True))
_DIGITS = {"0": "o", "1": "l", "i": "l"}

LATIN_CONFUSABLES = frozenset(_LATIN_LETTERS)
_LETTERS = str.maketrans(_LATIN_LETTERS | _CYRILLIC | _GREEK | _ARMENIAN | _JAPANESE)
_DIGIT_LETTERS = str.maketrans(_DIGITS)


def replace_confusables(text: str) -> str:
    """The text as it would look in plain Latin letters, where it does."""
    return text.translate(_LETTERS).translate(_DIGIT_LETTERS).replace("rn", "m").replace("vv", "w")
