"""Find names that may be duplicates of a new one: another spelling, word order, credit or script. Pure.

Two names match by one of these rules, the surest first:

1. They have an exact key in common.
2. Their significant words are the same.
3. They differ by a few typos.
4. One is a part of the other ("Magic Mirror (Mahou no Kagami)").
5. One contains the other ("Witch", "Witch Hunt").
6. One is the initials of the other.
7. Most of their rare words are the same.

Words that many items share do not count.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ranklore.lists.name_forms import (
    TITLE_STOP_WORDS,
    ComparableName,
    comparable_names_of,
    is_same_credit,
    significant_words,
)
from ranklore.parsing.credits.reader import CreditReader
from ranklore.parsing.lexicon.words import LOWERCASE_TITLE_WORDS
from ranklore.parsing.limits import NAME_MAX, TITLE_WORD_MAX
from ranklore.text.normalize import search_words

MATCHES_MAX = 3
SAME_FORM_SCORE, SAME_WORDS_SCORE, TYPO_SCORE, PART_SCORE, CONTAINED_SCORE, INITIALS_SCORE, SHARED_WORDS_SCORE = (
    100,
    96,
    92,
    88,
    74,
    66,
    62,
)
OTHER_CREDITS_SCORE_MIN = 90
"""The least score of a match with an item by other people: almost the same name, not just a part of it."""
RARE_WORD_ITEMS_MAX = 3
"""A word or a part of a name identifies an item only if no more items than this have it."""
_TYPO_MATCHES_MAX = 24


@dataclass(frozen=True, slots=True)
class KnownName:
    """An existing item or list, with all its names."""

    key: int
    names: tuple[str, ...]
    credits: tuple[str, ...] = ()


class DuplicateMatch(NamedTuple):
    key: int
    score: int


@dataclass(frozen=True, slots=True)
class MatchOptions:
    """How names are compared. `inside` is the least share of a longer name that a contained name must make up."""

    stop_words: frozenset[str]
    inside: float


ITEM_NAMES = MatchOptions(frozenset(), 0.35)
LIST_TITLES = MatchOptions(TITLE_STOP_WORDS, 0.72)


def title_words(title: str) -> tuple[str, ...]:
    """The index words of a list's title: significant words, the whole title, pairs of characters, in every reading."""
    compared_names = comparable_names_of(title, TITLE_STOP_WORDS)
    found = [
        *(word for compared in compared_names for word in (*sorted(compared.words), *compared.exact_keys)),
        *search_words(title),
    ]
    telling = (
        word[:TITLE_WORD_MAX] for word in found if word not in LOWERCASE_TITLE_WORDS and word not in TITLE_STOP_WORDS
    )
    return tuple(dict.fromkeys(telling))[:_TITLE_WORDS_MAX]


class _IndexEntry(NamedTuple):
    known: KnownName
    compared: ComparableName


class DuplicateIndex:
    """An index of existing names, to find those that a new name may duplicate."""

    def __init__(
        self,
        known_names: Iterable[KnownName],
        options: MatchOptions = ITEM_NAMES,
        *,
        previous: "DuplicateIndex | None" = None,
    ) -> None:
        """`previous` is an older index of mostly the same names: its comparable names are used again, to save time."""
        self._options = options
        self._compared_names: dict[str, tuple[ComparableName, ...]] = {}
        computed_before = previous._compared_names if previous else {}
        self._by_exact_key: dict[str, list[_IndexEntry]] = defaultdict(list)
        self._by_words: dict[frozenset[str], list[_IndexEntry]] = defaultdict(list)
        self._by_word: dict[str, list[_IndexEntry]] = defaultdict(list)
        self._by_initials: dict[str, list[_IndexEntry]] = defaultdict(list)
        self._fuzzy_entries: list[_IndexEntry] = []
        self._fuzzy_keys: list[str] = []
        self._by_credit_word: dict[str, list[KnownName]] = defaultdict(list)
        for known in known_names:
            self._add(known, computed_before)

    def _add(self, known: KnownName, computed_before: Mapping[str, tuple[ComparableName, ...]]) -> None:
        for word in {word for credit in known.credits for word in significant_words(credit)}:
            self._by_credit_word[word].append(known)
        for name in known.names:
            self._compared_names[name] = computed_before.get(name) or comparable_names_of(
                name, self._options.stop_words
            )
            for compared in self._compared_names[name]:
                self._add_entry(_IndexEntry(known, compared))

    def split_credits(self, name: str) -> tuple[str, tuple[str, ...]]:
        """Split "name by maker" into name and credits, when the index knows that maker.

        The parser's own rules do it: it reads the name below lines that credit the makers who are known here.
        """
        lines: dict[str, None] = {}
        for word in significant_words(name):
            for known in self._by_credit_word.get(word, ())[:_CREDIT_LINES_MAX]:
                lines[f"{known.names[0]} by {', '.join(known.credits)}"] = None
        if not lines:
            return name, ()
        page = [*islice(lines, _CREDIT_LINES_MAX), name]
        read = CreditReader(page).read(len(page) - 1)
        return read.name, read.credits

    def _add_entry(self, entry: _IndexEntry) -> None:
        compared = entry.compared
        for key in compared.exact_keys:
            self._by_exact_key[key].append(entry)
        self._by_words[compared.words].append(entry)
        if compared.initials:
            self._by_initials[compared.initials].append(entry)
        if not compared.is_whole:
            return
        for word in compared.words:
            self._by_word[word].append(entry)
        for key in compared.fuzzy_keys:
            if len(key) >= _TYPO_LETTERS_MIN:
                self._fuzzy_entries.append(entry)
                self._fuzzy_keys.append(key)

    def find(self, names: Sequence[str], credits: Sequence[str] = ()) -> tuple[DuplicateMatch, ...]:
        """What a new item with these names and credits may duplicate: at most MATCHES_MAX, the best match first."""
        scores: dict[int, int] = {}
        names = [name[:_NAME_CHARS_MAX] for name in names]
        bare_name, split_off = self.split_credits(names[0])
        for name, name_credits in (*((name, credits) for name in names), (bare_name, (*credits, *split_off))):
            for compared in comparable_names_of(name, self._options.stop_words):
                for (known, other), score in self._matches(compared):
                    if compared.numbers != other.numbers or score <= scores.get(known.key, 0):
                        continue
                    if score >= OTHER_CREDITS_SCORE_MIN or not _have_different_credits(name_credits, known.credits):
                        scores[known.key] = score
        best = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(DuplicateMatch(*pair) for pair in best[:MATCHES_MAX])

    def _matches(self, compared: ComparableName) -> Iterator[tuple[_IndexEntry, int]]:
        yield from self._same_names(compared)
        if compared.is_whole:
            yield from self._misspelled_names(compared)
            yield from self._overlapping_names(compared)
            for entry in self._by_initials.get(compared.short, ()):
                yield entry, INITIALS_SCORE

    def _same_names(self, compared: ComparableName) -> Iterator[tuple[_IndexEntry, int]]:
        """Names with the same exact key or the same words, whole or in part."""
        found = [(SAME_FORM_SCORE, self._by_exact_key.get(key, ())) for key in compared.exact_keys]
        if compared.letters >= _SAME_WORDS_LETTERS_MIN:
            found.append((SAME_WORDS_SCORE, self._by_words.get(compared.words, ())))
        for score, entries in found:
            items_with_part = {entry.known.key for entry in entries if not entry.compared.is_whole}
            for entry in entries:
                if entry.compared.is_whole and compared.is_whole:
                    yield entry, score
                # One is a part of the other. A part that many items have is a series or a maker.
                elif (entry.compared.is_whole or compared.is_whole) and len(items_with_part) < RARE_WORD_ITEMS_MAX:
                    yield entry, min(score, PART_SCORE)

    def _misspelled_names(self, compared: ComparableName) -> Iterator[tuple[_IndexEntry, int]]:
        for key in compared.fuzzy_keys:
            if allowed := _typos_allowed(key):
                nearest = process.extract(
                    key, self._fuzzy_keys, scorer=OSA.distance, score_cutoff=allowed, limit=_TYPO_MATCHES_MAX
                )
                for other_key, typos, index in nearest:
                    if _typos_allowed(other_key) >= typos:
                        yield self._fuzzy_entries[index], TYPO_SCORE - 2 * typos

    def _overlapping_names(self, compared: ComparableName) -> Iterator[tuple[_IndexEntry, int]]:
        """Names of which one contains the other, or that have most of their rare words in common."""
        rare = [self._by_word[word] for word in compared.words if 0 < self._item_count(word) <= RARE_WORD_ITEMS_MAX]
        for entry in {id(entry): entry for entries in rare for entry in entries}.values():
            if score := self._overlap_score(compared, entry):
                yield entry, score

    def _item_count(self, word: str) -> int:
        """How many items have a word. Counting stops at _ENTRIES_COUNTED_MAX, because common words do not matter."""
        entries = self._by_word.get(word, ())
        if len(entries) > _ENTRIES_COUNTED_MAX:
            return _ENTRIES_COUNTED_MAX
        return len({entry.known.key for entry in entries})

    def _overlap_score(self, compared: ComparableName, entry: _IndexEntry) -> int:
        """The score of two names with words in common; 0 when these words are too few or too common."""
        other = entry.compared
        shared = compared.words & other.words
        shorter, longer = sorted((compared, other), key=lambda each: (len(each.words), each.letters))
        share = shorter.letters / longer.letters
        if shared == shorter.words and shorter.letters >= _SAME_WORDS_LETTERS_MIN and share >= self._options.inside:
            return CONTAINED_SCORE + round(10 * share)
        credit_words = (significant_words(credit) for credit in entry.known.credits)
        if shared == other.words < compared.words <= shared.union(*credit_words):
            return PART_SCORE
        share_min = _TWO_WORDS_SHARE_MIN if len(shared) < 3 else _MANY_WORDS_SHARE_MIN
        has_unique_word = any(self._item_count(word) == 1 for word in shared)
        if len(shared) > 1 and has_unique_word and sum(map(len, shared)) >= share_min * longer.letters:
            return SHARED_WORDS_SCORE
        return 0


_SAME_WORDS_LETTERS_MIN = 4  # names with fewer letters are not compared by words: C and C++ are different
_TYPO_LETTERS_MIN = 5  # no typos are allowed in shorter names
_CREDIT_LINES_MAX = 8
_TITLE_WORDS_MAX = 60
_NAME_CHARS_MAX = 2 * NAME_MAX
_ENTRIES_COUNTED_MAX = 40  # an item has several entries: its names, their parts and readings
_TWO_WORDS_SHARE_MIN, _MANY_WORDS_SHARE_MIN = 0.6, 0.47


def _typos_allowed(key: str) -> int:
    """How many letters may be extra, missing, wrong or swapped in a name of this length."""
    return 0 if len(key) < _TYPO_LETTERS_MIN else 1 if len(key) < 9 else 2 if len(key) < 16 else 3


def _have_different_credits(credits: Sequence[str], other_credits: Sequence[str]) -> bool:
    """Whether both have credits, and none of them in common."""
    return bool(credits and other_credits) and not any(
        is_same_credit(one, other) for one in credits for other in other_credits
    )
