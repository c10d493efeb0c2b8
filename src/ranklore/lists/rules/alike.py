"""What is there already and reads like a new name: under another spelling, order, credit or script. Pure.

The rules for two names, from the surest down: one of their forms is the same; their telling words are; a slip or two
lie between them; a part of one is the other ("Magic Mirror (Mahou no Kagami)"); one is the other and more ("Witch",
"Witch Hunt"); one is the other's initials; most of their rare words are the same. What many share tells nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ranklore.lists.rules.credits import CreditReader
from ranklore.lists.rules.limits import NAME_MAX, TITLE_WORD_MAX
from ranklore.lists.rules.takings import RANKING, Taking, is_same_maker, takings_of, words_in
from ranklore.lists.rules.words import SMALL
from ranklore.shell.spelling import words_of

OFFERS = 3
SAME, WORDS, SLIP, PART, INSIDE, INITIALS, SHARED = 100, 96, 92, 88, 74, 66, 62
OTHER_MAKERS = 90
"""What a likeness must be worth where other people made the other: much the same name, and not just a part of it."""
RARE = 3
"""Items that may have a word or a part of a name in common; what more of them have tells nothing."""
_SLIPS_READ = 24


@dataclass(frozen=True, slots=True)
class Known:
    """Something that is there, with all its names."""

    key: int
    names: tuple[str, ...]
    credits: tuple[str, ...] = ()


class Alike(NamedTuple):
    key: int
    score: int


@dataclass(frozen=True, slots=True)
class Manner:
    """How names of a kind are compared. `inside`: how much of the longer name the shorter must be."""

    fillers: frozenset[str]
    inside: float


NAMES = Manner(frozenset(), 0.35)
TITLES = Manner(RANKING, 0.72)


def title_words(title: str) -> tuple[str, ...]:
    """What the title of a list is found by: its telling words, all of it in one, pairs of signs; in every reading."""
    takings = takings_of(title, RANKING)
    found = [*(word for taking in takings for word in (*sorted(taking.words), *taking.forms)), *words_of(title)]
    telling = (word[:TITLE_WORD_MAX] for word in found if word not in SMALL and word not in RANKING)
    return tuple(dict.fromkeys(telling))[:_TITLE_WORDS]


class _Entry(NamedTuple):
    known: Known
    taking: Taking


class Book:
    """Names that are there, put in order once, so that those like a new name are found quickly."""

    def __init__(self, known: Iterable[Known], manner: Manner = NAMES, *, before: "Book | None" = None) -> None:
        """`before` has been made of much the same names: what was found out about these is kept."""
        self._manner = manner
        self._taken: dict[str, tuple[Taking, ...]] = {}
        found_out = before._taken if before else {}
        self._by_form: dict[str, list[_Entry]] = defaultdict(list)
        self._by_words: dict[frozenset[str], list[_Entry]] = defaultdict(list)
        self._having: dict[str, list[_Entry]] = defaultdict(list)
        self._by_initials: dict[str, list[_Entry]] = defaultdict(list)
        self._spelled: list[tuple[str, _Entry]] = []
        self._spellings: list[str] = []
        self._made_by: dict[str, list[Known]] = defaultdict(list)
        for each in known:
            self._add(each, found_out)

    def _add(self, known: Known, found_out: Mapping[str, tuple[Taking, ...]]) -> None:
        for word in {word for who in known.credits for word in words_in(who)}:
            self._made_by[word].append(known)
        for name in known.names:
            self._taken[name] = found_out.get(name) or takings_of(name, self._manner.fillers)
            for taking in self._taken[name]:
                self._note(_Entry(known, taking))

    def without_maker(self, name: str) -> tuple[str, tuple[str, ...]]:
        """A typed name by the parser's rules for credits, as on a page where makers who are known here are named."""
        lines: dict[str, None] = {}
        for word in words_in(name):
            for known in self._made_by.get(word, ())[:_LINES_READ]:
                lines[f"{known.names[0]} by {', '.join(known.credits)}"] = None
        if not lines:
            return name, ()
        page = [*islice(lines, _LINES_READ), name]
        named = CreditReader(page).read(len(page) - 1)
        return named.name, named.credits

    def _note(self, entry: _Entry) -> None:
        taking = entry.taking
        for form in taking.forms:
            self._by_form[form].append(entry)
        self._by_words[taking.words].append(entry)
        if taking.initials:
            self._by_initials[taking.initials].append(entry)
        if not taking.is_whole:
            return
        for word in taking.words:
            self._having[word].append(entry)
        for form in taking.spelled:
            if len(form) >= _LEAST:
                self._spelled.append((form, entry))
                self._spellings.append(form)

    def alike(self, names: Sequence[str], credits: Sequence[str] = ()) -> tuple[Alike, ...]:
        """Those that one of these names reads like, the likest first; at most OFFERS."""
        scores: dict[int, int] = {}
        names = [name[:_READ_MOST] for name in names]
        bare, makers = self.without_maker(names[0])
        for name, made_by in (*((name, credits) for name in names), (bare, (*credits, *makers))):
            for taking in takings_of(name, self._manner.fillers):
                for (known, theirs), score in self._likenesses(taking):
                    if taking.numbers != theirs.numbers or score <= scores.get(known.key, 0):
                        continue
                    if score >= OTHER_MAKERS or not _are_by_others(made_by, known.credits):
                        scores[known.key] = score
        best = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(Alike(*pair) for pair in best[:OFFERS])

    def _likenesses(self, taking: Taking) -> Iterator[tuple[_Entry, int]]:
        yield from self._same(taking)
        if taking.is_whole:
            yield from self._misspelled(taking)
            yield from self._overlapping(taking)
            for entry in self._by_initials.get(taking.short, ()):
                yield entry, INITIALS

    def _same(self, taking: Taking) -> Iterator[tuple[_Entry, int]]:
        found = [(SAME, self._by_form.get(form, ())) for form in taking.forms]
        found.append((WORDS, self._by_words.get(taking.words, ()) if taking.letters >= _WORDY else ()))
        for score, entries in found:
            parted = {entry.known.key for entry in entries if not entry.taking.is_whole}
            for entry in entries:
                if entry.taking.is_whole and taking.is_whole:
                    yield entry, score
                # Of two names the part is the whole of the other; a part that many have is a series or a maker.
                elif (entry.taking.is_whole or taking.is_whole) and len(parted) < RARE:
                    yield entry, min(score, PART)

    def _misspelled(self, taking: Taking) -> Iterator[tuple[_Entry, int]]:
        for form in taking.spelled:
            if most := _slips_in(form):
                near = process.extract(form, self._spellings, scorer=OSA.distance, score_cutoff=most, limit=_SLIPS_READ)
                for _, slips, place in near:
                    if _slips_in(self._spellings[place]) >= slips:
                        yield self._spelled[place][1], SLIP - 2 * slips

    def _overlapping(self, taking: Taking) -> Iterator[tuple[_Entry, int]]:
        """One within the other, or most of their rare words the same."""
        rare = [self._having[word] for word in taking.words if 0 < self._items_with(word) <= RARE]
        for entry in {id(entry): entry for found in rare for entry in found}.values():
            if score := self._overlap(taking, entry):
                yield entry, score

    def _items_with(self, word: str) -> int:
        """How many have a word; past RARE nobody counts."""
        having = self._having.get(word, ())
        return len({entry.known.key for entry in having}) if len(having) <= _ENTRIES else _ENTRIES

    def _overlap(self, mine: Taking, entry: _Entry) -> int:
        theirs = entry.taking
        both = mine.words & theirs.words
        shorter, longer = sorted((mine, theirs), key=lambda each: (len(each.words), each.letters))
        share = shorter.letters / longer.letters
        if both == shorter.words and shorter.letters >= _WORDY and share >= self._manner.inside:
            return INSIDE + round(10 * share)
        makers = (words_in(who) for who in entry.known.credits)
        if both == theirs.words < mine.words <= both.union(*makers):
            return PART
        enough = _MOSTLY if len(both) < 3 else _MANY
        is_telling = any(self._items_with(word) == 1 for word in both)
        if len(both) > 1 and is_telling and sum(map(len, both)) >= enough * longer.letters:
            return SHARED
        return 0


_WORDY = 4  # letters of words that can be the same in another order; C and C++ are two
_LEAST = 5  # letters of a name in which a slip is forgiven
_LINES_READ = 8
_TITLE_WORDS = 60
_READ_MOST = 2 * NAME_MAX
_ENTRIES = 40  # an item has several, with its other names and their readings
_MOSTLY, _MANY = 0.6, 0.47


def _slips_in(form: str) -> int:
    """How many letters may be too many, too few, wrong or swapped in a name of this length."""
    return 0 if len(form) < _LEAST else 1 if len(form) < 9 else 2 if len(form) < 16 else 3


def _are_by_others(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    return bool(mine and theirs) and not any(is_same_maker(one, other) for one in mine for other in theirs)
