"""A marked-up page laid out flat: headings, paragraphs, lists and tables in the order they are read."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ranklore.lists.rules.draft import Paragraph
from ranklore.lists.rules.grade import Grade, grade
from ranklore.lists.rules.tree import BLOCKS, HEADINGS, Node, Text, has_text, is_block, paragraph_of

_CREDIT_LEAD = re.compile(r"\s*(?:by\b|[-–—|,(])", re.IGNORECASE)
_WHOLE = (*HEADINGS, "p", "ul", "ol", "table", "dl", "pre", "blockquote", "title")


@dataclass(eq=False)
class Piece:
    kind: str  # a tag of _WHOLE; loose text is a "p"
    parts: list[Node | Text]
    parent: Node

    @property
    def node(self) -> Node:
        """The element itself, or loose text as if it were one."""
        first = self.parts[0]
        whole = isinstance(first, Node) and first.tag in _WHOLE
        return first if isinstance(first, Node) and whole else Node("p", first.line, self.parts)

    def paragraph(self) -> Paragraph:
        return paragraph_of(*self.parts)


def pieces_of(root: Node) -> list[Piece]:
    pieces = [piece for piece in _walk(root) if any(map(has_text, piece.parts))]
    bold = [piece for piece in pieces if _is_bold_name(piece)]
    if len(bold) > 1:
        for piece in bold:
            piece.kind = "h6"  # a name in bold on a line of its own is a heading in all but name
    return pieces


def _is_bold_name(piece: Piece) -> bool:
    inline = piece.node.children if piece.kind == "p" else []
    head = next((part for part in inline if isinstance(part, Node) or part.text.strip()), None)
    if not isinstance(head, Node) or head.tag not in ("strong", "b"):
        return False
    text = piece.paragraph().text
    rest = text[len(paragraph_of(head).text) :]
    return grade(text) is not Grade.PROSE and (not rest or bool(_CREDIT_LEAD.match(rest)))


def _walk(node: Node) -> Iterator[Piece]:
    loose: list[Node | Text] = []
    for child in node.children:
        if isinstance(child, Node) and (child.tag in BLOCKS or child.tag == "title" or _holds_blocks(child)):
            if loose:
                yield Piece("p", loose, node)
                loose = []
            if child.tag in _WHOLE and not (child.tag == "p" and _holds_blocks(child)):
                yield Piece(child.tag, [child], node)
            else:
                yield from _walk(child)
        else:
            loose.append(child)
    if loose:
        yield Piece("p", loose, node)


def _holds_blocks(node: Node) -> bool:
    return any(is_block(child) or (isinstance(child, Node) and _holds_blocks(child)) for child in node.children)


def items_of(lists: Sequence[Piece]) -> list[Node]:
    return [item for piece in lists for item in piece.node.nodes("li")]


def ranks_above(pieces: Sequence[Piece], heads: Sequence[Piece]) -> dict[Piece, Piece]:
    """A card shows its rank alone above its heading; all cards do, or none."""
    known = set(heads)
    ranks = {
        after: before
        for before, after in itertools.pairwise(pieces)
        if after in known and before.kind == "p" and re.fullmatch(r"#?\d{1,4}\.?", before.paragraph().text)
    }
    return ranks if len(ranks) == len(heads) else {}
