"""Reads one entry of a marked-up list: its name and the comments under it."""

import re

from ranklore.parsing.lexicon.words import looks_like_name
from ranklore.parsing.markup.nodes import EMPHASIS_TAGS, MarkupNode, MarkupText, is_block, paragraph_of, text_of
from ranklore.parsing.structure.line_kinds import is_vote_counter
from ranklore.parsing.structure.long_name import item_from_line
from ranklore.parsing.structure.raw_page import Paragraph, RawItem, RawPage
from ranklore.parsing.structure.title_score import TitleScore, is_clearly_prose, title_score

_CREDIT_LEAD = re.compile(r"^(?:by\b|[-–—|,(])", re.IGNORECASE)
_SEPARATOR = re.compile(r"^[\s:–—|-]+(?=\w)")


def read_entry(draft: RawPage, node: MarkupNode) -> RawItem:
    """`node` is a list item, a heading, or any other element that starts with a name."""
    inline, blocks = _split_inline(node)
    if not text_of(*inline) and blocks:
        first, *blocks = blocks
        if first.tag in ("ul", "ol", "table", "blockquote", "dl"):  # an entry without text of its own
            blocks = [first, *blocks]
        else:
            inline, inner = _split_inline(first)
            blocks = [*inner, *blocks]
    name, remarks = _name_and_remarks(inline)
    item = item_from_line(draft, name.text, name.line, remarks)
    for block in blocks:
        add_comments(draft, item, block)
    return item


def add_comments(draft: RawPage, item: RawItem, block: MarkupNode) -> None:
    """Add each entry of a list and each paragraph as a comment."""
    if block.tag in ("ul", "ol", "dl", "dd", "menu", "blockquote", "div", "section", "article", "figure"):
        inner = [child for child in block.children if is_block(child)]
        if inner:
            for child in block.children:
                if isinstance(child, MarkupNode):
                    add_comments(draft, item, child)
                elif child.text.strip():
                    item.comments.append(paragraph_of(child))
            return
    replies = block.nodes("ul", "ol") if block.tag == "li" else []
    paragraph = (
        paragraph_of(*(child for child in block.children if child not in replies)) if replies else paragraph_of(block)
    )
    if is_vote_counter(paragraph.text):
        draft.left_out.append(paragraph.line)
    elif paragraph.text:
        item.comments.append(paragraph)
    for reply in replies:
        add_comments(draft, item, reply)


def _split_inline(node: MarkupNode) -> tuple[list[MarkupNode | MarkupText], list[MarkupNode]]:
    """The text before the first block, and the blocks. Loose text between blocks becomes a paragraph."""
    inline: list[MarkupNode | MarkupText] = []
    blocks: list[MarkupNode] = []
    for child in node.children:
        if isinstance(child, MarkupNode) and is_block(child):
            blocks.append(child)
        elif blocks:
            blocks.append(MarkupNode("p", child.line, [child]))
        else:
            inline.append(child)
    return inline, blocks


def _name_and_remarks(inline: list[MarkupNode | MarkupText]) -> tuple[Paragraph, list[Paragraph]]:
    breaks = [place for place, part in enumerate(inline) if isinstance(part, MarkupNode) and part.tag == "br"]
    first = breaks[0] if breaks else len(inline)
    name, remark = _split_bold_name(inline[:first])
    if not name.text and breaks:
        return _name_and_remarks(inline[first + 1 :])
    below = paragraph_of(*inline[first + 1 :]) if breaks else Paragraph("", 1)
    return name, [each for each in (remark, below) if each.text]


def _split_bold_name(inline: list[MarkupNode | MarkupText]) -> tuple[Paragraph, Paragraph]:
    """`<b>Dune</b>: the one with the sand` is a bold name and a remark after it."""
    whole = paragraph_of(*inline)
    whole.text = " ".join(whole.text.split())
    none = Paragraph("", whole.line)
    head = next((part for part in inline if not isinstance(part, MarkupText) or part.text.strip()), None)
    if not isinstance(head, MarkupNode) or head.tag not in EMPHASIS_TAGS or not text_of(head):
        return whole, none
    place = next(index for index, part in enumerate(inline) if part is head)
    rest = paragraph_of(*inline[place + 1 :]) if inline[place + 1 :] else none
    bare = _SEPARATOR.sub("", rest.text)
    if not bare or not _is_remark(rest.text, bare):
        return whole, none
    return Paragraph(text_of(head).rstrip(" :-–—"), whole.line), Paragraph(bare, rest.line)


def _is_remark(rest: str, bare: str) -> bool:
    if is_clearly_prose(bare) or title_score(bare) is TitleScore.PROSE:
        return not re.match(r"by\b", bare, re.IGNORECASE) or len(bare) > 100
    return not _CREDIT_LEAD.match(rest) and not looks_like_name(bare)
