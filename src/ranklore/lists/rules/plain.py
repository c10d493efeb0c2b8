"""Plain pages: a title, a prompt, then names alone on a line with paragraphs of comments under them."""

from collections.abc import Sequence

from ranklore.lists.rules import header, layout, rhythm
from ranklore.lists.rules.draft import Draft, DraftItem
from ranklore.lists.rules.limits import ITEMS_MAX, refuse_too_many
from ranklore.lists.rules.lines import Block, Line, is_rule, is_tail, to_blocks, without_tail
from ranklore.lists.rules.pasted import UNTITLED
from ranklore.lists.rules.roles import NAMES, Role, Roles

_HEADER_LINES_MAX = 50


def read_plain(lines: Sequence[Line]) -> Draft:
    draft = Draft()
    dropped = {line.number for line in lines if is_tail(line.text) or is_rule(line.text)}
    kept = [line for line in lines if line.number not in dropped]
    draft.left_out.extend(dropped)
    if kept:
        _read(draft, kept, dropped)
    return draft


def _read(draft: Draft, lines: Sequence[Line], dropped: set[int]) -> None:
    blocks = to_blocks(lines, dropped)
    indented = layout.has_indented_comments(lines)
    paragraphs = _paragraphs(blocks)
    spoken = None if indented else rhythm.grades_of(paragraphs)
    bare = spoken is None and layout.is_bare_list(blocks[1:] if len(blocks) > 1 else blocks)
    if bare and len(lines) > ITEMS_MAX + _HEADER_LINES_MAX:
        refuse_too_many([line.number for line in lines])  # now, before any more work is done on it
    blocks = layout.one_line_blocks(blocks) if bare or indented else paragraphs
    roles = Roles(blocks, bare=bare, indented=indented, spoken=spoken)
    start = _read_header(draft, blocks, roles, bare)
    _walk(draft, blocks[start:], roles.of(start))


def _paragraphs(blocks: list[Block]) -> list[Block]:
    if layout.has_few_blanks(blocks):
        return layout.one_line_blocks(blocks)
    return layout.split_cards(blocks) if layout.has_cards(blocks) else blocks


def _read_header(draft: Draft, blocks: Sequence[Block], roles: Roles, bare: bool) -> int:
    """Sets title and prompt; returns the place of the first block after them."""
    first = blocks[0]
    if not header.opens_with_title(blocks, bare) or len(blocks) < 2:
        draft.ask(first.number, "no_title", "The page seems to start with its first item. What is the list called?")
        return 0
    draft.title, draft.title_line = first.first.rstrip(":："), first.number
    if not header.is_sure_title(blocks, bare):
        text = f"“{draft.title}” was taken as the title of the page. Is it an item?"
        draft.ask(first.number, "maybe_page_title", text)
    if len(first.lines) > 1:
        draft.prompt.append(Block(first.lines[1:], 0).as_paragraph())
    start = roles.first_name(1)
    for block, role in zip(blocks[1:start], roles.of(1), strict=False):
        draft.prompt.append(block.as_paragraph())
        _ask(draft, block, role)
    return start


def _walk(draft: Draft, blocks: Sequence[Block], roles: Sequence[Role]) -> None:
    for block, role in zip(blocks, roles, strict=True):
        if role is Role.LOST:
            text = f"A title seems to be lost above line {block.number}. What is this item called?"
            draft.ask(block.number, "untitled", text)
            draft.items.append(DraftItem(UNTITLED, block.number, [block.as_paragraph()]))
        elif role in NAMES or not draft.items:
            draft.items.extend(DraftItem(without_tail(line.text), line.number) for line in block.lines)
        else:
            draft.items[-1].comments.append(block.as_paragraph())
        _ask(draft, block, role)


def _ask(draft: Draft, block: Block, role: Role) -> None:
    if role is Role.STAYED:
        text = (
            f"A title may be lost above line {block.number}, but the text goes on about"
            f" “{draft.items[-1].name}”, so it was left there."
        )
        draft.ask(block.number, "maybe_untitled", text)
    elif role is Role.DOUBTFUL_COMMENT:
        text = f"“{block.first}” was taken for a comment. Is it the name of an item?"
        draft.ask(block.number, "maybe_title", text)
    elif role is Role.DOUBTFUL_NAME:
        text = f"“{block.first}” was taken for the name of an item. Is it a comment?"
        draft.ask(block.number, "maybe_title", text)
