"""Find where a comment mentions an item of its list.

A name made of common words needs a sign that the item is meant, such as capitals, quotation marks or words about
ranks. In doubt there is no mention: a missing link costs less than a wrong one.
"""

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
# German capitalizes every noun, so in a German text a capital is no sign of a name.
_GERMAN_WORDS = frozenset(word_list("der die das und ist nicht ein eine ich mit auf auch"))
_KOREAN_PARTICLES = "은는이가을를의에도와과로만"  # written directly after a Korean name

# Patterns for the words around a name. The name is written as @, a pause as a comma.
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


def find_mentions(text: str, names: NameIndex) -> list[Mention]:
    """The items that a text names, in order and without overlaps."""
    context = _MentionContext(text)
    spans: list[Mention] = []
    sure: set[Mention] = set()
    at = free_from = 0
    while at < len(context.words):
        for match in names.matches(context.words, at):
            is_meant = match.first >= free_from and context.is_meant(match)
            if is_meant is not False:
                spans.append(context.mention_from(match, free_from))
            if is_meant:
                sure.add(spans[-1])
            if is_meant or match.is_exact:  # even if it is not meant, shorter names inside it are not meant either
                free_from = match.end
                break
        at = max(at + 1, free_from)
    # In an enumeration ("Rain, Cold and Lie") one certain name makes the names beside it certain, in both directions.
    for one, other in (*pairwise(spans), *reversed([*pairwise(spans)])):
        if (one in sure) != (other in sure) and _ENUMERATION.fullmatch(text, one.end, other.start):
            sure |= {one, other}
    return [mention for mention in spans if mention in sure]


class _MentionContext:
    """A text, and the checks whether words in it are meant as a name."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = list(written_signs(text))

    def mention_from(self, match: NameMatch, free_from: int) -> Mention:
        first, last = max(self._with_article(match), free_from), self.words[match.end - 1]
        is_possessive = match.is_inflected and self.text[last.end - 2] in APOSTROPHES
        return Mention(self.words[first].start, last.end - 2 * is_possessive, match.variant.item_id)

    def is_meant(self, match: NameMatch) -> bool | None:
        """Whether words that match a name mean the item; None for a phrase with no sign for or against."""
        variant, last = match.variant, self.words[match.end - 1]
        if self._is_quoted(match):
            return True
        if variant.is_unspaced:
            return self._stands_alone(match)
        written = self.text[self.words[match.first].start : last.end]
        if len("".join(variant.words)) == 1 or (
            _SENTENCE_BREAK.search(written) and not _SENTENCE_BREAK.search(variant.written)
        ):
            return False
        if not variant.is_distinctive and self._is_in_longer_name(match):
            return False
        if self._has_capitals(match, written):
            return True
        if match.is_inflected and written.endswith("s") and written[-2].isalpha():
            return False  # a plural in lower case is an ordinary word: "paper planes"
        first = self._with_article(match)
        if first and self.words[first - 1].plain in _DETERMINERS and not _SENTENCE_BREAK.search(self._gap(first)):
            return False
        if variant.is_distinctive and (len(variant.words) > 3 or first == match.first):
            return True  # with its article, a short name may be an ordinary phrase: "the end of the world"
        if variant.words[0] not in PRONOUNS and self._has_name_context(match, first):
            return True
        return None if len(variant.words) > 1 and match.is_exact else False

    def _with_article(self, match: NameMatch) -> int:
        """The first word of a match, including an article that belongs to the name."""
        first = match.first
        return first - (first > 0 and match.variant.has_article and self.words[first - 1].plain in ARTICLES)

    def _gap(self, before: int) -> str:
        """The text between a word and the word before it."""
        return self.text[self.words[before - 1].end if before else 0 : self.words[before].start]

    def _is_quoted(self, match: NameMatch) -> bool:
        start, last = self.words[match.first].start, self.words[match.end - 1]
        opening = self.text[max(start - 1, 0) : start]
        closing = _QUOTES.get(opening) or (")" if opening == "(" and self.text[start].isupper() else None)
        return closing is not None and self.text[last.end : last.end + 2].lstrip(",.!?…").startswith(closing)

    def _stands_alone(self, match: NameMatch) -> bool:
        """Whether a name in a script without spaces stands alone: the characters beside it are of another script."""
        signs, start, end = len(match.variant.words), self.words[match.first].start, self.words[match.end - 1].end
        before, after = self.text[max(start - 1, 0) : start + 1], self.text[end - 1 : end + 1]
        return (
            signs > 1
            and _is_word_boundary(before, signs)
            and (_is_word_boundary(after, signs) or after[1] in _KOREAN_PARTICLES)
        )

    def _has_capitals(self, match: NameMatch, written: str) -> bool:
        """Whether it is capitalized like a name, in a text where capitals mean something."""
        words = self.words[match.first : match.end]
        if not written[0].isupper() or not self._capitals_are_meaningful:
            return False
        if written.isupper() and not match.variant.written.isupper():
            return False  # shouting
        if any(self.text[word.start].isupper() for word in words[1:]):
            return True
        return not self._opens_sentence(match.first) and not (len(words) == 1 and self._is_german)

    def _opens_sentence(self, first: int) -> bool:
        return first == 0 or bool(_SENTENCE_OPENING.search(self._gap(first)))

    @cached_property
    def _capitals_are_meaningful(self) -> bool:
        """False if most common words are capitalized too: the text is in capitals or in title case."""
        capitalized = [
            self.text[word.start].isupper()
            for at, word in enumerate(self.words)
            if len(word.plain) > 1 and word.plain in COMMON_WORDS and not self._opens_sentence(at)
        ]
        return sum(capitalized) * 2 <= len(capitalized)

    @cached_property
    def _is_german(self) -> bool:
        return len(_GERMAN_WORDS.intersection(word.plain for word in self.words)) > 2

    def _is_in_longer_name(self, match: NameMatch) -> bool:
        """Whether a hyphen or another capitalized word continues the name: "Purple Rain" is not "Rain"."""
        gaps = {self._gap(at) for at in (match.first, match.end) if 0 < at < len(self.words)}
        if "-" in gaps or not self.text[self.words[match.first].start].isupper():
            return "-" in gaps
        may_extend_left = len(match.variant.words) == 1 or not self._opens_sentence(max(match.first - 1, 0))
        return (may_extend_left and self._continues(match.first, -1)) or self._continues(match.end, 1)

    def _continues(self, border: int, step: int) -> bool:
        """Whether the next word on one side, skipping "of", is capitalized like a part of a name."""
        at = border if step > 0 else border - 1
        if not 0 <= at < len(self.words) or self._gap(border) != " ":
            return False
        if self.words[at].plain == "of" and 0 <= at + step < len(self.words):
            at += step
        word = self.words[at]
        written = self.text[word.start : word.end]
        is_owner = step < 0 and written.endswith(("'s", "’s"))
        return written[0].isupper() and word.plain not in COMMON_WORDS and not is_owner

    def _has_name_context(self, match: NameMatch, first: int) -> bool:
        """Whether the words around it are typical for a name, such as "sadder than @"."""
        around: list[str] = []
        for at in range(max(first - 4, 0), first):
            around += [self.words[at].plain, *("," for _ in _PAUSE.findall(self._gap(at + 1))[:1])]
        around.append("@")
        for at in range(match.end, min(match.end + 7, len(self.words))):
            if _PAUSE.search(self._gap(at)):
                break
            around.append(self.words[at].plain)
        context = " ".join(around)
        if len(match.variant.words) == 1:
            return bool(_NAME_CONTEXT.search(context)) and "@ of" not in context
        return bool(_NAME_CONTEXT.search(context) or _PHRASE_CONTEXT.search(context))


def _is_word_boundary(two: str, signs: int) -> bool:
    """Whether a word may end between two characters. Particles are in hiragana, so there only a long name is safe."""
    scripts = set(map(script_of, two))
    return len(two) < 2 or len(scripts) > 1 or (scripts == {"HIRAGANA"} and signs > 3)
