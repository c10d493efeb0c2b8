"""A trie of the names of a list’s items, to find them quickly in any number of comments.  Case, accents,
apostrophes, punctuation and articles do not count. Japanese, Chinese and Korean are read character by
character."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from ranklore.parsing.lexicon.words import LOWERCASE_TITLE_WORDS, PROSE_WORDS, word_list
from ranklore.text.folding import fold
from ranklore.text.normalize import WrittenWord, plain_word, written_signs
from ranklore.text.search_tokens import is_unspaced_script

ARTICLES = frozenset(("a", "an", "the"))
_CONJUNCTIONS = frozenset(
    word_list(
        "after before since until while although though then than through during between against like over under above "
        "below behind all both"
    )
)
COMMON_WORDS = {plain_word(word) for word in PROSE_WORDS | LOWERCASE_TITLE_WORDS | _CONJUNCTIONS} - {
    "war",
    "die",
}  # English nouns
PRONOUNS = frozenset(word_list("i me you he him she her it we us they them this that"))
_BRACKETED = re.compile(r"^(.+?)\s*[(\[（【「『](.+)[)\]）】」』]\s*$")
_BETWEEN_PARTS = re.compile(r"\s+[-–—|~]\s+|\s*[:：/／]\s*")
_LINKING_WORD = re.compile(r"\s+(?:and|&|of|for|in|with|to|from)\s+", re.IGNORECASE)
_VERSION_WORD = re.compile(
    r"\d|(?:feat|ft|live|remix|remaster|version|cover|edit|part|vol|from|by|with)\b", re.IGNORECASE
)
_SPELLING_CANDIDATES_MAX = (
    8  # words that a misspelled one is held against; more would make a list of alike names slow to read
)


@dataclass(frozen=True, slots=True)
class ItemNames:
    """An item and everything it is called."""

    item_id: int
    name: str
    aliases: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class NameVariant:
    """One way to write an item's name."""

    item_id: int
    words: tuple[str, ...]
    written: str

    @property
    def has_article(self) -> bool:
        return fold(self.written).startswith(("a ", "an ", "the "))

    @property
    def is_unspaced(self) -> bool:
        return is_unspaced_script(self.words[0][0])

    @property
    def is_distinctive(self) -> bool:
        """Whether these words side by side are hardly ever anything but the name, even without capitals."""
        content = {word for word in self.words if word not in COMMON_WORDS}
        return len(self.words) > 2 and len(content) > 1 and (len(self.words) > 3 or self.words[0] not in COMMON_WORDS)

    def accepts_misspelling(self, written: str, meant: str) -> bool:
        """Whether it is still this name when one of its words is written so."""
        if self.is_unspaced:
            return False
        if len(self.words) > 3:
            return written != meant and _may_be_misspelling(written, meant)
        if len(self.words) == 3:
            return len(meant) > 3 and _is_misspelling(written, meant)
        return len(meant) > 5 and min(map(len, self.words)) > 3 and _is_misspelling(written, meant)


@dataclass(slots=True)
class TrieNode:
    """What may follow the words so far: other words, the end of a name, the end of names that lack their first word."""

    after: dict[str, "TrieNode"] = field(default_factory=dict)
    form: NameVariant | None = None
    headless: list[NameVariant] = field(default_factory=list)


class NameMatch(NamedTuple):
    """The words of a text, from one up to another, that read as a name."""

    first: int
    end: int
    form: NameVariant
    is_exact: bool
    is_inflected: bool  # a plural or a possessive of the name


Misspelling = tuple[str, str] | None  # a word as it is written, and as it is meant


class NameIndex:
    """The names of a list's items. A name of two items says nothing; a short form gives way to a whole name."""

    def __init__(self, items: Iterable[ItemNames]) -> None:
        items = tuple(items)
        forms: dict[tuple[str, ...], NameVariant | None] = {}
        for called in (_short_forms, _whole_names):
            found: dict[tuple[str, ...], NameVariant | None] = {}
            for item_id, name in ((item.item_id, name) for item in items for name in called(item)):
                form = NameVariant(item_id, _without_articles(name), name)
                same = found.setdefault(form.words, form)
                found[form.words] = same if same and same.item_id == form.item_id else None
            forms |= found
        self._root = TrieNode()
        for words, said in forms.items():
            if words and said:
                self._node(words).form = said
                self._node(words[1:]).headless.append(said)
        self._root.headless.clear()  # a name of one word has no other to go by
        starts = set(self._root.after)
        self._starts = starts | {word + "s" for word in starts} | {word.removesuffix("s") for word in starts}

    def _node(self, words: Sequence[str]) -> TrieNode:
        node = self._root
        for word in words:
            node = node.after.setdefault(word, TrieNode())
        return node

    def matches(self, words: Sequence[WrittenWord], first: int) -> list[NameMatch]:
        """The names that start at this word, or before it by a misspelled word; the longest first."""
        if words[first].plain not in self._starts:
            return []
        return sorted(self._read(words, first), key=lambda each: (each.first - each.end, not each.is_exact))

    def _read(self, words: Sequence[WrittenWord], first: int) -> Iterator[NameMatch]:
        ways: list[tuple[TrieNode, int, Misspelling, bool]] = [(self._root, first, None, False)]
        for node, at, slip, is_inflected in ways:  # grows while it is read
            if node.form and (slip is None or node.form.accepts_misspelling(*slip)):
                yield NameMatch(first, at, node.form, slip is None, is_inflected)
            if first and slip is None and len(node.headless) <= _SPELLING_CANDIDATES_MAX:
                before = words[first - 1].plain
                for form in node.headless:
                    if form.accepts_misspelling(before, form.words[0]):
                        yield NameMatch(first - 1, at, form, False, is_inflected)
            if at < len(words) and not is_inflected:
                ways += _next_nodes(node, words[at].plain, at + 1, slip)
            if at + 1 < len(words) and at > first and words[at].plain in ARTICLES:
                ways += _next_nodes(node, words[at + 1].plain, at + 2, slip)


def _next_nodes(
    node: TrieNode, plain: str, at: int, slip: Misspelling
) -> list[tuple[TrieNode, int, Misspelling, bool]]:
    """Where a word leads: on by itself; to an end by its singular or plural; on by a word that it may be a slip of."""
    if plain in node.after:
        return [(node.after[plain], at, slip, False)]
    ends = [node.after.get(other) for other in (plain.removesuffix("s"), plain + "s")]
    ways: list[tuple[TrieNode, int, Misspelling, bool]] = [(end, at, slip, True) for end in ends if end]
    if slip is None and len(node.after) <= _SPELLING_CANDIDATES_MAX:
        ways += [
            (then, at, (plain, meant), False) for meant, then in node.after.items() if _may_be_misspelling(plain, meant)
        ]
    return ways


def _is_misspelling(written: str, meant: str) -> bool:
    """One letter too many, too few or wrong, or two of them swapped."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(written, meant, strict=False)))
    a, b = written[same:], meant[same:]
    return a != b and (a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[1::-1] == b[:2] and a[2:] == b[2:]))


def _may_be_misspelling(written: str, meant: str) -> bool:
    return written[:2] == meant[:2] or _is_misspelling(written, meant)


def _without_articles(name: str) -> tuple[str, ...]:
    words = [word.plain for word in written_signs(name)]
    return (*(word for word in words[:-1] if word not in ARTICLES), *words[-1:])


def _whole_names(item: ItemNames) -> Sequence[str]:
    return (item.name, *item.aliases)


def _short_forms(item: ItemNames) -> Iterator[str]:
    """What a name is cut down to: what is before its bracket or in it, a part, the words before "of" or "and"."""
    for name in _whole_names(item):
        bracketed = _BRACKETED.match(name)
        parts = bracketed.groups() if bracketed else _BETWEEN_PARTS.split(name)
        yield from (part for part in parts if _stands_alone(part))
        head = _LINKING_WORD.split(name)[0]
        if len(_without_articles(head)) > 1 and len(_without_articles(name)) > 3:
            yield head


def _stands_alone(part: str) -> bool:
    return not _VERSION_WORD.match(part) and (len(_without_articles(part)) > 1 or len(part) > 5)
