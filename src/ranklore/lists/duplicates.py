"""Find names that read like a new one: another spelling, word order, credit or script. Pure.  The rules for two
names, from the surest down: they have an exact key in common; their significant words are the same; they differ
by a typo or two; a part of one is the other ("Magic Mirror (Mahou no Kagami)"); one contains the other
("Witch", "Witch Hunt"); one is the initials of the other; most of their rare words are the same. Words that
many items share do not count."""

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
"""What a likeness must be worth where other people made the other: much the same name, and not just a part of it."""
RARE_WORD_ITEMS_MAX = 3
"""Items that may have a word or a part of a name in common; what more of them have tells nothing."""
_TYPO_MATCHES_MAX = 24


@dataclass(frozen=True, slots=True)
class KnownName:
    """Something that is there, with all its names."""

    key: int
    names: tuple[str, ...]
    credits: tuple[str, ...] = ()


class DuplicateMatch(NamedTuple):
    key: int
    score: int


@dataclass(frozen=True, slots=True)
class MatchOptions:
    """How names of a kind are compared. `inside`: how much of the longer name the shorter must be."""

    stop_words: frozenset[str]
    inside: float


ITEM_NAMES = MatchOptions(frozenset(), 0.35)
LIST_TITLES = MatchOptions(TITLE_STOP_WORDS, 0.72)


def title_words(title: str) -> tuple[str, ...]:
    """What the title of a list is found by: its telling words, all of it in one, pairs of signs; in every reading."""
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
    """Names that are there, put in order once, so that those like a new name are found quickly."""

    def __init__(
        self, known: Iterable[KnownName], manner: MatchOptions = ITEM_NAMES, *, before: "DuplicateIndex | None" = None
    ) -> None:
        """`before` has been made of much the same names: what was found out about these is kept."""
        self._manner = manner
        self._taken: dict[str, tuple[ComparableName, ...]] = {}
        found_out = before._taken if before else {}
        self._by_form: dict[str, list[_IndexEntry]] = defaultdict(list)
        self._by_words: dict[frozenset[str], list[_IndexEntry]] = defaultdict(list)
        self._having: dict[str, list[_IndexEntry]] = defaultdict(list)
        self._by_initials: dict[str, list[_IndexEntry]] = defaultdict(list)
        self._spelled: list[tuple[str, _IndexEntry]] = []
        self._spellings: list[str] = []
        self._made_by: dict[str, list[KnownName]] = defaultdict(list)
        for each in known:
            self._add(each, found_out)

    def _add(self, known: KnownName, found_out: Mapping[str, tuple[ComparableName, ...]]) -> None:
        for word in {word for who in known.credits for word in significant_words(who)}:
            self._made_by[word].append(known)
        for name in known.names:
            self._taken[name] = found_out.get(name) or comparable_names_of(name, self._manner.stop_words)
            for compared in self._taken[name]:
                self._note(_IndexEntry(known, compared))

    def without_maker(self, name: str) -> tuple[str, tuple[str, ...]]:
        """A typed name by the parser's rules for credits, as on a page where makers who are known here are named."""
        lines: dict[str, None] = {}
        for word in significant_words(name):
            for known in self._made_by.get(word, ())[:_CREDIT_LINES_MAX]:
                lines[f"{known.names[0]} by {', '.join(known.credits)}"] = None
        if not lines:
            return name, ()
        page = [*islice(lines, _CREDIT_LINES_MAX), name]
        named = CreditReader(page).read(len(page) - 1)
        return named.name, named.credits

    def _note(self, entry: _IndexEntry) -> None:
        compared = entry.compared
        for form in compared.exact_keys:
            self._by_form[form].append(entry)
        self._by_words[compared.words].append(entry)
        if compared.initials:
            self._by_initials[compared.initials].append(entry)
        if not compared.is_whole:
            return
        for word in compared.words:
            self._having[word].append(entry)
        for form in compared.fuzzy_keys:
            if len(form) >= _TYPO_LETTERS_MIN:
                self._spelled.append((form, entry))
                self._spellings.append(form)

    def alike(self, names: Sequence[str], credits: Sequence[str] = ()) -> tuple[DuplicateMatch, ...]:
        """Those that one of these names reads like, the likest first; at most OFFERS."""
        scores: dict[int, int] = {}
        names = [name[:_NAME_CHARS_MAX] for name in names]
        bare, makers = self.without_maker(names[0])
        for name, made_by in (*((name, credits) for name in names), (bare, (*credits, *makers))):
            for compared in comparable_names_of(name, self._manner.stop_words):
                for (known, theirs), score in self._likenesses(compared):
                    if compared.numbers != theirs.numbers or score <= scores.get(known.key, 0):
                        continue
                    if score >= OTHER_CREDITS_SCORE_MIN or not _have_other_makers(made_by, known.credits):
                        scores[known.key] = score
        best = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(DuplicateMatch(*pair) for pair in best[:MATCHES_MAX])

    def _likenesses(self, compared: ComparableName) -> Iterator[tuple[_IndexEntry, int]]:
        yield from self._same(compared)
        if compared.is_whole:
            yield from self._misspelled(compared)
            yield from self._overlapping(compared)
            for entry in self._by_initials.get(compared.short, ()):
                yield entry, INITIALS_SCORE

    def _same(self, compared: ComparableName) -> Iterator[tuple[_IndexEntry, int]]:
        found = [(SAME_FORM_SCORE, self._by_form.get(form, ())) for form in compared.exact_keys]
        found.append(
            (
                SAME_WORDS_SCORE,
                self._by_words.get(compared.words, ()) if compared.letters >= _SAME_WORDS_LETTERS_MIN else (),
            )
        )
        for score, entries in found:
            parted = {entry.known.key for entry in entries if not entry.compared.is_whole}
            for entry in entries:
                if entry.compared.is_whole and compared.is_whole:
                    yield entry, score
                # Of two names the part is the whole of the other; a part that many have is a series or a maker.
                elif (entry.compared.is_whole or compared.is_whole) and len(parted) < RARE_WORD_ITEMS_MAX:
                    yield entry, min(score, PART_SCORE)

    def _misspelled(self, compared: ComparableName) -> Iterator[tuple[_IndexEntry, int]]:
        for form in compared.fuzzy_keys:
            if most := _typos_allowed(form):
                near = process.extract(
                    form, self._spellings, scorer=OSA.distance, score_cutoff=most, limit=_TYPO_MATCHES_MAX
                )
                for _, slips, place in near:
                    if _typos_allowed(self._spellings[place]) >= slips:
                        yield self._spelled[place][1], TYPO_SCORE - 2 * slips

    def _overlapping(self, compared: ComparableName) -> Iterator[tuple[_IndexEntry, int]]:
        """One within the other, or most of their rare words the same."""
        rare = [self._having[word] for word in compared.words if 0 < self._items_with(word) <= RARE_WORD_ITEMS_MAX]
        for entry in {id(entry): entry for found in rare for entry in found}.values():
            if score := self._overlap(compared, entry):
                yield entry, score

    def _items_with(self, word: str) -> int:
        """How many have a word; past RARE nobody counts."""
        having = self._having.get(word, ())
        return (
            len({entry.known.key for entry in having}) if len(having) <= _ENTRIES_COUNTED_MAX else _ENTRIES_COUNTED_MAX
        )

    def _overlap(self, mine: ComparableName, entry: _IndexEntry) -> int:
        theirs = entry.compared
        both = mine.words & theirs.words
        shorter, longer = sorted((mine, theirs), key=lambda each: (len(each.words), each.letters))
        share = shorter.letters / longer.letters
        if both == shorter.words and shorter.letters >= _SAME_WORDS_LETTERS_MIN and share >= self._manner.inside:
            return CONTAINED_SCORE + round(10 * share)
        makers = (significant_words(who) for who in entry.known.credits)
        if both == theirs.words < mine.words <= both.union(*makers):
            return PART_SCORE
        enough = _TWO_WORDS_SHARE_MIN if len(both) < 3 else _MANY_WORDS_SHARE_MIN
        is_telling = any(self._items_with(word) == 1 for word in both)
        if len(both) > 1 and is_telling and sum(map(len, both)) >= enough * longer.letters:
            return SHARED_WORDS_SCORE
        return 0


_SAME_WORDS_LETTERS_MIN = 4  # letters of words that can be the same in another order; C and C++ are two
_TYPO_LETTERS_MIN = 5  # letters of a name in which a slip is forgiven
_CREDIT_LINES_MAX = 8
_TITLE_WORDS_MAX = 60
_NAME_CHARS_MAX = 2 * NAME_MAX
_ENTRIES_COUNTED_MAX = 40  # an item has several, with its other names and their readings
_TWO_WORDS_SHARE_MIN, _MANY_WORDS_SHARE_MIN = 0.6, 0.47


def _typos_allowed(form: str) -> int:
    """How many letters may be too many, too few, wrong or swapped in a name of this length."""
    return 0 if len(form) < _TYPO_LETTERS_MIN else 1 if len(form) < 9 else 2 if len(form) < 16 else 3


def _have_other_makers(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    return bool(mine and theirs) and not any(is_same_credit(one, other) for one in mine for other in theirs)
