"""What somebody types into the search, made into what an index is asked for. No Django.

A query is read into groups, all of which have to be there; of a group one way is enough; a way is words that are there
together. "mesitukai 悪ノ" is two groups: the word or its sound, and the pairs of signs or their reading.
"""

from dataclasses import dataclass
from typing import NamedTuple

from ranklore.lists.rules.clean import clean_line
from ranklore.shell.index_words import is_sign, slips_of, slips_sought, sound_in_index, whole_forms
from ranklore.shell.kana import romaji, sound_of
from ranklore.shell.spelling import WORD_MOST, forms_of, plain, readings_of, words_of

QUERY_MOST = 200  # characters of a query
WORDS_MOST = 8  # words of it that are looked for
_SIGNS_MOST = 12  # pairs of signs of one run of them
_START_MIN = 4  # letters of a word that a comment may go on with; fewer are taken as they are


class Term(NamedTuple):
    """A word of the index, or the start of one."""

    word: str
    is_start: bool = False


Group = tuple[tuple[Term, ...], ...]
Asked = tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, on one line, and its words in their normal form.

    dropped   whether it was longer than what is looked for
    """

    text: str
    words: tuple[str, ...]
    dropped: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.words and not forms_of(self.text)

    @property
    def is_unspelled(self) -> bool:
        """Whether there is no word in which a slip could be forgiven."""
        return not any(map(slips_of, self.words))

    def named(self, *, is_start: bool = False) -> Asked:
        """Who has this name as a whole, in whichever form; or a name that starts so."""
        forms = whole_forms(self.text)
        return (tuple((Term(form, is_start),) for form in forms),) if forms else ()

    def in_names(self, *, is_start: bool = False) -> Asked:
        """What has all these words in its names; the last may go on, and with `is_start` all but single letters. One
        letter alone is only where a name starts."""
        if len(self.words) == 1 and len(self.words[0]) == 1 and not is_sign(self.words[0]):
            return ()
        may_go_on = {*self.words[-1:], *(word for word in self.words if is_start and len(word) > 1)}
        return tuple(_ways_in_names(word, word in may_go_on) for word in self.words)

    def nearly_in_names(self) -> Asked:
        """The same with a slip in each word."""
        if self.is_unspelled:
            return ()
        slips = [tuple((Term(slip),) for slip in slips_sought(word)) for word in self.words]
        return tuple((*ways, *near) for ways, near in zip(self.in_names(), slips, strict=True))

    def in_texts(self, *, is_start: bool = False) -> Asked:
        """What has all these words in its text; the last may go on with `is_start`."""
        return tuple(_ways_in_text(word, is_start and word == self.words[-1]) for word in self.words)

    def other_spellings(self) -> tuple[str, ...]:
        """How else it is looked for, to be told."""
        latin = [romaji(word) for word in self.words]
        said = [*readings_of(self.text), *latin, *map(sound_of, latin)]
        known = {"", self.text.casefold(), *self.words}
        return tuple(dict.fromkeys(word for word in said if word not in known and word.isascii()))[:3]


def read_query(typed: str | None) -> Query:
    text = clean_line((typed or "")[: QUERY_MOST * 2].replace("\x00", " "))
    words = tuple(dict.fromkeys(word[:WORD_MOST] for word in plain(text[:QUERY_MOST]).split()))
    dropped = len(typed or "") > QUERY_MOST * 2 or len(text) > QUERY_MOST or len(words) > WORDS_MOST
    return Query(text[:QUERY_MOST].strip(), words[:WORDS_MOST], dropped)


def _ways_in_names(word: str, is_last: bool) -> Group:
    if is_sign(word[0]):
        return (_pairs(word), *_read_ways(word), *_sound_way(word, is_last))
    return ((Term(word, is_last),), *_sound_way(word, is_last))


def _ways_in_text(word: str, is_last: bool) -> Group:
    if is_sign(word[0]):
        return (_pairs(word), *_read_ways(word))
    sound = sound_of(word)  # kana has its sound among the words
    may_go_on = is_last and len(word) >= _START_MIN
    return ((Term(word, may_go_on),), *(((Term(sound),),) if len(sound) > 3 and sound != word else ()))


def _pairs(run: str) -> tuple[Term, ...]:
    """The pairs of a run of signs. One sign alone is where a pair starts."""
    return tuple(Term(run[n : n + 2], len(run) == 1) for n in range(max(len(run) - 1, 1)))[:_SIGNS_MOST]


def _read_ways(run: str) -> Group:
    said = [word for reading in readings_of(run) for word in words_of(reading)]
    return (tuple(map(Term, said)),) if said else ()


def _sound_way(word: str, is_last: bool) -> Group:
    sound = sound_in_index(word)
    return ((Term(sound, is_last),),) if sound else ()
