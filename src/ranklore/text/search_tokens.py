"""The tokens that the search index holds for a name or a text: words, whole names, phonetic keys, and typo tokens.
Marked tokens begin with a private-use character, so they never equal a word."""

import re
from collections.abc import Iterable, Iterator, Sequence

from ranklore.text.characters import UNSPACED_SCRIPTS
from ranklore.text.normalize import equivalent_forms, kanji_readings, search_words
from ranklore.text.romaji import kana_to_romaji, phonetic_key

WHOLE_NAME_MARK = "\ue000"  # before each form of a whole name
PHONETIC_MARK = "\ue001"  # before the phonetic key of a word
TYPO_MARK = "\ue002"  # before the start of a word, whole or with one letter left out
FORM_CHARS_MAX = 100  # characters of a whole name that are kept
_PHONETIC_CHARS_MIN = 3  # shorter phonetic keys are mostly other words
_TYPO_CHARS_MIN = 4  # shorter words are not searched with typos
_TYPO_PREFIX_CHARS = 8  # letters of a word that may have the typo
# An index might read punctuation as its own syntax or as gaps between words, and a name can be all punctuation.
_PUNCTUATION_AS_LETTERS = {code: 0xE100 + code for code in range(0x21, 0x7F) if not chr(code).isalnum()}
_UNSPACED = re.compile(f"[{UNSPACED_SCRIPTS}]")
_DIGITS = frozenset("0123456789")


def text_tokens(text: str) -> str:
    """The tokens of a plain text: its search words."""
    return " ".join(search_words(text))


def name_tokens(names: Sequence[str], around: Iterable[str] = ()) -> str:
    """The tokens of something with these names. `around` are texts that add plain words only, such as a prompt."""
    return " ".join(dict.fromkeys(_name_tokens(names, around)))


def credited_name_tokens(names: Sequence[str], credits: Iterable[str]) -> str:
    """The same, with credits: they add their words and phonetic keys, but not whole names."""
    credits = tuple(credits)
    found = [*_name_tokens(names, ()), *(word for name in credits for word in _word_tokens(name))]
    return " ".join(dict.fromkeys(found))


def _name_tokens(names: Iterable[str], around: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from whole_name_tokens(name)
        yield from _word_tokens(name)
    for text in around:
        yield from search_words(text)


def whole_name_tokens(name: str) -> tuple[str, ...]:
    """The marked forms of a whole name."""
    return tuple(
        WHOLE_NAME_MARK + form[:FORM_CHARS_MAX].translate(_PUNCTUATION_AS_LETTERS) for form in equivalent_forms(name)
    )


def _word_tokens(name: str) -> Iterator[str]:
    for word in words_with_readings(name):
        yield word
        if sound := phonetic_token(word):
            yield sound
        yield from typo_tokens(word)


def spelled_words(words: str) -> list[str]:
    """The plain words and phonetic keys among tokens."""
    spelled = (
        word.removeprefix(PHONETIC_MARK) for word in words.split() if not word.startswith((WHOLE_NAME_MARK, TYPO_MARK))
    )
    return list(dict.fromkeys(spelled))


def words_with_readings(name: str) -> tuple[str, ...]:
    """The search words of a name and of its readings."""
    read = [word for reading in kanji_readings(name) for word in reading.split()]
    return tuple(dict.fromkeys((*search_words(name), *read)))


def phonetic_token(word: str) -> str:
    """The marked phonetic key of a word; "" if it has none or a very short one."""
    sound = phonetic_key(kana_to_romaji(word))
    return PHONETIC_MARK + sound if len(sound) >= _PHONETIC_CHARS_MIN else ""


def typo_tokens(word: str) -> tuple[str, ...]:
    """The marked start of a word, whole and with each letter left out.

    Two words that differ by one letter too many, too few, wrong or swapped always share one of these.
    """
    start = word[:_TYPO_PREFIX_CHARS]
    if len(word) < _TYPO_CHARS_MIN or start[0] in _DIGITS or any(is_unspaced_script(letter) for letter in start):
        return ()
    without = (start[:n] + start[n + 1 :] for n in range(len(start)))
    return tuple(TYPO_MARK + part for part in dict.fromkeys((start, *without)))


def typo_query_tokens(word: str) -> tuple[str, ...]:
    """The same for a word of a query: three letters may be a word of four with one missing."""
    is_short = len(word) == _TYPO_CHARS_MIN - 1 and word[0] not in _DIGITS and not is_unspaced_script(word[0])
    return (TYPO_MARK + word,) if is_short else typo_tokens(word)


def is_unspaced_script(letter: str) -> bool:
    """Whether the letter belongs to a script without spaces between words."""
    return bool(_UNSPACED.match(letter))
