"""Reads rows with known columns into a RawPage, from CSV, HTML or Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ranklore.parsing.credits.credit_names import CreditNames
from ranklore.parsing.lexicon.words import tokenize
from ranklore.parsing.limits import NAME_MAX, refuse_over
from ranklore.parsing.markup.nodes import MarkupNode, paragraph_of
from ranklore.parsing.readers.columns import Columns, TableRow, columns_from_header, guess_columns
from ranklore.parsing.structure.raw_page import Paragraph, RawItem, RawPage
from ranklore.text.clean import clean_line
from ranklore.text.messages import Message

_ALIAS_SEPARATOR = re.compile(r"[\n;；|]")  # not a comma: names have commas too
_QUOTE_CHARS_MAX = 300


def read_rows(draft: RawPage, header: Sequence[str], rows: Sequence[TableRow], columns: Columns) -> None:
    """Add the rows to the draft. A row without a name adds its comments to the item above."""
    _drop_rank_without_numbers(rows, columns)
    ranks: list[tuple[int, RawItem]] = []
    performers = CreditNames()
    cells_of_credits = [row.cells[place].text for row in rows for place in columns.credits if place < len(row.cells)]
    credits = [who for cell in cells_of_credits if (who := clean_line(cell))]
    performers.count_possible(credits)
    performers.learn_credits(credits)
    for row in rows:
        cells = row.cells + [Paragraph("", row.line)] * (len(header) - len(row.cells))
        name = clean_line(cells[columns.name].text)
        refuse_over(row.line, Message("an item name"), len(name), NAME_MAX)
        comments = [cells[place] for place in columns.comments if cells[place].text.strip()]
        if not name and comments and draft.items and not any(cells[p].text.strip() for p in columns.credits):
            draft.items[-1].comments.extend(comments)
        else:
            item = _row_item(name, row, cells, columns, performers, comments)
            draft.items.append(item)
            rank = _rank_number(cells[columns.rank].text) if columns.rank is not None else None
            if rank is not None:
                ranks.append((rank, item))
        _report_extra_cells(draft, row, len(header))
    _sort_by_rank(draft, ranks)
    _report_unknown_columns(draft, header, rows, columns)


def _row_item(
    name: str,
    row: TableRow,
    cells: Sequence[Paragraph],
    columns: Columns,
    people: CreditNames,
    comments: list[Paragraph],
) -> RawItem:
    credits: tuple[str, ...] | None = None
    if columns.credits:
        named = [clean_line(cells[place].text) for place in columns.credits]
        credits = tuple(each for who in named if tokenize(who) for each in people.names_in(who))
    aliases = [other for place in columns.aliases for other in _ALIAS_SEPARATOR.split(cells[place].text)]
    return RawItem(name, row.line, comments, credits, aliases=tuple(filter(None, map(clean_line, aliases))))


def _drop_rank_without_numbers(rows: Sequence[TableRow], columns: Columns) -> None:
    """A column that is called a rank but holds no number is unknown, so that it is left out with a question."""
    place = columns.rank
    if place is None:
        return
    if all(_rank_number(row.cells[place].text) is None for row in rows if place < len(row.cells)):
        columns.rank = None
        columns.unknown.append(place)


def _rank_number(text: str) -> int | None:
    digits = re.sub(r"\D", "", text[:12])
    return int(digits) if digits else None


def _sort_by_rank(draft: RawPage, ranks: list[tuple[int, RawItem]]) -> None:
    """Sort the items by rank, if every row has one."""
    numbers = [number for number, _ in ranks]
    if not ranks or numbers == sorted(numbers):
        return
    line = ranks[0][1].line
    if len(ranks) < len(draft.items):
        text = Message("Some rows have no rank, so the items are in the order of the rows.")
        draft.ask(line, "numbers", text)
        return
    draft.items = [item for _, item in sorted(ranks, key=lambda pair: pair[0])]
    draft.ask(line, "numbers", Message("The rows were sorted by their ranks."))


def _report_extra_cells(draft: RawPage, row: TableRow, width: int) -> None:
    extra = [cell.text.strip() for cell in row.cells[width:] if cell.text.strip()]
    if extra:
        text = Message(
            "Line %(line)s has more cells than the header, so this was left out: “%(cells)s”",
            line=row.line,
            cells=" ".join(" | ".join(extra).split())[:_QUOTE_CHARS_MAX],
        )
        draft.ask(row.line, "left_out", text)


def _report_unknown_columns(draft: RawPage, header: Sequence[str], rows: Sequence[TableRow], columns: Columns) -> None:
    filled = [
        place
        for place in columns.unknown
        if any(place < len(row.cells) and row.cells[place].text.strip() for row in rows)
    ]
    if filled:
        text = Message(
            "This column was left out: %(columns)s.",
            plural="These columns were left out: %(columns)s.",
            number=len(filled),
            columns=", ".join(f"“{clean_line(header[place]) or place + 1}”" for place in filled),
        )
        draft.ask(rows[0].line, "left_out", text)


def read_table(draft: RawPage, node: MarkupNode) -> None:
    """An HTML or Markdown table."""
    found = [row for part in (node, *node.nodes("thead", "tbody", "tfoot")) for row in part.nodes("tr")]
    rows = [_row_of(row) for row in found]
    rows = [row for row in rows if any(cell.text for cell in row.cells)]
    header = [cell.text for cell in rows[0].cells]
    columns = columns_from_header(header)
    if columns is not None:
        read_rows(draft, header, rows[1:], columns)
        return
    has_header = bool(found and found[0].nodes("th") and not found[0].nodes("td"))
    body = rows[1:] if has_header else rows
    width = max(len(row.cells) for row in rows)
    columns = guess_columns(body, width)
    header = (header if has_header else []) + [""] * width
    read_rows(draft, header[:width], body, columns)
    draft.ask(rows[0].line, "left_out" if columns.unknown else "maybe_title", _guess_message(columns))


def _guess_message(columns: Columns) -> Message:
    return Message(
        "The table does not say which column has the names, so column %(column)s was used.", column=columns.name + 1
    )


def _row_of(node: MarkupNode) -> TableRow:
    cells = [paragraph_of(cell) for cell in node.nodes("td", "th")]
    line = next((cell.line for cell in cells if cell.text), node.line)
    return TableRow(cells, line)
