"""The ways in which a name may be taken when it is compared: whole, its parts, and without who made it.

"Witch - Megurine Luka" is those words; it may be "Witch" by somebody, and "Megurine Luka" by somebody called Witch.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ranklore.lists.rules import marks
from ranklore.lists.rules.limits import NAME_MAX
from ranklore.lists.rules.marks import Sides
from ranklore.lists.rules.words import SMALL, listed
from ranklore.shell.spelling import forms_of, plain, readings_of

KEPT = 1_024  # names that were typed lately, and titles that were compared with one
_PARTED_BY = (marks.dash, marks.colon, marks.slash, marks.bracket, marks.quoted, marks.comma)
_BRACKETED = re.compile(r"\s*[(\[（【]\s*[^()\[\]（）【】]*\s*[)\]）】]\s*")
_YEAR = re.compile(r"[(\[（]\s*(?:1\d|20)\d\d\s*[)\]）]|\bremaster(?:ed)?\s+(?:1\d|20)\d\d\b", re.IGNORECASE)
_GUEST = re.compile(r"\s+(?:feat\.?|ft\.?|featuring)\s+", re.IGNORECASE)
_INITIALS_MIN = 3
_DIGITS = re.compile(r"\d+")
#: That a name may begin with, and is often written without.
_ARTICLES = frozenset(listed("the a an le la les el los las der die das il lo"))
#: Not "one", which is hardly ever a number in a name ("The Lost One").
_COUNTED = {
    word: str(n)
    for words in ("- two three four five six seven eight nine ten", "i ii iii iv v vi vii viii ix x")
    for n, word in enumerate(listed(words), start=1)
} | {"xi": "11", "xii": "12", "xiii": "13", "xiv": "14", "xv": "15", "xvi": "16"}
_LETTERS = {"i", "v", "x"}  # numbers only at the end of a name
#: Of the title of a list: what says that it is one, and not what it is of.
RANKING = frozenset(
    listed(
        "list lists top best greatest favorite favourite favorites favourites ever most all time world your my our "
        "ranking rankings ranked popular good great what which who is are was were that you there everyone everybody"
    )
) | {str(n) for n in (3, 5, 10, 15, 20, 25, 30, 40, 50, 100)}


@dataclass(frozen=True, slots=True)
class Taking:
    """One way to take a name.

    forms    under which it is the same, see `spelling.forms_of`
    spelled  what is held against a misspelled name: the forms, with its article and without; of a title the words
             without the fillers
    words    what tells it apart, without order, articles and plurals
    numbers  parts and years in it: two names with different ones are two
    initials of three words or more: "gta5" of "Grand Theft Auto V"
    short    what initials would have to be to mean this name
    """

    forms: tuple[str, ...]
    spelled: tuple[str, ...]
    words: frozenset[str]
    numbers: tuple[str, ...]
    is_whole: bool
    initials: str
    short: str

    @property
    def letters(self) -> int:
        return sum(map(len, self.words))


@lru_cache(KEPT)
def takings_of(name: str, fillers: frozenset[str] = frozenset()) -> tuple[Taking, ...]:
    """The ways to take a name, itself first; () where there is nothing to see.

    `fillers` are words that tell nothing. Where there are any it is a title, which has no parts.
    """
    name = " ".join(name[: 2 * NAME_MAX].split())
    takings = [_taking(text, fillers, is_whole=True) for text in dict.fromkeys((name, *readings_of(name)))]
    if not fillers:
        takings += [_taking(text, fillers, is_whole=False) for text in dict.fromkeys(_parts(name)) if text != name]
    return tuple({taking.forms: taking for taking in reversed(takings) if taking.forms}.values())[::-1]


def words_in(text: str, fillers: frozenset[str] = frozenset()) -> frozenset[str]:
    """The words that tell something; all of them where none does."""
    return _telling(plain(text).split(), fillers)


def _telling(said: Sequence[str], fillers: frozenset[str]) -> frozenset[str]:
    said = [_word(word) for word in said]
    telling = frozenset(word for word in said if word not in SMALL and word not in fillers)
    return telling or frozenset(said)


def _taking(text: str, fillers: frozenset[str], *, is_whole: bool) -> Taking:
    text = _YEAR.sub(" ", text) if is_whole else text
    said = plain(text).split()
    counted = [*said[:-1], *(_COUNTED.get(word, word) for word in said[-1:])] if len(said) > 1 else said
    initials = "".join(word if word.isdigit() else word[0] for word in counted)
    has_initials = len(said) >= _INITIALS_MIN and initials.isascii()
    forms, words = forms_of(text), _telling(said, fillers)
    return Taking(
        forms=forms,
        spelled=("".join(sorted(words)),) if fillers else tuple(dict.fromkeys((*forms, *_without_article(said)))),
        words=words,
        numbers=tuple(number for number in _numbers(said) if number not in fillers),
        is_whole=is_whole,
        initials=initials if has_initials else "",
        short="".join(counted),
    )


def _without_article(said: Sequence[str]) -> Iterator[str]:
    if said and said[0] in _ARTICLES:
        yield "".join(said[1:])


def _word(word: str) -> str:
    """Without a plural or possessive end; a number as digits."""
    if word in _COUNTED and word not in _LETTERS:
        return _COUNTED[word]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _numbers(said: Sequence[str]) -> tuple[str, ...]:
    found = [digits.lstrip("0") for word in said for digits in _DIGITS.findall(word)]
    found += [_COUNTED[word] for word in said if word in _COUNTED and word not in _LETTERS]
    if len(said) > 1 and said[-1] in _LETTERS:
        found.append(_COUNTED[said[-1]])
    return tuple(sorted(found))


def _parts(name: str) -> Iterator[str]:
    if len(name) > NAME_MAX:
        return
    without_guest = _GUEST.split(name)[0].rstrip(" ([（")
    yield without_guest
    for text in dict.fromkeys((name, without_guest, _BRACKETED.sub(" ", name).strip())):
        yield text
        for side in _sides(text):
            yield from (side.left, side.right)


def _sides(text: str) -> Iterator[Sides]:
    found = [marks.bracket_by(text), marks.by(text), marks.dash(text, first=True)]
    found += [part(text) for part in _PARTED_BY]
    yield from filter(None, found)


def is_same_maker(one: str, other: str) -> bool:
    """Whether two credits may be one: "Luka" and "Megurine Luka" are."""
    mine, theirs = words_in(one), words_in(other)
    return bool({word for word in mine & theirs if len(word) > 2 or not word.isascii()}) or bool(
        set(forms_of(one)) & set(forms_of(other))
    )
