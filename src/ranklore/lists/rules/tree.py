"""A small tree of a marked-up page, the same for HTML and Markdown, and the text of its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ranklore.lists.rules.draft import Paragraph
from ranklore.lists.rules.words import listed

BLOCKS = frozenset(
    listed(
        "html body main article section header div center p h1 h2 h3 h4 h5 h6 ul ol li table thead tbody "
        "tfoot tr td th blockquote pre dl dt dd hr figure figcaption address fieldset form details "
        "summary caption"
    )
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BOLD = frozenset(listed("strong b em i a h1 h2 h3 h4 h5 h6 u cite"))


@dataclass(eq=False)
class Text:
    text: str
    line: int


@dataclass(eq=False)
class Node:
    tag: str
    line: int
    children: list[Node | Text] = field(default_factory=list)
    number: int | None = None  # of an ordered list's item
    is_reversed: bool = False  # an ordered list that counts down

    def nodes(self, *tags: str) -> list[Node]:
        return [child for child in self.children if isinstance(child, Node) and child.tag in tags]


def is_block(part: Node | Text) -> bool:
    return isinstance(part, Node) and part.tag in BLOCKS


def leaves(part: Node | Text, in_pre: bool = False) -> Iterator[tuple[str, int]]:
    """The text in order, with "\\n" for a line break and "\\n\\n" between blocks; spaces as in a browser."""
    if isinstance(part, Text):
        if in_pre:
            yield part.text, part.line
        else:
            yield re.sub(r"\s+", " ", part.text), first_line(part)
        return
    if part.tag == "br":
        yield "\n", part.line
        return
    if part.tag == "sup" and _is_footnote(part):
        return
    if part.tag in BLOCKS:
        yield "\n\n", part.line
    for child in part.children:
        yield from leaves(child, in_pre or part.tag == "pre")
    if part.tag in ("td", "th"):
        yield "\t", part.line
    elif part.tag in BLOCKS:
        yield "\n\n", part.line


def _is_footnote(node: Node) -> bool:
    texts = [leaf for child in node.children for leaf, _ in leaves(child)]
    return bool(re.fullmatch(r"\s*\[[^\[\]]{1,12}\]\s*", "".join(texts)))


def has_text(part: Node | Text) -> bool:
    waiting = [part]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Node):
            waiting.extend(part.children)
        elif part.text.strip():
            return True
    return False


def first_line(part: Text) -> int:
    lead = part.text[: len(part.text) - len(part.text.lstrip())]
    return part.line + lead.count("\n")


def paragraph_of(*parts: Node | Text) -> Paragraph:
    """All text of the parts as one paragraph; its line is that of the first word."""
    pieces = [leaf for part in parts for leaf in leaves(part)]
    line = next((number for text, number in pieces if text.strip()), parts[0].line if parts else 1)
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(text for text, _ in pieces))
    return Paragraph(re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+", " ", text)).strip(), line)


def text_of(*parts: Node | Text) -> str:
    return " ".join(paragraph_of(*parts).text.split())


def lines_of(*parts: Node | Text) -> list[tuple[str, int]]:
    """The text as a browser breaks it into lines, each with the line of the page its first word is on."""
    lines: list[tuple[str, int]] = [("", 0)]
    for text, at in (leaf for part in parts for leaf in leaves(part)):
        for place, piece in enumerate(text.split("\n")):
            if place:
                lines.append(("", 0))
            before, line = lines[-1]
            lines[-1] = (before + piece, line or (at + place if piece.strip() else 0))
    return [(" ".join(text.split()), line) for text, line in lines]
