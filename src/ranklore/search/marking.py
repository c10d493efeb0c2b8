"""Marking in a text what was found, whichever way it is written there. The text itself is not changed."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ranklore.search.rules import Query
from ranklore.shell.index_words import is_sign
from ranklore.shell.kana import romaji, sound_of
from ranklore.shell.spelling import SIGNS, forms_of, plain, readings_of

SNIPPET = 220  # characters of a comment that are shown round what was found
_BEFORE = 70
_WORD_READ = 400  # letters that are looked at of a word or a run of signs
_READ_MOST = 20  # signs whose reading is looked at
_RUNS_READ = 100  # runs of signs of one text whose reading is: a long text of nothing else would take a second
_WRITTEN_SIGNS = SIGNS + "\u30a1-\u30f6\uff66-\uff9f"  # katakana too, which reads as hiragana
_PIECE = re.compile(rf"[{_WRITTEN_SIGNS}]+|[^\W{_WRITTEN_SIGNS}]+(?:['’][^\W{_WRITTEN_SIGNS}]+)*")
Span = tuple[int, int]


def marked(text: str, query: Query, slips: Sequence[str] = ()) -> SafeString:
    """The text as HTML with `<mark>` round what was looked for. `slips` are the words that misspelled ones are for."""
    return _html(text, 0, len(text), spans_in(text, query, slips))


def snippet(text: str, query: Query, slips: Sequence[str] = ()) -> SafeString:
    """The part of a long text that has most of what was looked for, marked."""
    spans = spans_in(text, query, slips)
    first = _fullest(text, spans) if len(text) > SNIPPET else 0
    start = _at_word(text, max(first - _BEFORE, 0)) if len(text) > SNIPPET else 0
    end = _at_word(text, start + SNIPPET) if start + SNIPPET < len(text) else len(text)
    end = len(text[:end].rstrip())
    return _join("… " if start else "", _html(text, start, end, spans), " …" if end < len(text) else "")


def _fullest(text: str, spans: Sequence[Span]) -> int:
    """The match at which a part begins that has most: different ones, and of these the longest. Of two the first."""
    best, most = 0, 0
    for n, (start, _) in enumerate(spans):
        within = set()
        for m in range(n, len(spans)):  # no more than there are letters in the part
            first, last = spans[m]
            if last > start + SNIPPET - _BEFORE:
                break
            within.add(text[first:last].lower())
        if (found := sum(map(len, within))) > most:
            best, most = start, found
    return best


def spans_in(text: str, query: Query, slips: Sequence[str] = ()) -> list[Span]:
    """Where in a text the words of a query stand; all of it when it is a name that reads the same."""
    if len(text) <= 200 and not {*forms_of(text)}.isdisjoint(forms_of(query.text)):
        return [(0, len(text))] if text else []
    pieces, reads = list(_PIECE.finditer(text)), iter(range(_RUNS_READ))
    is_meant = _meaning(query, slips, {_plain(piece[0][:_WORD_READ]) for piece in pieces})
    spans = [span for piece in pieces for span in _spans_of(piece, query, is_meant, reads)]
    return list(_merged(sorted(spans)))


def _meaning(query: Query, slips: Sequence[str], there: Collection[str]) -> Callable[[str], int]:
    """How many letters of a word are what was looked for. What is `there` as a whole word is no start of another; only
    the last may be both."""
    starts = [word for word in query.words if word == query.words[-1] or (len(word) > 1 and word not in there)]
    exact = {*query.words, *slips}
    sounds = {sound for word in query.words if len(sound := sound_of(romaji(word))) > 2}

    def is_meant(word: str) -> int:
        if word in exact or sound_of(romaji(word)) in sounds:
            return len(word)
        return max((len(start) for start in starts if word.startswith(start)), default=0)

    return is_meant


def _spans_of(
    piece: re.Match[str], query: Query, is_meant: Callable[[str], int], reads: Iterator[int]
) -> Iterator[Span]:
    """Where in a word or a run of signs. `reads` are the readings that are left to this text."""
    start, written = piece.start(), piece[0]
    word = _plain(written[:_WORD_READ])
    if not word or not is_sign(word[0]):
        if letters := is_meant(word):
            # Of a word with accents or ligatures the letters may be others in number: then all of it.
            yield start, start + (letters if len(word) == len(written) else len(written))
        return
    there = [at.span() for sought in query.words for at in re.finditer(re.escape(sought), word)]
    if there and len(word) == len(written):
        yield from ((start + first, start + last) for first, last in there)
        return
    is_read = len(written) <= _READ_MOST and next(reads, None) is not None
    said = " ".join(readings_of(written)) if is_read else ""
    if there or is_meant(word) or any(map(is_meant, said.split())):
        yield start, piece.end()


@lru_cache(20_000)  # a page of comments has a thousand words, most of them again and again
def _plain(written: str) -> str:
    return plain(written).replace(" ", "")


def _merged(spans: Sequence[Span]) -> Iterator[Span]:
    end = 0
    for start, stop in spans:
        if stop > end:
            yield max(start, end), stop
            end = stop


def _html(text: str, start: int, end: int, spans: Sequence[Span]) -> SafeString:
    pieces, at = [], start
    for first, last in spans:
        first, last = max(first, start), min(last, end)
        if first < last:
            pieces += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
            at = last
    return _join(*pieces, escape(text[at:end]))


def _join(*pieces: str) -> SafeString:
    return mark_safe("".join(pieces))  # nosec B308 B703: each piece is escaped, or ours


def _at_word(text: str, at: int) -> int:
    """The beginning of a word near a place in the text."""
    space = text.rfind(" ", max(at - 30, 0), at)
    return at if space < 0 else space + 1
