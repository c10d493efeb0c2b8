"""Reads a marked-up page (HTML or Markdown) into a RawPage."""

import itertools
from collections.abc import Sequence

from ranklore.parsing.limits import TITLE_MAX, refuse_too_many
from ranklore.parsing.markup.blocks import MarkupBlock, list_entries, ranks_above
from ranklore.parsing.markup.entry import add_comments, read_entry
from ranklore.parsing.markup.item_blocks import (
    has_comments_below,
    is_comment_list,
    item_headings,
    main_lists,
    names_above_lists,
    row_count,
)
from ranklore.parsing.markup.nodes import HEADING_TAGS
from ranklore.parsing.readers.numbered import COUNTDOWN_MESSAGE, apply_numbering
from ranklore.parsing.readers.table import read_table
from ranklore.parsing.structure.line_kinds import is_vote_counter
from ranklore.parsing.structure.raw_page import NO_TITLE_MESSAGE, RawItem, RawPage
from ranklore.parsing.structure.title_score import is_clearly_prose
from ranklore.text.messages import Message

_TITLE_KINDS = ("title", *HEADING_TAGS)
_QUOTE_CHARS_MAX = 300


def read_document(blocks: Sequence[MarkupBlock], one_list: bool) -> RawPage | None:
    """None where no list, headings or table hold the items.

    With `one_list` the best list is read and other lists are left out, because a saved page has menus.
    """
    lists = main_lists(blocks, one_list)
    listed = list_entries(lists)
    headings = item_headings(blocks)
    table = max((block for block in blocks if block.kind == "table"), key=row_count, default=None)
    rows = row_count(table) if table else 0
    if table and rows > 1 and rows >= max(len(listed), len(headings)):
        return _from_table(blocks, table)
    if len(headings) > 1 and has_comments_below(headings, blocks, listed):
        return _from_headings(blocks, headings)
    names = names_above_lists(blocks)
    if len(names) > 1 and is_comment_list(listed):
        return _from_headings(blocks, names)
    if len(listed) > 1:
        return _from_lists(blocks, lists)
    terms = [block for block in blocks if block.kind == "dl" and len(block.node.nodes("dt")) > 1]
    return _from_definitions(blocks, terms[0]) if terms else None


def _read_before(draft: RawPage, blocks: Sequence[MarkupBlock]) -> None:
    """Title and prompt: the blocks before the first item."""
    title = next((p for p in blocks if p.kind == "h1"), None) or next(
        (p for p in blocks if p.kind in _TITLE_KINDS), None
    )
    if title is None and blocks and blocks[0].kind == "p" and len(blocks[0].paragraph().text) <= TITLE_MAX:
        title = blocks[0]
    if title is None:
        line = blocks[0].paragraph().line if blocks else 1
        draft.ask(line, "no_title", NO_TITLE_MESSAGE)
    else:
        paragraph = title.paragraph()
        draft.title, draft.title_line = paragraph.text.rstrip(":："), paragraph.line
    above = title is not None and title.kind == "h1"  # a menu stands above the page's own heading
    for block in blocks:
        if block is title or block.kind == "title":
            above = above and block is not title
            continue
        if block.kind in ("p", "blockquote", "pre") and not above:
            draft.prompt.append(block.paragraph())
        else:
            _leave_out(draft, block)


def _leave_out(draft: RawPage, block: MarkupBlock) -> None:
    paragraph = block.paragraph()
    if draft.title and " ".join(paragraph.text.split()) == draft.title:
        return
    words = " ".join(paragraph.text.split())
    text = Message(
        "This was left out, because it does not seem to be a part of the list: “%(text)s”",
        text=words if len(words) <= _QUOTE_CHARS_MAX else words[:_QUOTE_CHARS_MAX] + " …",
    )
    draft.ask(paragraph.line, "left_out", text)


def _from_table(blocks: Sequence[MarkupBlock], table: MarkupBlock) -> RawPage:
    place = blocks.index(table)
    draft = RawPage()
    _read_before(draft, blocks[:place])
    read_table(draft, table.node)
    for block in blocks[place + 1 :]:
        _leave_out(draft, block)
    return draft


def _from_lists(blocks: Sequence[MarkupBlock], lists: Sequence[MarkupBlock]) -> RawPage:
    refuse_too_many([item.line for item in list_entries(lists)])
    draft = RawPage()
    known = set(lists)
    first = blocks.index(lists[0])
    _read_before(draft, blocks[:first])
    numbers: list[int | None] = []
    backwards = False
    for block in blocks[first:]:
        if block in known:
            entries = block.node.nodes("li")
            draft.items.extend(read_entry(draft, entry) for entry in entries)
            numbers += [entry.number for entry in entries]
            backwards = backwards or block.node.is_reversed
        else:
            _between_lists(draft, block)
    plain = [number for number in numbers if number is not None]
    down = len(plain) == len(numbers) > 1 and all(a > b for a, b in itertools.pairwise(plain))
    if not apply_numbering(draft) and (backwards or down):
        draft.items.reverse()
        draft.ask(draft.items[-1].line, "numbers", COUNTDOWN_MESSAGE)
    return draft


def _between_lists(draft: RawPage, block: MarkupBlock) -> None:
    """A paragraph right after a list is a comment on its last entry; a heading or another list is not."""
    if block.kind in ("p", "blockquote") and draft.items and is_clearly_prose(block.paragraph().text):
        paragraph = block.paragraph()
        draft.items[-1].comments.append(paragraph)
        text = Message(
            "The paragraph on line %(line)s was read as a comment on “%(name)s”.",
            line=paragraph.line,
            name=draft.items[-1].name,
        )
        draft.ask(paragraph.line, "maybe_title", text)
    else:
        _leave_out(draft, block)


def _from_headings(blocks: Sequence[MarkupBlock], headings: Sequence[MarkupBlock]) -> RawPage:
    refuse_too_many([heading.node.line for heading in headings])
    draft = RawPage()
    ranks = ranks_above(blocks, headings)
    blocks = [block for block in blocks if block not in set(ranks.values())]
    first = blocks.index(headings[0])
    known = set(headings)
    _read_before(draft, blocks[:first])
    level = headings[0].kind
    for block in blocks[first:]:
        if block in known:
            draft.items.append(read_entry(draft, block.node))
            if block in ranks:
                draft.items[-1].name = f"{ranks[block].paragraph().text.strip('#. ')}. {draft.items[-1].name}"
        elif block.kind in HEADING_TAGS and block.kind < level:
            _leave_out(draft, block)
        else:
            _add_comments_below(draft, draft.items[-1], block)
    apply_numbering(draft)
    return draft


def _add_comments_below(draft: RawPage, item: RawItem, block: MarkupBlock) -> None:
    paragraph = block.paragraph()
    if is_vote_counter(paragraph.text):
        draft.left_out.append(paragraph.line)
    elif block.kind == "p":
        item.comments.append(paragraph)
    else:
        add_comments(draft, item, block.node)


def _from_definitions(blocks: Sequence[MarkupBlock], terms: MarkupBlock) -> RawPage:
    draft = RawPage()
    place = blocks.index(terms)
    _read_before(draft, blocks[:place])
    for node in terms.node.nodes("dt", "dd"):
        if node.tag == "dt" or not draft.items:
            draft.items.append(read_entry(draft, node))
        else:
            add_comments(draft, draft.items[-1], node)
    for block in blocks[place + 1 :]:
        _leave_out(draft, block)
    return draft
