"""The names of a list's items, put in order once so that they are found quickly in any number of comments.

The words of all names stand in one tree; a text is read word by word, and a reader walks down the tree. Case, accents,
apostrophes, punctuation and articles do not count. Japanese, Chinese and Korean are read sign by sign.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from ranklore.lists.rules.words import CHATTY, SMALL, listed

APOSTROPHES = "'’ʼ`´"
ARTICLES = frozenset(("a", "an", "the"))
_SIGNS = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f"
# The later ranges are whole blocks, marks included: Hebrew, Arabic, the scripts of India, Thai, Lao.
_LETTER = rf"(?:[^\W_{_SIGNS}]|[\u0300-\u036f\u0591-\u05c7\u0610-\u06dc\u0900-\u0eff])"
_WORD = re.compile(rf"&|[{_SIGNS}]|{_LETTER}+(?:[{APOSTROPHES}]{_LETTER}+)*")
_SIGN = re.compile(f"[{_SIGNS}]")
_APOSTROPHES = dict.fromkeys(map(ord, APOSTROPHES))
_ACCENTS = dict.fromkeys(range(0x300, 0x370))
_JOINING = frozenset(
    listed(
        "after before since until while although though then than through during between against like over under above "
        "below behind all both"
    )
)
PLAIN_TALK = {word.translate(_APOSTROPHES) for word in CHATTY | SMALL | _JOINING} - {"war", "die"}  # English nouns
PRONOUNS = frozenset(listed("i me you he him she her it we us they them this that"))
_BRACKETED = re.compile(r"^(.+?)\s*[(\[（【「『](.+)[)\]）】」』]\s*$")
_BETWEEN_PARTS = re.compile(r"\s+[-–—|~]\s+|\s*[:：/／]\s*")
_LINKING = re.compile(r"\s+(?:and|&|of|for|in|with|to|from)\s+", re.IGNORECASE)
_VERSION = re.compile(r"\d|(?:feat|ft|live|remix|remaster|version|cover|edit|part|vol|from|by|with)\b", re.IGNORECASE)
_WORD_MAX = 60  # letters that are read of a word
_GUESSES = 8  # words that a misspelled one is held against; more would make a list of alike names slow to read


@dataclass(frozen=True, slots=True)
class Named:
    """An item and everything it is called."""

    item_id: int
    name: str
    aliases: Sequence[str] = ()


class Word(NamedTuple):
    """A word of a text, and what is left of it when case, accents and apostrophes do not count."""

    start: int
    end: int
    plain: str


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write an item's name."""

    item_id: int
    words: tuple[str, ...]
    written: str

    @property
    def has_article(self) -> bool:
        return self.written.casefold().startswith(("a ", "an ", "the "))

    @property
    def is_unspaced(self) -> bool:
        return bool(_SIGN.match(self.words[0]))

    @property
    def is_telling(self) -> bool:
        """Whether these words side by side are hardly ever anything but the name, even without capitals."""
        content = {word for word in self.words if word not in PLAIN_TALK}
        return len(self.words) > 2 and len(content) > 1 and (len(self.words) > 3 or self.words[0] not in PLAIN_TALK)

    def forgives(self, written: str, meant: str) -> bool:
        """Whether it is still this name when one of its words is written so."""
        if self.is_unspaced:
            return False
        if len(self.words) > 3:
            return written != meant and _may_mean(written, meant)
        if len(self.words) == 3:
            return len(meant) > 3 and _is_slip(written, meant)
        return len(meant) > 5 and min(map(len, self.words)) > 3 and _is_slip(written, meant)


@dataclass(slots=True)
class Node:
    """What may follow the words so far: other words, the end of a name, the end of names that lack their first word."""

    after: dict[str, "Node"] = field(default_factory=dict)
    form: Form | None = None
    headless: list[Form] = field(default_factory=list)


class Reading(NamedTuple):
    """The words of a text, from one up to another, that read as a name."""

    first: int
    end: int
    form: Form
    is_exact: bool
    is_inflected: bool  # a plural or a possessive of the name


Slip = tuple[str, str] | None  # a word as it is written, and as it is meant


class Names:
    """The names of a list's items. A name of two items says nothing; a short form gives way to a whole name."""

    def __init__(self, items: Iterable[Named]) -> None:
        items = tuple(items)
        forms: dict[tuple[str, ...], Form | None] = {}
        for called in (_short_forms, _whole_names):
            found: dict[tuple[str, ...], Form | None] = {}
            for item_id, name in ((item.item_id, name) for item in items for name in called(item)):
                form = Form(item_id, _without_articles(name), name)
                same = found.setdefault(form.words, form)
                found[form.words] = same if same and same.item_id == form.item_id else None
            forms |= found
        self._root = Node()
        for words, said in forms.items():
            if words and said:
                self._node(words).form = said
                self._node(words[1:]).headless.append(said)
        self._root.headless.clear()  # a name of one word has no other to go by
        starts = set(self._root.after)
        self._starts = starts | {word + "s" for word in starts} | {word.removesuffix("s") for word in starts}

    def _node(self, words: Sequence[str]) -> Node:
        node = self._root
        for word in words:
            node = node.after.setdefault(word, Node())
        return node

    def readings(self, words: Sequence[Word], first: int) -> list[Reading]:
        """The names that start at this word, or before it by a misspelled word; the longest first."""
        if words[first].plain not in self._starts:
            return []
        return sorted(self._read(words, first), key=lambda each: (each.first - each.end, not each.is_exact))

    def _read(self, words: Sequence[Word], first: int) -> Iterator[Reading]:
        ways: list[tuple[Node, int, Slip, bool]] = [(self._root, first, None, False)]
        for node, at, slip, is_inflected in ways:  # grows while it is read
            if node.form and (slip is None or node.form.forgives(*slip)):
                yield Reading(first, at, node.form, slip is None, is_inflected)
            if first and slip is None and len(node.headless) <= _GUESSES:
                before = words[first - 1].plain
                for form in node.headless:
                    if form.forgives(before, form.words[0]):
                        yield Reading(first - 1, at, form, False, is_inflected)
            if at < len(words) and not is_inflected:
                ways += _onward(node, words[at].plain, at + 1, slip)
            if at + 1 < len(words) and at > first and words[at].plain in ARTICLES:
                ways += _onward(node, words[at + 1].plain, at + 2, slip)


def _onward(node: Node, plain: str, at: int, slip: Slip) -> list[tuple[Node, int, Slip, bool]]:
    """Where a word leads: on by itself; to an end by its singular or plural; on by a word that it may be a slip of."""
    if plain in node.after:
        return [(node.after[plain], at, slip, False)]
    ends = [node.after.get(other) for other in (plain.removesuffix("s"), plain + "s")]
    ways: list[tuple[Node, int, Slip, bool]] = [(end, at, slip, True) for end in ends if end]
    if slip is None and len(node.after) <= _GUESSES:
        ways += [(then, at, (plain, meant), False) for meant, then in node.after.items() if _may_mean(plain, meant)]
    return ways


def _is_slip(written: str, meant: str) -> bool:
    """One letter too many, too few or wrong, or two of them swapped."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(written, meant, strict=False)))
    a, b = written[same:], meant[same:]
    return a != b and (a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[1::-1] == b[:2] and a[2:] == b[2:]))


def _may_mean(written: str, meant: str) -> bool:
    return written[:2] == meant[:2] or _is_slip(written, meant)


def words_of(text: str) -> list[Word]:
    return [Word(*match.span(), _plain(match[0][:_WORD_MAX])) for match in _WORD.finditer(text)]


@lru_cache(2048)
def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.translate(_APOSTROPHES)).translate(_ACCENTS)
    return "and" if word == "&" else unicodedata.normalize("NFKC", decomposed).casefold()


def _without_articles(name: str) -> tuple[str, ...]:
    words = [word.plain for word in words_of(name)]
    return (*(word for word in words[:-1] if word not in ARTICLES), *words[-1:])


def _whole_names(item: Named) -> Sequence[str]:
    return (item.name, *item.aliases)


def _short_forms(item: Named) -> Iterator[str]:
    """What a name is cut down to: what is before its bracket or in it, a part, the words before "of" or "and"."""
    for name in _whole_names(item):
        bracketed = _BRACKETED.match(name)
        parts = bracketed.groups() if bracketed else _BETWEEN_PARTS.split(name)
        yield from (part for part in parts if _stands_alone(part))
        head = _LINKING.split(name)[0]
        if len(_without_articles(head)) > 1 and len(_without_articles(name)) > 3:
            yield head


def _stands_alone(part: str) -> bool:
    return not _VERSION.match(part) and (len(_without_articles(part)) > 1 or len(part) > 5)
