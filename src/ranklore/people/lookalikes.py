"""Letters that pass for plain Latin ones. Keys are casefolded; accents are taken off before they are looked up.

Picked from the confusables of Unicode (UTS 39) for the scripts that a name may be written in.
"""

_LATIN = {
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

LATIN = frozenset(_LATIN)
_CHAIN = str.maketrans(_LATIN | _CYRILLIC | _GREEK | _ARMENIAN | _JAPANESE)
_LAST = str.maketrans(_DIGITS)


def plain(text: str) -> str:
    """The text as it would look in plain Latin letters, where it does."""
    return text.translate(_CHAIN).translate(_LAST).replace("rn", "m").replace("vv", "w")
