"""Reads plain pages: a title, a prompt, then names on their own lines with paragraphs of comments under them."""

from collections.abc import Sequence

from ranklore.parsing.limits import ITEMS_MAX, refuse_too_many
from ranklore.parsing.result import UNTITLED
from ranklore.parsing.structure.annotated_lines import AnnotatedLine
from ranklore.parsing.structure.block_roles import NAME_ROLES, BlockRole, assign_roles
from ranklore.parsing.structure.layout import PlainLayout, detect_layout
from ranklore.parsing.structure.line_kinds import without_vote_counter
from ranklore.parsing.structure.raw_page import STARTS_WITH_ITEM_MESSAGE, RawItem, RawPage
from ranklore.parsing.structure.text_blocks import TextBlock
from ranklore.parsing.structure.title_detection import PageTitle, detect_title
from ranklore.text.messages import Message

_HEADER_LINES_MAX = 50


def read_plain(lines: Sequence[AnnotatedLine]) -> RawPage:
    dropped = {line.number for line in lines if line.is_vote_counter or line.is_divider}
    draft = RawPage(left_out=sorted(dropped))
    kept = [line for line in lines if line.number not in dropped]
    if kept:
        _read_layout(draft, detect_layout(kept, dropped))
    return draft


def _read_layout(draft: RawPage, layout: PlainLayout) -> None:
    if layout.is_bare and sum(len(block.lines) for block in layout.blocks) > ITEMS_MAX + _HEADER_LINES_MAX:
        # refused before the roles are assigned, which takes long on so many lines
        refuse_too_many([line.number for block in layout.blocks for line in block.lines])
    page_title = detect_title(layout)
    has_title = page_title is not PageTitle.NONE
    roles = assign_roles(layout, has_title=has_title)
    blocks = layout.blocks[int(has_title) :]
    if has_title:
        first = next((place for place, role in enumerate(roles) if role in NAME_ROLES), len(roles))
        _read_header(draft, layout.blocks[0], page_title, blocks[:first], roles[:first])
        blocks, roles = blocks[first:], roles[first:]
    else:
        draft.ask(blocks[0].number, "no_title", STARTS_WITH_ITEM_MESSAGE)
    _add_items(draft, blocks, roles)


def _read_header(
    draft: RawPage,
    top: TextBlock,
    page_title: PageTitle,
    prompt: Sequence[TextBlock],
    roles: Sequence[BlockRole],
) -> None:
    draft.title, draft.title_line = top.first.text.rstrip(":："), top.number
    if page_title is not PageTitle.CERTAIN:
        text = Message("“%(title)s” was read as the title of the page. Is it an item?", title=draft.title)
        draft.ask(top.number, "maybe_page_title", text)
    if len(top.lines) > 1:
        draft.prompt.append(TextBlock(top.lines[1:], 0).as_paragraph())
    for block, role in zip(prompt, roles, strict=True):
        draft.prompt.append(block.as_paragraph())
        _ask_about_role(draft, block, role)


def _add_items(draft: RawPage, blocks: Sequence[TextBlock], roles: Sequence[BlockRole]) -> None:
    for block, role in zip(blocks, roles, strict=True):
        if role is BlockRole.COMMENT_OF_LOST_NAME:
            text = Message(
                "A name seems to be missing above line %(line)s. What is this item called?", line=block.number
            )
            draft.ask(block.number, "untitled", text)
            draft.items.append(RawItem(UNTITLED, block.number, [block.as_paragraph()]))
        elif role in NAME_ROLES or not draft.items:
            draft.items.extend(RawItem(without_vote_counter(line.text), line.number) for line in block.lines)
        else:
            draft.items[-1].comments.append(block.as_paragraph())
        _ask_about_role(draft, block, role)


def _ask_about_role(draft: RawPage, block: TextBlock, role: BlockRole) -> None:
    if role is BlockRole.COMMENT_AFTER_GAP:
        text = Message(
            "A name may be missing above line %(line)s. The text there still speaks of “%(name)s”, so it was kept"
            " as a comment on that item.",
            line=block.number,
            name=draft.items[-1].name,
        )
        draft.ask(block.number, "maybe_untitled", text)
    elif role is BlockRole.DOUBTFUL_COMMENT:
        text = Message("“%(text)s” was read as a comment. Is it the name of an item?", text=block.first.text)
        draft.ask(block.number, "maybe_title", text)
    elif role is BlockRole.DOUBTFUL_NAME:
        text = Message("“%(text)s” was read as the name of an item. Is it a comment?", text=block.first.text)
        draft.ask(block.number, "maybe_title", text)
