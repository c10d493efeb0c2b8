"""The forms of a name that are compared to find duplicates: whole, in parts, and without its credits. Pure.

"Witch - Megurine Luka" can be that whole name, "Witch" by Megurine Luka, or "Megurine Luka" by Witch.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ranklore.parsing.credits import separators
from ranklore.parsing.credits.separators import NameSplit
from ranklore.parsing.lexicon.words import LOWERCASE_TITLE_WORDS, word_list
from ranklore.parsing.limits import NAME_MAX
from ranklore.text.normalize import equivalent_forms, kanji_readings, normalize_text

NAME_CACHE_SIZE = 1_024  # recently typed names, and titles that were compared with them
_SEPARATORS = (
    separators.dash,
    separators.colon,
    separators.slash,
    separators.bracket,
    separators.quoted,
    separators.comma,
)
_BRACKETED = re.compile(r"\s*[(\[（【]\s*[^()\[\]（）【】]*\s*[)\]）】]\s*")
_YEAR = re.compile(r"[(\[（]\s*(?:1\d|20)\d\d\s*[)\]）]|\bremaster(?:ed)?\s+(?:1\d|20)\d\d\b", re.IGNORECASE)
_FEATURING = re.compile(r"\s+(?:feat\.?|ft\.?|featuring)\s+", re.IGNORECASE)
_INITIALS_MIN = 3
_DIGITS = re.compile(r"\d+")
#: Words that a name can start with and that people often leave out.
_ARTICLES = frozenset(word_list("the a an le la les el los las der die das il lo"))
#: Without "one", which is rarely a number in a name ("The Lost One").
_NUMBER_WORDS = {
    word: str(n)
    for words in ("- two three four five six seven eight nine ten", "i ii iii iv v vi vii viii ix x")
    for n, word in enumerate(word_list(words), start=1)
} | {"xi": "11", "xii": "12", "xiii": "13", "xiv": "14", "xv": "15", "xvi": "16"}
_ROMAN_LETTERS = {"i", "v", "x"}  # these are numbers only at the end of a name
#: Words in the title of a list that do not say what the list is about.
TITLE_STOP_WORDS = frozenset(
    word_list(
        "list lists top best greatest favorite favourite favorites favourites ever most all time world your my our "
        "ranking rankings ranked popular good great what which who is are was were that you there everyone everybody"
    )
) | {str(n) for n in (3, 5, 10, 15, 20, 25, 30, 40, 50, 100)}


@dataclass(frozen=True, slots=True)
class ComparableName:
    """One way to read a name.

    exact_keys   two names with one of these in common are the same (see `equivalent_forms`)
    fuzzy_keys   what is compared with a misspelled name: the exact keys, with and without the article. For a title:
                 its words without stop words, sorted
    words        its significant words, without articles and plural endings
    numbers      numbers of parts and years: names with different numbers are different
    is_whole     false for a part of a name
    initials     of a name with three words or more: "gta5" for "Grand Theft Auto V"; otherwise ""
    short        the initials that would stand for this name, if it is itself an abbreviation
    """

    exact_keys: tuple[str, ...]
    fuzzy_keys: tuple[str, ...]
    words: frozenset[str]
    numbers: tuple[str, ...]
    is_whole: bool
    initials: str
    short: str

    @property
    def letters(self) -> int:
        return sum(map(len, self.words))


@lru_cache(NAME_CACHE_SIZE)
def comparable_names_of(name: str, stop_words: frozenset[str] = frozenset()) -> tuple[ComparableName, ...]:
    """The ways to read a name, the whole name first. Empty for a name without visible characters.

    `stop_words` are given for titles of lists. A title is not split into parts.
    """
    name = " ".join(name[: 2 * NAME_MAX].split())
    compared_names = [
        _make_comparable(text, stop_words, is_whole=True) for text in dict.fromkeys((name, *kanji_readings(name)))
    ]
    if not stop_words:
        compared_names += [
            _make_comparable(text, stop_words, is_whole=False) for text in dict.fromkeys(_parts(name)) if text != name
        ]
    return tuple(
        {compared.exact_keys: compared for compared in reversed(compared_names) if compared.exact_keys}.values()
    )[::-1]


def significant_words(text: str, stop_words: frozenset[str] = frozenset()) -> frozenset[str]:
    """The words that identify a name: not articles or stop words. If nothing else is left, all words."""
    return _significant(normalize_text(text).split(), stop_words)


def _significant(said: Sequence[str], stop_words: frozenset[str]) -> frozenset[str]:
    said = [_stem_word(word) for word in said]
    telling = frozenset(word for word in said if word not in LOWERCASE_TITLE_WORDS and word not in stop_words)
    return telling or frozenset(said)


def _make_comparable(text: str, stop_words: frozenset[str], *, is_whole: bool) -> ComparableName:
    text = _YEAR.sub(" ", text) if is_whole else text
    said = normalize_text(text).split()
    counted = [*said[:-1], *(_NUMBER_WORDS.get(word, word) for word in said[-1:])] if len(said) > 1 else said
    initials = "".join(word if word.isdigit() else word[0] for word in counted)
    has_initials = len(said) >= _INITIALS_MIN and initials.isascii()
    exact_keys, words = equivalent_forms(text), _significant(said, stop_words)
    return ComparableName(
        exact_keys=exact_keys,
        fuzzy_keys=("".join(sorted(words)),)
        if stop_words
        else tuple(dict.fromkeys((*exact_keys, *_without_article(said)))),
        words=words,
        numbers=tuple(number for number in _numbers(said) if number not in stop_words),
        is_whole=is_whole,
        initials=initials if has_initials else "",
        short="".join(counted),
    )


def _without_article(said: Sequence[str]) -> Iterator[str]:
    if said and said[0] in _ARTICLES:
        yield "".join(said[1:])


def _stem_word(word: str) -> str:
    """The word without a plural or possessive ending. A number word becomes digits."""
    if word in _NUMBER_WORDS and word not in _ROMAN_LETTERS:
        return _NUMBER_WORDS[word]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _numbers(said: Sequence[str]) -> tuple[str, ...]:
    found = [digits.lstrip("0") for word in said for digits in _DIGITS.findall(word)]
    found += [_NUMBER_WORDS[word] for word in said if word in _NUMBER_WORDS and word not in _ROMAN_LETTERS]
    if len(said) > 1 and said[-1] in _ROMAN_LETTERS:
        found.append(_NUMBER_WORDS[said[-1]])
    return tuple(sorted(found))


def _parts(name: str) -> Iterator[str]:
    if len(name) > NAME_MAX:
        return
    without_guest = _FEATURING.split(name)[0].rstrip(" ([（")
    yield without_guest
    for text in dict.fromkeys((name, without_guest, _BRACKETED.sub(" ", name).strip())):
        yield text
        for side in _splits(text):
            yield from (side.left, side.right)


def _splits(text: str) -> Iterator[NameSplit]:
    found = [separators.bracket_by(text), separators.by(text), separators.dash(text, first=True)]
    found += [part(text) for part in _SEPARATORS]
    yield from filter(None, found)


def is_same_credit(one: str, other: str) -> bool:
    """Whether two credits can mean the same person: "Luka" and "Megurine Luka" can."""
    mine, theirs = significant_words(one), significant_words(other)
    return bool({word for word in mine & theirs if len(word) > 2 or not word.isascii()}) or bool(
        set(equivalent_forms(one)) & set(equivalent_forms(other))
    )
