"""Reads plain pages: a title, a prompt, then names on their own lines with paragraphs of comments under them."""

from collections.abc import Sequence

from ranklore.parsing.limits import ITEMS_MAX, refuse_too_many
from ranklore.parsing.result import UNTITLED
from ranklore.parsing.structure import caseless_score, layout, title_detection
from ranklore.parsing.structure.block_roles import NAME_ROLES, BlockRole, BlockRoles
from ranklore.parsing.structure.lines import (
    TextBlock,
    TextLine,
    is_divider,
    is_vote_counter,
    to_blocks,
    without_vote_counter,
)
from ranklore.parsing.structure.raw_page import RawItem, RawPage

_HEADER_LINES_MAX = 50


def read_plain(lines: Sequence[TextLine]) -> RawPage:
    draft = RawPage()
    dropped = {line.number for line in lines if is_vote_counter(line.text) or is_divider(line.text)}
    kept = [line for line in lines if line.number not in dropped]
    draft.left_out.extend(dropped)
    if kept:
        _read_blocks(draft, kept, dropped)
    return draft


def _read_blocks(draft: RawPage, lines: Sequence[TextLine], dropped: set[int]) -> None:
    blocks = to_blocks(lines, dropped)
    indented = layout.has_indented_comments(lines)
    paragraphs = _paragraphs(blocks)
    spoken = None if indented else caseless_score.caseless_scores(paragraphs)
    bare = spoken is None and layout.is_bare_list(blocks[1:] if len(blocks) > 1 else blocks)
    if bare and len(lines) > ITEMS_MAX + _HEADER_LINES_MAX:
        refuse_too_many([line.number for line in lines])  # now, before any more work is done on it
    blocks = layout.one_line_blocks(blocks) if bare or indented else paragraphs
    roles = BlockRoles(blocks, bare=bare, indented=indented, spoken=spoken)
    start = _read_header(draft, blocks, roles, bare)
    _add_items(draft, blocks[start:], roles.of(start))


def _paragraphs(blocks: list[TextBlock]) -> list[TextBlock]:
    if layout.has_few_blank_lines(blocks):
        return layout.one_line_blocks(blocks)
    return layout.split_cards(blocks) if layout.has_cards(blocks) else blocks


def _read_header(draft: RawPage, blocks: Sequence[TextBlock], roles: BlockRoles, bare: bool) -> int:
    """Sets title and prompt; returns the place of the first block after them."""
    first = blocks[0]
    if not title_detection.has_page_title(blocks, bare) or len(blocks) < 2:
        draft.ask(first.number, "no_title", "The page seems to start with its first item. What is the list called?")
        return 0
    draft.title, draft.title_line = first.first.rstrip(":："), first.number
    if not title_detection.is_certain_title(blocks, bare):
        text = f"“{draft.title}” was taken as the title of the page. Is it an item?"
        draft.ask(first.number, "maybe_page_title", text)
    if len(first.lines) > 1:
        draft.prompt.append(TextBlock(first.lines[1:], 0).as_paragraph())
    start = roles.first_name(1)
    for block, role in zip(blocks[1:start], roles.of(1), strict=False):
        draft.prompt.append(block.as_paragraph())
        _ask_about_role(draft, block, role)
    return start


def _add_items(draft: RawPage, blocks: Sequence[TextBlock], roles: Sequence[BlockRole]) -> None:
    for block, role in zip(blocks, roles, strict=True):
        if role is BlockRole.LOST:
            text = f"A title seems to be lost above line {block.number}. What is this item called?"
            draft.ask(block.number, "untitled", text)
            draft.items.append(RawItem(UNTITLED, block.number, [block.as_paragraph()]))
        elif role in NAME_ROLES or not draft.items:
            draft.items.extend(RawItem(without_vote_counter(line.text), line.number) for line in block.lines)
        else:
            draft.items[-1].comments.append(block.as_paragraph())
        _ask_about_role(draft, block, role)


def _ask_about_role(draft: RawPage, block: TextBlock, role: BlockRole) -> None:
    if role is BlockRole.STAYED:
        text = (
            f"A title may be lost above line {block.number}, but the text goes on about"
            f" “{draft.items[-1].name}”, so it was left there."
        )
        draft.ask(block.number, "maybe_untitled", text)
    elif role is BlockRole.DOUBTFUL_COMMENT:
        text = f"“{block.first}” was taken for a comment. Is it the name of an item?"
        draft.ask(block.number, "maybe_title", text)
    elif role is BlockRole.DOUBTFUL_NAME:
        text = f"“{block.first}” was taken for the name of an item. Is it a comment?"
        draft.ask(block.number, "maybe_title", text)
