"""A marked-up page (HTML or Markdown) to a draft: picks what holds the items, and reads around it."""

import itertools
from collections import Counter
from collections.abc import Sequence

from ranklore.lists.rules.draft import Draft, DraftItem
from ranklore.lists.rules.entry import add_comments, read_entry
from ranklore.lists.rules.grade import Grade, grade, is_talk
from ranklore.lists.rules.limits import TITLE_MAX, refuse_too_many
from ranklore.lists.rules.lines import is_tail
from ranklore.lists.rules.numbered import apply_numbers
from ranklore.lists.rules.pieces import Piece, items_of, ranks_above
from ranklore.lists.rules.table import read_table
from ranklore.lists.rules.tree import HEADINGS, text_of

_TITLES = ("title", *HEADINGS)


def read_outline(pieces: Sequence[Piece], one_list: bool) -> Draft | None:
    """None where no list, headings or table hold the items. `one_list`: take the best
    list and leave other lists out (a saved page has menus); else every list belongs."""
    lists = _main_lists(pieces, one_list)
    listed = items_of(lists)
    headings = _item_headings(pieces)
    table = max((piece for piece in pieces if piece.kind == "table"), key=_rows, default=None)
    rows = _rows(table) if table else 0
    if table and rows > 1 and rows >= max(len(listed), len(headings)):
        return _from_table(pieces, table)
    if len(headings) > 1 and _comments_stand_under(headings, pieces, listed):
        return _from_heads(pieces, headings)
    names = _names_above_lists(pieces)
    if len(names) > 1 and _is_talk_list(listed):
        return _from_heads(pieces, names)
    if len(listed) > 1:
        return _from_lists(pieces, lists)
    terms = [piece for piece in pieces if piece.kind == "dl" and len(piece.node.nodes("dt")) > 1]
    return _from_terms(pieces, terms[0]) if terms else None


def _rows(piece: Piece) -> int:
    found = piece.node.nodes("tr")
    for part in piece.node.nodes("thead", "tbody", "tfoot"):
        found += part.nodes("tr")
    return len([row for row in found if len(row.nodes("td", "th")) > 1])


# --- which part holds the items ----------------------------------------------------------------------


def _main_lists(pieces: Sequence[Piece], one_list: bool) -> list[Piece]:
    lists = [piece for piece in pieces if piece.kind in ("ul", "ol")]
    if not lists or not one_list:
        return lists
    best = max(lists, key=_weight) if len(lists) > 1 else lists[0]
    if best.kind == "ol":
        return [piece for piece in lists if piece.kind == "ol"]
    headed = [after for before, after in itertools.pairwise(pieces) if before.kind in HEADINGS]
    parts = [piece for piece in lists if piece in set(headed) and piece.parent is best.parent]
    return parts if best in parts else [best]


def _weight(piece: Piece) -> float:
    """More entries and more words weigh more; an ordered list counts twice, a menu of bare links half."""
    items = piece.node.nodes("li")
    words = sum(len(text_of(item)) for item in items)
    linked = sum(len(text_of(link)) for item in items for link in item.nodes("a"))
    weight = len(items) + min(len(items), words / 80)
    return weight * (2 if piece.kind == "ol" else 0.5 if linked > 0.9 * words else 1)


def _item_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """The headings of the level that has most, the page's own title aside."""
    places = [piece for piece in pieces if piece.kind in HEADINGS]
    counted = Counter(piece.kind for piece in places)
    if not counted:
        return []
    level = max(counted, key=lambda kind: (counted[kind], kind))
    return [piece for piece in places if piece.kind == level]


def _comments_stand_under(headings: Sequence[Piece], pieces: Sequence[Piece], listed: Sequence[object]) -> bool:
    if len(headings) >= len(listed):
        return True
    lists = [piece for piece in pieces if piece.kind in ("ul", "ol")]
    known = set(headings)
    following = [after.kind for before, after in itertools.pairwise(pieces) if before in known]
    followed = following.count("ul") + following.count("ol")
    return followed * 2 > len(headings) and _is_talk_list(items_of(lists))


def _is_talk_list(items: Sequence[object]) -> bool:
    texts = [text_of(item) for item in items]  # type: ignore[arg-type]
    talk = sum(is_talk(text) or grade(text) is Grade.PROSE for text in texts)
    return bool(texts) and talk * 2 > len(texts)


def _names_above_lists(pieces: Sequence[Piece]) -> list[Piece]:
    return [
        before
        for before, after in itertools.pairwise(pieces)
        if before.kind == "p" and after.kind in ("ul", "ol", "blockquote") and grade(before.paragraph().text)
    ]


# --- reading it --------------------------------------------------------------------------------------


def _read_before(draft: Draft, pieces: Sequence[Piece]) -> None:
    """Title and prompt: what stands before the first item."""
    title = next((p for p in pieces if p.kind == "h1"), None) or next((p for p in pieces if p.kind in _TITLES), None)
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


def _leave_out(draft: Draft, piece: Piece) -> None:
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


def _from_table(pieces: Sequence[Piece], table: Piece) -> Draft:
    place = pieces.index(table)
    draft = Draft()
    _read_before(draft, pieces[:place])
    read_table(draft, table.node)
    for piece in pieces[place + 1 :]:
        _leave_out(draft, piece)
    return draft


def _from_lists(pieces: Sequence[Piece], lists: Sequence[Piece]) -> Draft:
    refuse_too_many([item.line for item in items_of(lists)])
    draft = Draft()
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
    if not apply_numbers(draft) and (backwards or down):
        draft.items.reverse()
        text = "The numbers count down, so the items were turned round: the best one stands first."
        draft.ask(draft.items[-1].line, "numbers", text)
    return draft


def _between_lists(draft: Draft, piece: Piece) -> None:
    """A paragraph right behind a list's entry speaks of it; a heading or another list does not."""
    if piece.kind in ("p", "blockquote") and draft.items and is_talk(piece.paragraph().text):
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


def _from_heads(pieces: Sequence[Piece], heads: Sequence[Piece]) -> Draft:
    refuse_too_many([head.node.line for head in heads])
    draft = Draft()
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
        elif piece.kind in HEADINGS and piece.kind < level:
            _leave_out(draft, piece)
        else:
            _say_under(draft, draft.items[-1], piece)
    apply_numbers(draft)
    return draft


def _say_under(draft: Draft, item: DraftItem, piece: Piece) -> None:
    paragraph = piece.paragraph()
    if is_tail(paragraph.text):
        draft.left_out.append(paragraph.line)
    elif piece.kind == "p":
        item.comments.append(paragraph)
    else:
        add_comments(draft, item, piece.node)


def _from_terms(pieces: Sequence[Piece], terms: Piece) -> Draft:
    draft = Draft()
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
