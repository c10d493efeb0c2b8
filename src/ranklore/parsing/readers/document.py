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
from ranklore.parsing.readers.numbered import apply_numbering
from ranklore.parsing.readers.table import read_table
from ranklore.parsing.structure.lines import is_vote_counter
from ranklore.parsing.structure.raw_page import RawItem, RawPage
from ranklore.parsing.structure.title_score import is_clearly_prose

_TITLE_KINDS = ("title", *HEADING_TAGS)


def read_document(pieces: Sequence[MarkupBlock], one_list: bool) -> RawPage | None:
    """None where no list, headings or table hold the items. `one_list`: take the best
    list and leave other lists out (a saved page has menus); else every list belongs."""
    lists = main_lists(pieces, one_list)
    listed = list_entries(lists)
    headings = item_headings(pieces)
    table = max((piece for piece in pieces if piece.kind == "table"), key=row_count, default=None)
    rows = row_count(table) if table else 0
    if table and rows > 1 and rows >= max(len(listed), len(headings)):
        return _from_table(pieces, table)
    if len(headings) > 1 and has_comments_below(headings, pieces, listed):
        return _from_headings(pieces, headings)
    names = names_above_lists(pieces)
    if len(names) > 1 and is_comment_list(listed):
        return _from_headings(pieces, names)
    if len(listed) > 1:
        return _from_lists(pieces, lists)
    terms = [piece for piece in pieces if piece.kind == "dl" and len(piece.node.nodes("dt")) > 1]
    return _from_definitions(pieces, terms[0]) if terms else None


# --- which part holds the items ----------------------------------------------------------------------


# --- reading it --------------------------------------------------------------------------------------


def _read_before(draft: RawPage, pieces: Sequence[MarkupBlock]) -> None:
    """Title and prompt: what stands before the first item."""
    title = next((p for p in pieces if p.kind == "h1"), None) or next(
        (p for p in pieces if p.kind in _TITLE_KINDS), None
    )
    if title is None and pieces and pieces[0].kind == "p" and len(pieces[0].paragraph().text) <= TITLE_MAX:
        title = pieces[0]
    if title is None:
        line = pieces[0].paragraph().line if pieces else 1
        draft.ask(line, "no_title", "The page has no title of its own. What is the list called?")
    else:
        paragraph = title.paragraph()
        draft.title, draft.title_line = paragraph.text.rstrip(":："), paragraph.line
    above = title is not None and title.kind == "h1"  # what stands above the page's own heading is a menu
    for piece in pieces:
        if piece is title or piece.kind == "title":
            above = above and piece is not title
            continue
        if piece.kind in ("p", "blockquote", "pre") and not above:
            draft.prompt.append(piece.paragraph())
        else:
            _leave_out(draft, piece)


def _leave_out(draft: RawPage, piece: MarkupBlock) -> None:
    paragraph = piece.paragraph()
    if draft.title and " ".join(paragraph.text.split()) == draft.title:
        return
    words = " ".join(paragraph.text.split())
    shown = words if len(words) <= 300 else words[:300] + " …"
    draft.ask(
        paragraph.line,
        "left_out",
        f"This was left out, because it seems to be no part of the list: “{shown}”",
    )


def _from_table(pieces: Sequence[MarkupBlock], table: MarkupBlock) -> RawPage:
    place = pieces.index(table)
    draft = RawPage()
    _read_before(draft, pieces[:place])
    read_table(draft, table.node)
    for piece in pieces[place + 1 :]:
        _leave_out(draft, piece)
    return draft


def _from_lists(pieces: Sequence[MarkupBlock], lists: Sequence[MarkupBlock]) -> RawPage:
    refuse_too_many([item.line for item in list_entries(lists)])
    draft = RawPage()
    known = set(lists)
    first = pieces.index(lists[0])
    _read_before(draft, pieces[:first])
    numbers: list[int | None] = []
    backwards = False
    for piece in pieces[first:]:
        if piece in known:
            entries = piece.node.nodes("li")
            draft.items.extend(read_entry(draft, entry) for entry in entries)
            numbers += [entry.number for entry in entries]
            backwards = backwards or piece.node.is_reversed
        else:
            _between_lists(draft, piece)
    plain = [number for number in numbers if number is not None]
    down = len(plain) == len(numbers) > 1 and all(a > b for a, b in itertools.pairwise(plain))
    if not apply_numbering(draft) and (backwards or down):
        draft.items.reverse()
        text = "The numbers count down, so the items were turned round: the best one stands first."
        draft.ask(draft.items[-1].line, "numbers", text)
    return draft


def _between_lists(draft: RawPage, piece: MarkupBlock) -> None:
    """A paragraph right behind a list's entry speaks of it; a heading or another list does not."""
    if piece.kind in ("p", "blockquote") and draft.items and is_clearly_prose(piece.paragraph().text):
        text = piece.paragraph()
        draft.items[-1].comments.append(text)
        name = draft.items[-1].name
        draft.ask(
            text.line,
            "maybe_title",
            f"The paragraph on line {text.line} was taken for a comment on “{name}”.",
        )
    else:
        _leave_out(draft, piece)


def _from_headings(pieces: Sequence[MarkupBlock], heads: Sequence[MarkupBlock]) -> RawPage:
    refuse_too_many([head.node.line for head in heads])
    draft = RawPage()
    ranks = ranks_above(pieces, heads)
    pieces = [piece for piece in pieces if piece not in set(ranks.values())]
    first = pieces.index(heads[0])
    known = set(heads)
    _read_before(draft, pieces[:first])
    level = heads[0].kind
    for piece in pieces[first:]:
        if piece in known:
            draft.items.append(read_entry(draft, piece.node))
            if piece in ranks:
                draft.items[-1].name = f"{ranks[piece].paragraph().text.strip('#. ')}. {draft.items[-1].name}"
        elif piece.kind in HEADING_TAGS and piece.kind < level:
            _leave_out(draft, piece)
        else:
            _add_comments_below(draft, draft.items[-1], piece)
    apply_numbering(draft)
    return draft


def _add_comments_below(draft: RawPage, item: RawItem, piece: MarkupBlock) -> None:
    paragraph = piece.paragraph()
    if is_vote_counter(paragraph.text):
        draft.left_out.append(paragraph.line)
    elif piece.kind == "p":
        item.comments.append(paragraph)
    else:
        add_comments(draft, item, piece.node)


def _from_definitions(pieces: Sequence[MarkupBlock], terms: MarkupBlock) -> RawPage:
    draft = RawPage()
    place = pieces.index(terms)
    _read_before(draft, pieces[:place])
    for node in terms.node.nodes("dt", "dd"):
        if node.tag == "dt" or not draft.items:
            draft.items.append(read_entry(draft, node))
        else:
            add_comments(draft, draft.items[-1], node)
    for piece in pieces[place + 1 :]:
        _leave_out(draft, piece)
    return draft
