"""Read what somebody types into a search into groups of search words, all of which must match."""

from dataclasses import dataclass
from typing import NamedTuple

from ranklore.text.clean import clean_line
from ranklore.text.normalize import WORD_CHARS_MAX, equivalent_forms, kanji_readings, normalize_text, search_words
from ranklore.text.romaji import kana_to_romaji, phonetic_key
from ranklore.text.search_tokens import (
    is_unspaced_script,
    phonetic_token,
    typo_query_tokens,
    typo_tokens,
    whole_name_tokens,
)

QUERY_CHARS_MAX = 200  # characters of a query
QUERY_WORDS_MAX = 8  # words of it that are looked for
_BIGRAMS_MAX = 12  # pairs of signs of one run of them
_PREFIX_LETTERS_MIN = 4  # letters of a word that a comment may go on with; fewer are taken as they are


class IndexTerm(NamedTuple):
    """A word of the index, or the start of one."""

    word: str
    is_start: bool = False


TermGroup = tuple[tuple[IndexTerm, ...], ...]
IndexExpression = tuple[TermGroup, ...]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What was typed, on one line, and its words in their normal form.

    dropped   whether it was longer than what is looked for
    """

    text: str
    words: tuple[str, ...]
    dropped: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.words and not equivalent_forms(self.text)

    @property
    def is_unspelled(self) -> bool:
        """Whether there is no word in which a slip could be forgiven."""
        return not any(map(typo_tokens, self.words))

    def named(self, *, is_start: bool = False) -> IndexExpression:
        """Who has this name as a whole, in whichever form; or a name that starts so."""
        forms = whole_name_tokens(self.text)
        return (tuple((IndexTerm(form, is_start),) for form in forms),) if forms else ()

    def in_names(self, *, is_start: bool = False) -> IndexExpression:
        """What has all these words in its names; the last may go on, and with `is_start` all but single letters. One
        letter alone is only where a name starts."""
        if len(self.words) == 1 and len(self.words[0]) == 1 and not is_unspaced_script(self.words[0]):
            return ()
        may_go_on = {*self.words[-1:], *(word for word in self.words if is_start and len(word) > 1)}
        return tuple(_name_alternatives(word, word in may_go_on) for word in self.words)

    def nearly_in_names(self) -> IndexExpression:
        """The same with a slip in each word."""
        if self.is_unspelled:
            return ()
        slips = [tuple((IndexTerm(slip),) for slip in typo_query_tokens(word)) for word in self.words]
        return tuple((*ways, *near) for ways, near in zip(self.in_names(), slips, strict=True))

    def in_texts(self, *, is_start: bool = False) -> IndexExpression:
        """What has all these words in its text; the last may go on with `is_start`."""
        return tuple(_text_alternatives(word, is_start and word == self.words[-1]) for word in self.words)

    def other_spellings(self) -> tuple[str, ...]:
        """How else it is looked for, to be told."""
        latin = [kana_to_romaji(word) for word in self.words]
        said = [*kanji_readings(self.text), *latin, *map(phonetic_key, latin)]
        known = {"", normalize_text(self.text), *self.words}
        return tuple(dict.fromkeys(word for word in said if word not in known and word.isascii()))[:3]


def parse_query(typed: str | None) -> SearchQuery:
    text = clean_line((typed or "")[: QUERY_CHARS_MAX * 2].replace("\x00", " "))
    words = tuple(dict.fromkeys(word[:WORD_CHARS_MAX] for word in normalize_text(text[:QUERY_CHARS_MAX]).split()))
    dropped = len(typed or "") > QUERY_CHARS_MAX * 2 or len(text) > QUERY_CHARS_MAX or len(words) > QUERY_WORDS_MAX
    return SearchQuery(text[:QUERY_CHARS_MAX].strip(), words[:QUERY_WORDS_MAX], dropped)


def _name_alternatives(word: str, is_last: bool) -> TermGroup:
    if is_unspaced_script(word[0]):
        return (_bigrams(word), *_reading_alternatives(word), *_sound_alternatives(word, is_last))
    return ((IndexTerm(word, is_last),), *_sound_alternatives(word, is_last))


def _text_alternatives(word: str, is_last: bool) -> TermGroup:
    if is_unspaced_script(word[0]):
        return (_bigrams(word), *_reading_alternatives(word))
    sound = phonetic_key(word)  # kana has its sound among the words
    may_go_on = is_last and len(word) >= _PREFIX_LETTERS_MIN
    return ((IndexTerm(word, may_go_on),), *(((IndexTerm(sound),),) if len(sound) > 3 and sound != word else ()))


def _bigrams(run: str) -> tuple[IndexTerm, ...]:
    """The pairs of a run of signs. One sign alone is where a pair starts."""
    return tuple(IndexTerm(run[n : n + 2], len(run) == 1) for n in range(max(len(run) - 1, 1)))[:_BIGRAMS_MAX]


def _reading_alternatives(run: str) -> TermGroup:
    said = [word for reading in kanji_readings(run) for word in search_words(reading)]
    return (tuple(map(IndexTerm, said)),) if said else ()


def _sound_alternatives(word: str, is_last: bool) -> TermGroup:
    sound = phonetic_token(word)
    return ((IndexTerm(sound, is_last),),) if sound else ()
