"""Kana to romaji, and one phonetic key for all romaji spellings of a word."""

import re

from ranklore.text.characters import HIRAGANA

_KANA_ROWS = {
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
_IRREGULAR_KANA = {
    **dict(zip("しちつふじぢづ", ("shi", "chi", "tsu", "fu", "ji", "ji", "zu"), strict=True)),
    **dict(zip("やゆよわゐゑをんゔゎ", ("ya", "yu", "yo", "wa", "i", "e", "o", "n", "vu", "wa"), strict=True)),
    **dict(zip("ぁぃぅぇぉゃゅょゕゖ", ("a", "i", "u", "e", "o", "ya", "yu", "yo", "ka", "ke"), strict=True)),
}
_ROMAJI_OF_KANA = {
    kana: row + vowel for row, letters in _KANA_ROWS.items() for kana, vowel in zip(letters, "aiueo", strict=True)
} | _IRREGULAR_KANA
_SMALL_KANA = {"ゃ": "ya", "ゅ": "yu", "ょ": "yo", "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"}
_SIBILANTS = ("sh", "ch", "j")  # sha, not shya
_LONG_VOWEL_MARK = "ー"
_SMALL_TSU = "っ"  # doubles the consonant behind it
_ITERATION_MARKS = frozenset("ゝゞ")
_KANA_RUN = re.compile(f"[{HIRAGANA}]+")

_VOWELS = "aiueo"
# A Latin word that could be Japanese: syllables, n, doubled consonants, and at the end a consonant without its vowel.
# The pattern matches any word in one way only ("nna" is n, n, a). With several ways, a long word that does not match
# would be tried in all of them, and their number doubles with each syllable.
_ROMAJI_WORD = re.compile(
    r"(?:(?:(?>([kgsztdhbprmcjf])\1?(?:sh|[yhsz])?)|tch|[ywv]|)[aiueo]|n|m(?=[bp]))+[kgsztdhbprmcjfnyw]?[hsy]?"
)
_SPELLING_VARIANTS = tuple(
    (re.compile(variant), spelling)
    for variant, spelling in (
        (r"tch", "ch"),
        (r"([^aiueo])\1+", r"\1"),  # a doubled consonant is often written once
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


def kana_to_romaji(text: str) -> str:
    """The text with its hiragana in Hepburn romaji, long vowels doubled. Other characters stay.

    >>> kana_to_romaji("ろーりんがーる"), kana_to_romaji("きって"), kana_to_romaji("まっちゃ")
    ('rooringaaru', 'kitte', 'maccha')
    """
    return _KANA_RUN.sub(lambda kana: _romaji_of_run(kana[0]), text)


def _romaji_of_run(kana: str) -> str:
    syllables: list[str] = []
    doubling = False
    for sign in kana:
        last = syllables[-1] if syllables else ""
        if sign == _SMALL_TSU:
            doubling = True
            continue
        if sign == _LONG_VOWEL_MARK:
            syllables.append(last[-1:] if last[-1:] in _VOWELS else "")
        elif sign in _ITERATION_MARKS:
            syllables.append(last)
        elif sign in _SMALL_KANA and len(last) > 1 and last[-1] in _VOWELS:
            syllables[-1] = _with_small_kana(last, _SMALL_KANA[sign])
        else:
            syllable = _ROMAJI_OF_KANA.get(sign, "")
            syllables.append(syllable[:1] + syllable if doubling and syllable[:1] not in _VOWELS else syllable)
        doubling = False
    return "".join(syllables)


def _with_small_kana(syllable: str, small: str) -> str:
    """A syllable with the small kana after it: ki+ya is kya, shi+ya sha, te+i ti, fu+a fa."""
    stem = syllable[:-1]
    return stem + (small[1:] if len(small) == 2 and stem.endswith(_SIBILANTS) else small)


def phonetic_key(word: str) -> str:
    """The same key for all romaji spellings of a Japanese word; "" for a word that cannot be Japanese.

    >>> phonetic_key("mesitukai"), phonetic_key("toukyou"), phonetic_key("shimbun"), phonetic_key("sadness")
    ('meshitsukai', 'tokyo', 'shinbun', '')
    """
    if not _ROMAJI_WORD.fullmatch(word):
        return ""
    for variant, spelling in _SPELLING_VARIANTS:
        word = variant.sub(spelling, word)
    return shorten_vowels(word)


def shorten_vowels(word: str) -> str:
    return _LONG_VOWEL.sub(lambda vowel: vowel[1] or vowel[2], word)
