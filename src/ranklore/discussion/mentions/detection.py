"""Find where a comment mentions an item of its list.  Common words need a sign that the name is meant, such as
capitals, quotation marks or talk of ranks. A missing link costs little."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from ranklore.discussion.mentions.name_index import (
    ARTICLES,
    COMMON_WORDS,
    PRONOUNS,
    NameIndex,
    NameMatch,
)
from ranklore.parsing.lexicon.words import word_list
from ranklore.text.characters import APOSTROPHES, script_of
from ranklore.text.normalize import written_signs

_SENTENCE_BREAK = re.compile(r"[.!?…。！？\n]|[-*•>]\s")
_SENTENCE_OPENING = re.compile(_SENTENCE_BREAK.pattern + r"|[\"'“‘„«(]$")
_PAUSE = re.compile(r"[,.!?…:;()\n–—]")
_QUOTES = dict(zip("\"'“‘„«「『《*_", "\"'”’“»」』》*_", strict=True))
_DETERMINERS = ARTICLES.union(word_list("this that these those my your his her its our their some any every no"))
_ENUMERATION = re.compile(r" ?[,&+/] ?|,? (?:and|or|then) ")
_GERMAN_WORDS = frozenset(
    word_list("der die das und ist nicht ein eine ich mit auf auch")
)  # gives every noun a capital
_KOREAN_PARTICLES = "은는이가을를의에도와과로만"  # what a Korean name runs into

# The words around a name, which stands as @; a pause is a comma.
_PLACED = (
    r"(?:\w+ ){0,4}?(?:better|worse|higher|lower|above|below|under|ahead|first|number|top|underrated|overrated"
    r"|\w{3,}er than|more \w+|as \w+ as|nothing on)\b"
)
_NAME_CONTEXT = re.compile(
    r"\b(?!together |other |rather |never |ever )(?:\w{2,}er|worse|(?:more|less) \w+) than @"
    r"|\b(?:unlike|versus|vs|ahead of|called|named|titled|compared (?:to|with)|tied with) @"
    r"|\b(?:be|is|rank(?:s|ed)?|placed?|put|belongs?|deserves?) (?:\w+ )?(?:above|below|under|over|behind) @"
    r"|\b(?:songs|tracks|films|movies|books|games|shows|albums|ones|others) like @"
    r"|(?:^|, |\b(?:and|but|because|cause|think|thought|know|if|though|while) )@"
    rf" (?:is|isnt|was|should|shouldnt|does|doesnt|deserves|needs|belongs|has) {_PLACED}"
    rf"|\b(?:why|how) (?:is|does|did|can) @ {_PLACED}"
)
_PHRASE_CONTEXT = re.compile(
    r"\b(?:listen(?:s|ed|ing)? to|hear(?:d|ing)?|watch(?:ed|ing)?|play(?:ed|ing)?|put(?:ting)? on"
    r"|cr(?:y|ied|ying) (?:at|to|over)|along with|than|above|below|(?:why|how) is) @"
    r"|@ (?:is|was) (?:even |way |much |far )?(?!never|ever|over|under)(?:\w{3,}er|more \w+)\b"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of a text that names an item."""

    start: int
    end: int
    item_id: int


def find_other_mentions(text: str, names: NameIndex, about: int | None = None) -> list[Mention]:
    """What a text names, in order and without overlaps, but for the item that the text is about."""
    return [mention for mention in find_mentions(text, names) if mention.item_id != about]


def find_mentions(text: str, names: NameIndex) -> list[Mention]:
    """The same, with the item that the text is about."""
    page = _MentionContext(text)
    spans: list[Mention] = []
    sure: set[Mention] = set()
    at = free = 0
    while at < len(page.words):
        for reading in names.matches(page.words, at):
            is_meant = reading.first >= free and page.means(reading)
            if is_meant is not False:
                spans.append(page.mention(reading, free))
            if is_meant:
                sure.add(spans[-1])
            if is_meant or reading.is_exact:  # a name that is not meant hides those inside it, too
                free = reading.end
                break
        at = max(at + 1, free)
    for one, other in (*pairwise(spans), *reversed([*pairwise(spans)])):
        if (one in sure) != (other in sure) and _ENUMERATION.fullmatch(text, one.end, other.start):
            sure |= {one, other}
    return [mention for mention in spans if mention in sure]


class _MentionContext:
    """A text, and the signs in it that words are meant as a name."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = list(written_signs(text))

    def mention(self, reading: NameMatch, free: int) -> Mention:
        first, last = max(self._with_article(reading), free), self.words[reading.end - 1]
        is_possessive = reading.is_inflected and self.text[last.end - 2] in APOSTROPHES
        return Mention(self.words[first].start, last.end - 2 * is_possessive, reading.form.item_id)

    def means(self, reading: NameMatch) -> bool | None:
        """Whether words that read as a name are the name; None for a phrase without a sign for or against it."""
        form, last = reading.form, self.words[reading.end - 1]
        if self._is_quoted(reading):
            return True
        if form.is_unspaced:
            return self._stands_free(reading)
        written = self.text[self.words[reading.first].start : last.end]
        if len("".join(form.words)) == 1 or (
            _SENTENCE_BREAK.search(written) and not _SENTENCE_BREAK.search(form.written)
        ):
            return False
        if not form.is_distinctive and self._is_in_longer_name(reading):
            return False
        if self._has_capitals(reading, written):
            return True
        if reading.is_inflected and written.endswith("s") and written[-2].isalpha():
            return False  # "paper planes" are made of paper
        first = self._with_article(reading)
        if first and self.words[first - 1].plain in _DETERMINERS and not _SENTENCE_BREAK.search(self._gap(first)):
            return False
        if form.is_distinctive and (len(form.words) > 3 or first == reading.first):
            return True  # but "the end of the world" may be just that
        if form.words[0] not in PRONOUNS and self._is_talked_about(reading, first):
            return True
        return None if len(form.words) > 1 and reading.is_exact else False

    def _with_article(self, reading: NameMatch) -> int:
        """Where a name begins when the article before it is its own."""
        first = reading.first
        return first - (first > 0 and reading.form.has_article and self.words[first - 1].plain in ARTICLES)

    def _gap(self, before: int) -> str:
        """What stands in front of a word."""
        return self.text[self.words[before - 1].end if before else 0 : self.words[before].start]

    def _is_quoted(self, reading: NameMatch) -> bool:
        start, last = self.words[reading.first].start, self.words[reading.end - 1]
        opening = self.text[max(start - 1, 0) : start]
        closing = _QUOTES.get(opening) or (")" if opening == "(" and self.text[start].isupper() else None)
        return closing is not None and self.text[last.end : last.end + 2].lstrip(",.!?…").startswith(closing)

    def _stands_free(self, reading: NameMatch) -> bool:
        """Whether a name without spaces is no part of a longer word: its neighbours are of another script."""
        signs, start, end = len(reading.form.words), self.words[reading.first].start, self.words[reading.end - 1].end
        before, after = self.text[max(start - 1, 0) : start + 1], self.text[end - 1 : end + 1]
        return (
            signs > 1
            and _is_word_boundary(before, signs)
            and (_is_word_boundary(after, signs) or after[1] in _KOREAN_PARTICLES)
        )

    def _has_capitals(self, reading: NameMatch, written: str) -> bool:
        """Whether it is written with the capitals of a name, where capitals tell anything."""
        words = self.words[reading.first : reading.end]
        if not written[0].isupper() or not self._capitals_tell:
            return False
        if written.isupper() and not reading.form.written.isupper():
            return False  # a cry
        if any(self.text[word.start].isupper() for word in words[1:]):
            return True
        return not self._opens_sentence(reading.first) and not (len(words) == 1 and self._is_german)

    def _opens_sentence(self, first: int) -> bool:
        return first == 0 or bool(_SENTENCE_OPENING.search(self._gap(first)))

    @cached_property
    def _capitals_tell(self) -> bool:
        """Not in a text of capitals, nor where each word has one: there talk has them too."""
        talk = [
            self.text[word.start].isupper()
            for at, word in enumerate(self.words)
            if len(word.plain) > 1 and word.plain in COMMON_WORDS and not self._opens_sentence(at)
        ]
        return sum(talk) * 2 <= len(talk)

    @cached_property
    def _is_german(self) -> bool:
        return len(_GERMAN_WORDS.intersection(word.plain for word in self.words)) > 2

    def _is_in_longer_name(self, reading: NameMatch) -> bool:
        """Whether it goes on with a hyphen or another word with a capital: "Purple Rain" is not "Rain"."""
        gaps = {self._gap(at) for at in (reading.first, reading.end) if 0 < at < len(self.words)}
        if "-" in gaps or not self.text[self.words[reading.first].start].isupper():
            return "-" in gaps
        is_first_told = len(reading.form.words) == 1 or not self._opens_sentence(max(reading.first - 1, 0))
        return (is_first_told and self._goes_on(reading.first, -1)) or self._goes_on(reading.end, 1)

    def _goes_on(self, border: int, step: int) -> bool:
        """Whether the word beyond a border of a name, or the one beyond "of", has a capital like a name's."""
        at = border if step > 0 else border - 1
        if not 0 <= at < len(self.words) or self._gap(border) != " ":
            return False
        if self.words[at].plain == "of" and 0 <= at + step < len(self.words):
            at += step
        word = self.words[at]
        written = self.text[word.start : word.end]
        is_owner = step < 0 and written.endswith(("'s", "’s"))
        return written[0].isupper() and word.plain not in COMMON_WORDS and not is_owner

    def _is_talked_about(self, reading: NameMatch, first: int) -> bool:
        """Whether the words around speak of it as of an item."""
        around: list[str] = []
        for at in range(max(first - 4, 0), first):
            around += [self.words[at].plain, *("," for _ in _PAUSE.findall(self._gap(at + 1))[:1])]
        around.append("@")
        for at in range(reading.end, min(reading.end + 7, len(self.words))):
            if _PAUSE.search(self._gap(at)):
                break
            around.append(self.words[at].plain)
        talk = " ".join(around)
        if len(reading.form.words) == 1:
            return bool(_NAME_CONTEXT.search(talk)) and "@ of" not in talk
        return bool(_NAME_CONTEXT.search(talk) or _PHRASE_CONTEXT.search(talk))


def _is_word_boundary(two: str, signs: int) -> bool:
    """Whether a word may end between two signs. Particles are in hiragana, so there only a long name is sure."""
    scripts = set(map(script_of, two))
    return len(two) < 2 or len(scripts) > 1 or (scripts == {"HIRAGANA"} and signs > 3)
