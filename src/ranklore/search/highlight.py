"""Highlight the matches of a query in a text, and cut a snippet around them. The text itself is not changed."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ranklore.text.normalize import WrittenWord, equivalent_forms, kanji_readings, written_words
from ranklore.text.romaji import kana_to_romaji, phonetic_key
from ranklore.text.search_query import SearchQuery
from ranklore.text.search_tokens import is_unspaced_script

SNIPPET_CHARS = 220  # how much of a long text is shown
_CONTEXT_BEFORE = 70  # how much of it comes before the match
_READING_CHARS_MAX = 20  # longer runs of CJK characters are not compared by their reading
_READINGS_MAX = 100  # how many runs of one text are: a long Japanese text would take a second
Span = tuple[int, int]


def highlight(text: str, query: SearchQuery, corrections: Sequence[str] = ()) -> SafeString:
    """The text as HTML, with matches in `<mark>`. `corrections` are the words that typos in the query stand for."""
    return _to_html(text, 0, len(text), match_spans(text, query, corrections))


def snippet(text: str, query: SearchQuery, corrections: Sequence[str] = ()) -> SafeString:
    """The part of a long text with the most matches, highlighted."""
    spans = match_spans(text, query, corrections)
    first = _best_start(text, spans) if len(text) > SNIPPET_CHARS else 0
    start = _word_start(text, max(first - _CONTEXT_BEFORE, 0)) if len(text) > SNIPPET_CHARS else 0
    end = _word_start(text, start + SNIPPET_CHARS) if start + SNIPPET_CHARS < len(text) else len(text)
    end = len(text[:end].rstrip())
    return _join("… " if start else "", _to_html(text, start, end, spans), " …" if end < len(text) else "")


def _best_start(text: str, spans: Sequence[Span]) -> int:
    """The match to start the snippet at: the first one followed by the most matched letters. A word counts once."""
    best, most = 0, 0
    for n, (start, _) in enumerate(spans):
        within = set()
        for m in range(n, len(spans)):  # ends at the snippet's end at the latest
            first, last = spans[m]
            if last > start + SNIPPET_CHARS - _CONTEXT_BEFORE:
                break
            within.add(text[first:last].lower())
        if (found := sum(map(len, within))) > most:
            best, most = start, found
    return best


def match_spans(text: str, query: SearchQuery, corrections: Sequence[str] = ()) -> list[Span]:
    """Where a text matches the words of a query. A short text that reads the same as the query matches as a whole."""
    if len(text) <= 200 and not {*equivalent_forms(text)}.isdisjoint(equivalent_forms(query.text)):
        return [(0, len(text))] if text else []
    words, reads = list(written_words(text)), iter(range(_READINGS_MAX))
    is_meant = _word_matcher(query, corrections, {word.plain for word in words})
    spans = [span for word in words for span in _spans_of(word, text, query, is_meant, reads)]
    return list(_merged(sorted(spans)))


def _word_matcher(query: SearchQuery, corrections: Sequence[str], there: Collection[str]) -> Callable[[str], int]:
    """A function that says how many letters of a word match.

    `there` are the words of the text. A query word that is among them does not also match the start of longer words,
    except the last one, which may be unfinished.
    """
    starts = [word for word in query.words if word == query.words[-1] or (len(word) > 1 and word not in there)]
    exact = {*query.words, *corrections}
    sounds = {sound for word in query.words if len(sound := phonetic_key(kana_to_romaji(word))) > 2}

    def is_meant(word: str) -> int:
        if word in exact or phonetic_key(kana_to_romaji(word)) in sounds:
            return len(word)
        return max((len(start) for start in starts if word.startswith(start)), default=0)

    return is_meant


def _spans_of(
    found: WrittenWord, text: str, query: SearchQuery, is_meant: Callable[[str], int], reads: Iterator[int]
) -> Iterator[Span]:
    """The matches in one word or run of CJK characters. Each reading takes one of `reads`, until none is left."""
    start, end, word = found
    written = text[start:end]
    if not is_unspaced_script(word[0]):
        if letters := is_meant(word):
            # Folding accents and ligatures can change the number of letters. Then the whole word is the match.
            yield start, start + letters if len(word) == len(written) else end
        return
    there = [at.span() for sought in query.words for at in re.finditer(re.escape(sought), word)]
    if there and len(word) == len(written):
        yield from ((start + first, start + last) for first, last in there)
        return
    is_read = len(written) <= _READING_CHARS_MAX and next(reads, None) is not None
    said = " ".join(kanji_readings(written)) if is_read else ""
    if there or is_meant(word) or any(map(is_meant, said.split())):
        yield start, end


def _merged(spans: Sequence[Span]) -> Iterator[Span]:
    end = 0
    for start, stop in spans:
        if stop > end:
            yield max(start, end), stop
            end = stop


def _to_html(text: str, start: int, end: int, spans: Sequence[Span]) -> SafeString:
    pieces, at = [], start
    for first, last in spans:
        first, last = max(first, start), min(last, end)
        if first < last:
            pieces += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
            at = last
    return _join(*pieces, escape(text[at:end]))


def _join(*pieces: str) -> SafeString:
    return mark_safe("".join(pieces))  # nosec B308 B703: each piece is escaped, or ours


def _word_start(text: str, at: int) -> int:
    """The start of the word at or shortly before a position in the text."""
    space = text.rfind(" ", max(at - 30, 0), at)
    return at if space < 0 else space + 1
