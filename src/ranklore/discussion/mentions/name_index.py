"""A trie of the item names of a list, to find them quickly in any number of comments.

Case, accents, apostrophes, punctuation and articles do not count. Japanese, Chinese and Korean are read character by
character.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz.distance import OSA

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
_SPELLING_CANDIDATES_MAX = 8  # words compared with a misspelled one; more would be slow on lists of similar names


@dataclass(frozen=True, slots=True)
class ItemNames:
    """An item with its name and aliases."""

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
        """Whether these words together almost always mean the name, even in lower case."""
        content = {word for word in self.words if word not in COMMON_WORDS}
        return len(self.words) > 2 and len(content) > 1 and (len(self.words) > 3 or self.words[0] not in COMMON_WORDS)

    def accepts_misspelling(self, written: str, meant: str) -> bool:
        """Whether the name is still recognized if its word `meant` is spelled as `written`."""
        if self.is_unspaced:
            return False
        if len(self.words) > 3:
            return written != meant and _may_be_misspelling(written, meant)
        if len(self.words) == 3:
            return len(meant) > 3 and _is_misspelling(written, meant)
        return len(meant) > 5 and min(map(len, self.words)) > 3 and _is_misspelling(written, meant)


@dataclass(slots=True)
class TrieNode:
    """A node of the trie, reached by the words so far.

    after     the nodes of the words that may follow
    variant   the name that ends here
    headless  the names that end here without their first word, which may have been misspelled
    """

    after: dict[str, "TrieNode"] = field(default_factory=dict)
    variant: NameVariant | None = None
    headless: list[NameVariant] = field(default_factory=list)


class NameMatch(NamedTuple):
    """A run of words in a text, from `first` up to `end`, that matches a name."""

    first: int
    end: int
    variant: NameVariant
    is_exact: bool
    is_inflected: bool  # a plural or a possessive of the name


Misspelling = tuple[str, str] | None  # (written, meant)


class NameIndex:
    """The names of a list's items. A name shared by two items is ignored; a full name wins over a short form."""

    def __init__(self, items: Iterable[ItemNames]) -> None:
        items = tuple(items)
        variants: dict[tuple[str, ...], NameVariant | None] = {}
        for names_of in (_short_forms, _whole_names):
            found: dict[tuple[str, ...], NameVariant | None] = {}
            for item_id, name in ((item.item_id, name) for item in items for name in names_of(item)):
                variant = NameVariant(item_id, _without_articles(name), name)
                first = found.setdefault(variant.words, variant)
                found[variant.words] = first if first and first.item_id == variant.item_id else None
            variants |= found
        self._root = TrieNode()
        for words, unique in variants.items():
            if words and unique:
                self._node(words).variant = unique
                self._node(words[1:]).headless.append(unique)
        self._root.headless.clear()  # a name of one word cannot be recognized without it
        starts = set(self._root.after)
        self._starts = starts | {word + "s" for word in starts} | {word.removesuffix("s") for word in starts}

    def _node(self, words: Sequence[str]) -> TrieNode:
        node = self._root
        for word in words:
            node = node.after.setdefault(word, TrieNode())
        return node

    def matches(self, words: Sequence[WrittenWord], first: int) -> list[NameMatch]:
        """The names that start at this word, or one word earlier with a misspelled word. The longest come first."""
        if words[first].plain not in self._starts:
            return []
        return sorted(self._walk(words, first), key=lambda match: (match.first - match.end, not match.is_exact))

    def _walk(self, words: Sequence[WrittenWord], first: int) -> Iterator[NameMatch]:
        paths: list[tuple[TrieNode, int, Misspelling, bool]] = [(self._root, first, None, False)]
        for node, at, misspelling, is_inflected in paths:  # the list grows during the loop
            if node.variant and (misspelling is None or node.variant.accepts_misspelling(*misspelling)):
                yield NameMatch(first, at, node.variant, misspelling is None, is_inflected)
            if first and misspelling is None and len(node.headless) <= _SPELLING_CANDIDATES_MAX:
                before = words[first - 1].plain
                for variant in node.headless:
                    if variant.accepts_misspelling(before, variant.words[0]):
                        yield NameMatch(first - 1, at, variant, False, is_inflected)
            if at < len(words) and not is_inflected:
                paths += _next_nodes(node, words[at].plain, at + 1, misspelling)
            if at + 1 < len(words) and at > first and words[at].plain in ARTICLES:
                paths += _next_nodes(node, words[at + 1].plain, at + 2, misspelling)


def _next_nodes(
    node: TrieNode, plain: str, at: int, misspelling: Misspelling
) -> list[tuple[TrieNode, int, Misspelling, bool]]:
    """The nodes a word leads to: its own, else those of its singular or plural, else those of similar words."""
    if plain in node.after:
        return [(node.after[plain], at, misspelling, False)]
    ends = [node.after.get(other) for other in (plain.removesuffix("s"), plain + "s")]
    paths: list[tuple[TrieNode, int, Misspelling, bool]] = [(end, at, misspelling, True) for end in ends if end]
    if misspelling is None and len(node.after) <= _SPELLING_CANDIDATES_MAX:
        paths += [
            (then, at, (plain, meant), False) for meant, then in node.after.items() if _may_be_misspelling(plain, meant)
        ]
    return paths


def _is_misspelling(written: str, meant: str) -> bool:
    """Exactly one letter is added, missing or wrong, or two neighbors are swapped."""
    return OSA.distance(written, meant, score_cutoff=1) == 1


def _may_be_misspelling(written: str, meant: str) -> bool:
    """A looser test for long names, whose other words must match exactly."""
    return written[:2] == meant[:2] or _is_misspelling(written, meant)


def _without_articles(name: str) -> tuple[str, ...]:
    words = [word.plain for word in written_signs(name)]
    return (*(word for word in words[:-1] if word not in ARTICLES), *words[-1:])


def _whole_names(item: ItemNames) -> Sequence[str]:
    return (item.name, *item.aliases)


def _short_forms(item: ItemNames) -> Iterator[str]:
    """Short forms of a name: the text before or inside its brackets, its parts, the words before "of" or "and"."""
    for name in _whole_names(item):
        bracketed = _BRACKETED.match(name)
        parts = bracketed.groups() if bracketed else _BETWEEN_PARTS.split(name)
        yield from (part for part in parts if _stands_alone(part))
        head = _LINKING_WORD.split(name)[0]
        if len(_without_articles(head)) > 1 and len(_without_articles(name)) > 3:
            yield head


def _stands_alone(part: str) -> bool:
    return not _VERSION_WORD.match(part) and (len(_without_articles(part)) > 1 or len(part) > 5)
