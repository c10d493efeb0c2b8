"""Letters that look like plain Latin ones, from the Unicode confusables (UTS 39). Keys are casefolded and without
accents."""

from ranklore.text.folding import decompose_without_accents, fold

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

_LETTERS = str.maketrans(_LATIN_LETTERS | _CYRILLIC | _GREEK | _ARMENIAN | _JAPANESE)
_DIGIT_LETTERS = str.maketrans(_DIGITS)


def confusable_skeleton(text: str, separators: str = "") -> str:
    """What is left of a text without all that a reader overlooks: texts with one skeleton look alike.

    The separators do not count. Kana stay apart from their sound marks, since marked kana look alike too: ベ and べ.
    """
    bare = decompose_without_accents(fold(text)).translate(dict.fromkeys(map(ord, separators)))
    skeleton = bare.translate(_LETTERS).translate(_DIGIT_LETTERS).replace("rn", "m").replace("vv", "w")
    return skeleton or fold(text)


def reads_as_latin(letter: str) -> bool:
    """Whether it is a plain Latin letter, with accents or not: phonetic signs and small capitals are not."""
    bare = decompose_without_accents(letter.casefold())
    return all(each.isascii() or each in _LATIN_LETTERS for each in bare)
