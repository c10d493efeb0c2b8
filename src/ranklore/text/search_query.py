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

QUERY_CHARS_MAX = 200  # characters of a query that are read
QUERY_WORDS_MAX = 8  # words of a query that are searched
_BIGRAMS_MAX = 12  # pairs of signs from one run
_PREFIX_LETTERS_MIN = 4  # shorter words are not searched as the start of a word in comments


class IndexTerm(NamedTuple):
    """A token of the index, or the start of one."""

    word: str
    is_start: bool = False


TermGroup = tuple[tuple[IndexTerm, ...], ...]
IndexExpression = tuple[TermGroup, ...]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A query on one line, and its words in their normal form.

    dropped  whether a part of it is not searched
    """

    text: str
    words: tuple[str, ...]
    dropped: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.words and not equivalent_forms(self.text)

    @property
    def is_unspelled(self) -> bool:
        """Whether no word is long enough to be searched with typos."""
        return not any(map(typo_tokens, self.words))

    def named(self, *, is_start: bool = False) -> IndexExpression:
        """Rows with this whole name in any form, or with a name that starts with it."""
        forms = whole_name_tokens(self.text)
        return (tuple((IndexTerm(form, is_start),) for form in forms),) if forms else ()

    def in_names(self, *, is_start: bool = False) -> IndexExpression:
        """Rows with all these words in their names. The last word may be the start of a longer one, and with
        `is_start` all words but single letters. A query of one letter matches only the start of a name."""
        if len(self.words) == 1 and len(self.words[0]) == 1 and not is_unspaced_script(self.words[0]):
            return ()
        can_be_start = {*self.words[-1:], *(word for word in self.words if is_start and len(word) > 1)}
        return tuple(_name_alternatives(word, word in can_be_start) for word in self.words)

    def nearly_in_names(self) -> IndexExpression:
        """The same, with at most one typo near the start of each word."""
        if self.is_unspelled:
            return ()
        typos = [tuple((IndexTerm(token),) for token in typo_query_tokens(word)) for word in self.words]
        return tuple((*exact, *near) for exact, near in zip(self.in_names(), typos, strict=True))

    def in_texts(self, *, is_start: bool = False) -> IndexExpression:
        """Rows with all these words in their text. With `is_start` the last may be the start of a longer word."""
        return tuple(_text_alternatives(word, is_start and word == self.words[-1]) for word in self.words)

    def other_spellings(self) -> tuple[str, ...]:
        """The other spellings that are searched, to show them."""
        latin = [kana_to_romaji(word) for word in self.words]
        spellings = [*kanji_readings(self.text), *latin, *map(phonetic_key, latin)]
        known = {"", normalize_text(self.text), *self.words}
        return tuple(dict.fromkeys(word for word in spellings if word not in known and word.isascii()))[:3]


def parse_query(typed: str | None) -> SearchQuery:
    """The query in a search field. Any text is safe, and it is cut to what is searched."""
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
    sound = phonetic_key(word)  # kana has its phonetic key among the words
    can_be_start = is_last and len(word) >= _PREFIX_LETTERS_MIN
    return ((IndexTerm(word, can_be_start),), *(((IndexTerm(sound),),) if len(sound) > 3 and sound != word else ()))


def _bigrams(run: str) -> tuple[IndexTerm, ...]:
    """The pairs of a run of signs. A single sign is the start of a pair."""
    return tuple(IndexTerm(run[n : n + 2], len(run) == 1) for n in range(max(len(run) - 1, 1)))[:_BIGRAMS_MAX]


def _reading_alternatives(run: str) -> TermGroup:
    words = [word for reading in kanji_readings(run) for word in search_words(reading)]
    return (tuple(map(IndexTerm, words)),) if words else ()


def _sound_alternatives(word: str, is_last: bool) -> TermGroup:
    sound = phonetic_token(word)
    return ((IndexTerm(sound, is_last),),) if sound else ()
