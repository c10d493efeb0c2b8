"""A marked-up page as a flat list of blocks: headings, paragraphs, lists and tables in reading order."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ranklore.parsing.markup.nodes import (
    BLOCK_TAGS,
    HEADING_TAGS,
    MarkupNode,
    MarkupText,
    has_text,
    is_block,
    paragraph_of,
)
from ranklore.parsing.structure.raw_page import Paragraph
from ranklore.parsing.structure.title_score import TitleScore, title_score

_CREDIT_LEAD = re.compile(r"\s*(?:by\b|[-–—|,(])", re.IGNORECASE)
_BLOCK_KINDS = (*HEADING_TAGS, "p", "ul", "ol", "table", "dl", "pre", "blockquote", "title")


@dataclass(eq=False)
class MarkupBlock:
    kind: str  # one of _BLOCK_KINDS; "p" for text outside any of them
    parts: list[MarkupNode | MarkupText]
    parent: MarkupNode

    @property
    def node(self) -> MarkupNode:
        """The element itself, or a paragraph made of the loose text."""
        first = self.parts[0]
        whole = isinstance(first, MarkupNode) and first.tag in _BLOCK_KINDS
        return first if isinstance(first, MarkupNode) and whole else MarkupNode("p", first.line, self.parts)

    def paragraph(self) -> Paragraph:
        return paragraph_of(*self.parts)


def markup_blocks(root: MarkupNode) -> list[MarkupBlock]:
    blocks = [block for block in _walk_blocks(root) if any(map(has_text, block.parts))]
    bold = [block for block in blocks if _is_bold_name(block)]
    if len(bold) > 1:
        for block in bold:
            block.kind = "h6"  # a bold name on a line of its own serves as a heading
    return blocks


def _is_bold_name(block: MarkupBlock) -> bool:
    inline = block.node.children if block.kind == "p" else []
    head = next((part for part in inline if isinstance(part, MarkupNode) or part.text.strip()), None)
    if not isinstance(head, MarkupNode) or head.tag not in ("strong", "b"):
        return False
    text = block.paragraph().text
    rest = text[len(paragraph_of(head).text) :]
    return title_score(text) is not TitleScore.PROSE and (not rest or bool(_CREDIT_LEAD.match(rest)))


def _walk_blocks(node: MarkupNode) -> Iterator[MarkupBlock]:
    loose: list[MarkupNode | MarkupText] = []
    for child in node.children:
        if isinstance(child, MarkupNode) and (child.tag in BLOCK_TAGS or child.tag == "title" or _holds_blocks(child)):
            if loose:
                yield MarkupBlock("p", loose, node)
                loose = []
            if child.tag in _BLOCK_KINDS and not (child.tag == "p" and _holds_blocks(child)):
                yield MarkupBlock(child.tag, [child], node)
            else:
                yield from _walk_blocks(child)
        else:
            loose.append(child)
    if loose:
        yield MarkupBlock("p", loose, node)


def _holds_blocks(node: MarkupNode) -> bool:
    return any(is_block(child) or (isinstance(child, MarkupNode) and _holds_blocks(child)) for child in node.children)


def list_entries(lists: Sequence[MarkupBlock]) -> list[MarkupNode]:
    return [item for block in lists for item in block.node.nodes("li")]


def ranks_above(blocks: Sequence[MarkupBlock], headings: Sequence[MarkupBlock]) -> dict[MarkupBlock, MarkupBlock]:
    """The blocks that hold only a rank, by the heading below. Empty unless every heading has one."""
    known = set(headings)
    ranks = {
        after: before
        for before, after in itertools.pairwise(blocks)
        if after in known and before.kind == "p" and re.fullmatch(r"#?\d{1,4}\.?", before.paragraph().text)
    }
    return ranks if len(ranks) == len(headings) else {}
