"""Kana in Latin letters, and Latin letters that are Japanese brought to one spelling."""

import re

_ROWS = {
    "": "あいうえお",
    "k": "かきくけこ",
    "g": "がぎぐげご",
    "s": "さしすせそ",
    "z": "ざじずぜぞ",
    "t": "たちつてと",
    "d": "だぢづでど",
    "n": "なにぬねの",
    "h": "はひふへほ",
    "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
    "m": "まみむめも",
    "r": "らりるれろ",
}
_OTHERS = {
    **dict(zip("しちつふじぢづ", ("shi", "chi", "tsu", "fu", "ji", "ji", "zu"), strict=True)),
    **dict(zip("やゆよわゐゑをんゔゎ", ("ya", "yu", "yo", "wa", "i", "e", "o", "n", "vu", "wa"), strict=True)),
    **dict(zip("ぁぃぅぇぉゃゅょゕゖ", ("a", "i", "u", "e", "o", "ya", "yu", "yo", "ka", "ke"), strict=True)),
}
_SYLLABLES = {
    kana: row + vowel for row, letters in _ROWS.items() for kana, vowel in zip(letters, "aiueo", strict=True)
} | _OTHERS
_SMALL = {"ゃ": "ya", "ゅ": "yu", "ょ": "yo", "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"}
_HISSING = ("sh", "ch", "j")  # sha, not shya
_LONG, _DOUBLING, _AGAIN = "ー", "っ", {"ゝ", "ゞ"}
_KANA_OR_NOT = re.compile("[\u3041-\u3096\u309d\u309e\u30fc]+")

_VOWELS = "aiueo"
# A Latin word that could be Japanese: syllables, n, doubled consonants; at the end one that waits for its vowel.
# There is one way only to read any word ("nna" is n, n, a): with several, a long word that is not Japanese after all
# would be read in all of them, and their number doubles with each syllable.
_JAPANESE = re.compile(
    r"(?:(?:(?>([kgsztdhbprmcjf])\1?(?:sh|[yhsz])?)|tch|[ywv]|)[aiueo]|n|m(?=[bp]))+[kgsztdhbprmcjfnyw]?[hsy]?"
)
_ONE_SPELLING = tuple(
    (re.compile(variant), spelling)
    for variant, spelling in (
        (r"tch", "ch"),
        (r"([^aiueo])\1+", r"\1"),  # a small tsu is often left out
        (r"m(?=[bp])", "n"),
        (r"sy(?=[aueo])|s(?=i)", "sh"),
        (r"ty(?=[aueo])|t(?=i)|cy(?=[aueo])", "ch"),
        (r"[zdj]y(?=[aueo])|[zd](?=i)", "j"),
        (r"t(?=u)", "ts"),
        (r"d(?=u)|dz", "z"),
        (r"h(?=u)", "f"),
        (r"wo", "o"),
    )
)
_LONG_VOWEL = re.compile(r"(o)u+|([aiueo])\2+")


def romaji(text: str) -> str:
    """The text with its hiragana in Hepburn letters, long vowels written twice; all else as it is.

    >>> romaji("ろーりんがーる"), romaji("きって"), romaji("まっちゃ")
    ('rooringaaru', 'kitte', 'maccha')
    """
    return _KANA_OR_NOT.sub(lambda kana: _spelled(kana[0]), text)


def _spelled(kana: str) -> str:
    said: list[str] = []
    doubling = False
    for sign in kana:
        last = said[-1] if said else ""
        if sign == _DOUBLING:
            doubling = True
            continue
        if sign == _LONG:
            said.append(last[-1:] if last[-1:] in _VOWELS else "")
        elif sign in _AGAIN:
            said.append(last)
        elif sign in _SMALL and len(last) > 1 and last[-1] in _VOWELS:
            said[-1] = _joined(last, _SMALL[sign])
        else:
            syllable = _SYLLABLES.get(sign, "")
            said.append(syllable[:1] + syllable if doubling and syllable[:1] not in _VOWELS else syllable)
        doubling = False
    return "".join(said)


def _joined(syllable: str, small: str) -> str:
    """A syllable and the small kana behind it: ki+ya is kya, shi+ya sha, te+i ti, fu+a fa."""
    stem = syllable[:-1]
    return stem + (small[1:] if len(small) == 2 and stem.endswith(_HISSING) else small)


def sound_of(word: str) -> str:
    """A word in Latin letters as it sounds when it is Japanese: the same for all its spellings; "" when it is not.

    >>> sound_of("mesitukai"), sound_of("toukyou"), sound_of("shimbun"), sound_of("sadness")
    ('meshitsukai', 'tokyo', 'shinbun', '')
    """
    if not _JAPANESE.fullmatch(word):
        return ""
    for variant, spelling in _ONE_SPELLING:
        word = variant.sub(spelling, word)
    return short_vowels(word)


def short_vowels(word: str) -> str:
    return _LONG_VOWEL.sub(lambda vowel: vowel[1] or vowel[2], word)
