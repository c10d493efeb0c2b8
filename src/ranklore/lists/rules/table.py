"""Rows with a header, from CSV, HTML or Markdown: which column is what, and what is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ranklore.lists.rules.clean import clean_line
from ranklore.lists.rules.draft import Draft, DraftItem, Paragraph
from ranklore.lists.rules.limits import NAME_MAX, PasteRefused, refuse_over
from ranklore.lists.rules.performers import Performers
from ranklore.lists.rules.tree import Node, paragraph_of
from ranklore.lists.rules.words import listed, tokens_of

_NAMES = listed(
    "name title item song track game book film movie album show series entry names titles items what thing hike "
    "opera poem painting anime manga comic podcast dish restaurant titre nom chanson livre título titulo nombre "
    "canción libro titel buch lied nome canzone película "
    "タイトル 曲名 曲 名前 作品 题目 标题 名称 歌名 제목 이름 название"
)
_CREDITS = listed(
    "artist artists by credit credits author authors band singer performer performers creator developer director "
    "composer maker studio architect builder designer painter sculptor inventor publisher artiste auteur auteurs "
    "autor autores künstler interpret artista regisseur compositeur "
    "アーティスト 歌手 作者 著者 歌 作家 艺术家 가수 작가 автор "
    "исполнитель"
)
_ALIASES = listed("alias aliases aka synonym synonyms 別名 别名 별칭")
_COMMENTS = listed(
    "comment comments note notes review reviews remark remarks opinion text thoughts description why commentaire "
    "commentaires avis comentario comentarios nota kommentar kommentare bemerkung anmerkung commento "
    "コメント 感想 备注 评论 댓글 комментарий"
)
_RANKS = listed("rank place position no nr number pos # № rang platz puesto posición posto 順位 排名 순위 место")
_ALSO = [
    ["also", "known"],
    *([other, name] for other in ("other", "alternative") for name in listed("name names title titles")),
]
ROLES = {
    **dict.fromkeys(_NAMES, "name"),
    **dict.fromkeys(_CREDITS, "credit"),
    **dict.fromkeys(_ALIASES, "alias"),
    **dict.fromkeys(_COMMENTS, "comment"),
    **dict.fromkeys(_RANKS, "rank"),
}

_BETWEEN_NAMES = re.compile(r"[\n;；|]")  # not a comma, which may well be part of a name


@dataclass
class Row:
    cells: list[Paragraph]
    line: int


@dataclass
class Columns:
    name: int
    credits: list[int] = field(default_factory=list)
    comments: list[int] = field(default_factory=list)
    aliases: list[int] = field(default_factory=list)
    rank: int | None = None
    unknown: list[int] = field(default_factory=list)


def role_of(heading: str) -> str:
    """What a column with this heading holds, or ""; "Comment 2" and "Song title" are understood too."""
    words = [word for word in re.split(r"[\s_\-/.:0-9]+", clean_line(heading).casefold()) if word]
    if words[:2] in _ALSO:
        return "alias"
    if len(words) == 1 and words[0] in ROLES:
        return ROLES[words[0]]
    roles = [ROLES[word] for word in words if word in ROLES]
    if not roles or len(words) > 3:
        return ""
    return next((role for role in roles if role != "name"), "name")


def columns_of(header: Sequence[str]) -> Columns | None:
    """None where no column is a name. Beside two columns we know, the first that we do not know holds the names."""
    roles = [role_of(heading) for heading in header]
    if "name" not in roles:
        if len(set(roles) - {""}) < 2 or "" not in roles:
            return None
        roles[roles.index("")] = "name"
    columns = Columns(roles.index("name"))
    for place, role in enumerate(roles):
        if place == columns.name:
            continue
        if role == "credit":
            columns.credits.append(place)
        elif role == "alias":
            columns.aliases.append(place)
        elif role == "comment":
            columns.comments.append(place)
        elif role == "rank" and columns.rank is None:
            columns.rank = place
        else:
            columns.unknown.append(place)
    return columns


def read_rows(draft: Draft, header: Sequence[str], rows: Sequence[Row], columns: Columns) -> None:
    """Fills the draft. A row whose name is empty goes on with the item above."""
    ranks: list[tuple[int, DraftItem]] = []
    performers = Performers()
    cells_of_credits = [row.cells[place].text for row in rows for place in columns.credits if place < len(row.cells)]
    credits = [who for cell in cells_of_credits if (who := clean_line(cell))]
    performers.hear(credits)
    performers.learn_credits(credits)
    for row in rows:
        cells = row.cells + [Paragraph("", row.line)] * (len(header) - len(row.cells))
        name = clean_line(cells[columns.name].text)
        refuse_over(row.line, "an item name", len(name), NAME_MAX)
        comments = [cells[place] for place in columns.comments if cells[place].text.strip()]
        if not name and comments and draft.items and not any(cells[p].text.strip() for p in columns.credits):
            draft.items[-1].comments.extend(comments)
        else:
            item = _item(name, row, cells, columns, performers, comments)
            draft.items.append(item)
            rank = _number(cells[columns.rank].text) if columns.rank is not None else None
            if rank is not None:
                ranks.append((rank, item))
        _say_extra_cells(draft, row, len(header))
    _order(draft, ranks)
    _say_unknown(draft, header, rows, columns)


def _item(
    name: str,
    row: Row,
    cells: Sequence[Paragraph],
    columns: Columns,
    people: Performers,
    comments: list[Paragraph],
) -> DraftItem:
    credits: tuple[str, ...] | None = None
    if columns.credits:
        named = [clean_line(cells[place].text) for place in columns.credits]
        credits = tuple(each for who in named if tokens_of(who) for each in people.names_in(who))
    aliases = [other for place in columns.aliases for other in _BETWEEN_NAMES.split(cells[place].text)]
    return DraftItem(name, row.line, comments, credits, aliases=tuple(filter(None, map(clean_line, aliases))))


def _number(text: str) -> int | None:
    digits = re.sub(r"\D", "", text[:12])
    return int(digits) if digits else None


def _order(draft: Draft, ranks: list[tuple[int, DraftItem]]) -> None:
    """By rank, where every row has one; the order of the rows where not."""
    numbers = [number for number, _ in ranks]
    if not ranks or numbers == sorted(numbers):
        return
    line = ranks[0][1].line
    if len(ranks) < len(draft.items):
        draft.ask(line, "numbers", "Some rows have no rank, so the items stand in the order of the rows.")
        return
    draft.items = [item for _, item in sorted(ranks, key=lambda pair: pair[0])]
    draft.ask(line, "numbers", "The rows were put in the order of their ranks.")


def _say_extra_cells(draft: Draft, row: Row, width: int) -> None:
    extra = [cell.text.strip() for cell in row.cells[width:] if cell.text.strip()]
    if extra:
        words = " ".join(" | ".join(extra).split())[:300]
        draft.ask(
            row.line,
            "left_out",
            f"Line {row.line} has more cells than the header, so this was left out: “{words}”",
        )


def _say_unknown(draft: Draft, header: Sequence[str], rows: Sequence[Row], columns: Columns) -> None:
    filled = [
        place
        for place in columns.unknown
        if any(place < len(row.cells) and row.cells[place].text.strip() for row in rows)
    ]
    if filled:
        names = ", ".join(f"“{clean_line(header[place]) or f'column {place + 1}'}”" for place in filled)
        what = "This column was" if len(filled) == 1 else "These columns were"
        draft.ask(1 if not rows else rows[0].line, "left_out", f"{what} left out: {names}.")


def read_table(draft: Draft, node: Node) -> None:
    """An HTML or Markdown table."""
    found = [row for part in (node, *node.nodes("thead", "tbody", "tfoot")) for row in part.nodes("tr")]
    rows = [_row(row) for row in found]
    rows = [row for row in rows if any(cell.text for cell in row.cells)]
    header = [cell.text for cell in rows[0].cells]
    columns = columns_of(header)
    if columns is not None:
        read_rows(draft, header, rows[1:], columns)
        return
    has_header = bool(found and found[0].nodes("th") and not found[0].nodes("td"))
    body = rows[1:] if has_header else rows
    width = max(len(row.cells) for row in rows)
    columns = guess_columns(body, width)
    header = (header if has_header else []) + [""] * width
    read_rows(draft, header[:width], body, columns)
    draft.ask(rows[0].line, "left_out" if columns.unknown else "maybe_title", _guess_said(columns))


def guess_columns(rows: Sequence[Row], width: int) -> Columns:
    """A table without words in its header that we know: numbers first, then names, then who made them."""
    if not rows:
        raise PasteRefused("The table has a header but no rows.")
    numeric = [
        place
        for place in range(width)
        if all(place < len(row.cells) and re.fullmatch(r"#?\s*\d{1,5}\.?", row.cells[place].text) for row in rows)
    ]
    wordy = [place for place in range(width) if place not in numeric]
    if not wordy:
        return Columns(0, unknown=list(range(1, width)))
    rank = numeric[0] if numeric and numeric[0] < wordy[0] else None
    unknown = [place for place in range(width) if place not in (rank, wordy[0])]
    return Columns(wordy[0], rank=rank, unknown=unknown)


def _guess_said(columns: Columns) -> str:
    return f"The table does not say which column holds the names, so column {columns.name + 1} was taken."


def _row(node: Node) -> Row:
    cells = [paragraph_of(cell) for cell in node.nodes("td", "th")]
    line = next((cell.line for cell in cells if cell.text), node.line)
    return Row(cells, line)
