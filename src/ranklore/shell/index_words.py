"""What a named thing, or a text, is found by: the words of the index. No Django.

Besides plain words a name has marked ones. A mark is a letter of the private use area, which is in no word of a text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from ranklore.shell.kana import romaji, sound_of
from ranklore.shell.spelling import SIGNS, forms_of, readings_of, words_of

WHOLE = "\ue000"  # a whole name, in each of its forms
SOUND = "\ue001"  # a word as it sounds when it is Japanese
SLIP = "\ue002"  # the start of a word with one letter left out, and whole
FORM_MOST = 100
_SOUND_MIN = 3  # letters of a sound; shorter ones are most often other words
_SLIP_MIN = 4  # letters of a word in which a slip is forgiven
_SLIP_START = 8  # letters of a word in which a slip is looked for
# Signs that an index might take for its own, or for gaps between words: a name can be made of nothing else.
_AS_LETTERS = {code: 0xE100 + code for code in range(0x21, 0x7F) if not chr(code).isalnum()}
_SIGN = re.compile(f"[{SIGNS}]")
_NO_SLIPS = frozenset("0123456789")


def text_words(text: str) -> str:
    """The words of a plain text."""
    return " ".join(words_of(text))


def name_words(names: Sequence[str], around: Iterable[str] = ()) -> str:
    """The words of what has these names. `around` is found by plain words only: a question, say."""
    return " ".join(dict.fromkeys(_name_words(names, around)))


def credited_words(names: Sequence[str], credits: Iterable[str]) -> str:
    """The same with names of others beside it: found by their words and sounds, not by them alone as a whole."""
    credits = tuple(credits)
    found = [*_name_words(names, ()), *(word for name in credits for word in _words_of_name(name))]
    return " ".join(dict.fromkeys(found))


def _name_words(names: Iterable[str], around: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from whole_forms(name)
        yield from _words_of_name(name)
    for text in around:
        yield from words_of(text)


def whole_forms(name: str) -> tuple[str, ...]:
    """The marked forms of a name as a whole."""
    return tuple(WHOLE + form[:FORM_MOST].translate(_AS_LETTERS) for form in forms_of(name))


def _words_of_name(name: str) -> Iterator[str]:
    for word in spoken_words(name):
        yield word
        if sound := sound_in_index(word):
            yield sound
        yield from slips_of(word)


def unmarked(words: str) -> list[str]:
    """Of the words of the index those that are spelled somewhere, and the sounds of others."""
    spelled = (word.removeprefix(SOUND) for word in words.split() if not word.startswith((WHOLE, SLIP)))
    return list(dict.fromkeys(spelled))


def spoken_words(name: str) -> tuple[str, ...]:
    """The words of a name and of its readings."""
    read = [word for reading in readings_of(name) for word in reading.split()]
    return tuple(dict.fromkeys((*words_of(name), *read)))


def sound_in_index(word: str) -> str:
    """The marked sound of a word; "" when it has none that is worth it."""
    sound = sound_of(romaji(word))
    return SOUND + sound if len(sound) >= _SOUND_MIN else ""


def slips_of(word: str) -> tuple[str, ...]:
    """What a word and its misspellings have in common: its start, and that with any one letter left out.

    Two words with one letter too many, too few, wrong or swapped always share one of these.
    """
    start = word[:_SLIP_START]
    if len(word) < _SLIP_MIN or start[0] in _NO_SLIPS or any(is_sign(letter) for letter in start):
        return ()
    without = (start[:n] + start[n + 1 :] for n in range(len(start)))
    return tuple(SLIP + slip for slip in dict.fromkeys((start, *without)))


def slips_sought(word: str) -> tuple[str, ...]:
    """The same of a word that is looked for: one of three letters may be one of four that lacks a letter."""
    is_short = len(word) == _SLIP_MIN - 1 and word[0] not in _NO_SLIPS and not is_sign(word[0])
    return (SLIP + word,) if is_short else slips_of(word)


def is_sign(letter: str) -> bool:
    """Whether it belongs to a script without spaces between words."""
    return bool(_SIGN.match(letter))
