"""Reads CSV, TSV and tables with ";" or "|" between the cells: a header that names the columns, then one item a row."""

import csv
from collections.abc import Iterator, Sequence
from itertools import takewhile

from ranklore.parsing.lexicon.words import looks_like_name
from ranklore.parsing.limits import COMMENT_MAX, TITLE_MAX, PasteRefused
from ranklore.parsing.readers.columns import Columns, TableRow, columns_from_header, guess_columns
from ranklore.parsing.readers.table import read_rows
from ranklore.parsing.structure.raw_page import Paragraph, RawPage
from ranklore.text.messages import Message

_DELIMITERS = ("\t", ",", ";", "|")
_LINES_BEFORE_HEADER_MAX = 6  # lines before the header that may be title and prompt


def read_csv(lines: Sequence[str]) -> RawPage | None:
    """None where no line is a header: it names a known column, and the lines below have the same delimiter."""
    before: list[Paragraph] = []
    for place, line in enumerate(lines):
        if not line.strip():
            continue
        found = _find_header(lines, place)
        if found:
            header, columns, delimiter = found
            return _read_table(before, header, columns, list(_table_rows(lines, place + 1, delimiter)))
        before.append(Paragraph(line.strip(), place + 1))
        if len(before) == _LINES_BEFORE_HEADER_MAX:
            break
    return None


def read_tabbed(lines: Sequence[str]) -> RawPage | None:
    """Rows copied from a table without its header, with tabs between the cells. None for any other page."""
    written = [(number, line.strip()) for number, line in enumerate(lines, start=1) if line.strip()]
    before = list(takewhile(lambda numbered: "\t" not in numbered[1], written))
    tabbed = written[len(before) :]
    if len(tabbed) < 2 or len(before) > _LINES_BEFORE_HEADER_MAX or len({text.count("\t") for _, text in tabbed}) > 1:
        return None
    rows = [TableRow([Paragraph(cell.strip(), n) for cell in text.split("\t")], n) for n, text in tabbed]
    above = [Paragraph(text, number) for number, text in before]
    draft = _read_table(above, [""] * len(rows[0].cells), _columns_without_header(rows), rows)
    text = Message("The table has no header, so its columns were guessed. Are they right?")
    draft.ask(rows[0].line, "maybe_credit", text)
    return draft


def _columns_without_header(rows: Sequence[TableRow]) -> Columns:
    """Names, then who made them if every row has a name there; other columns with words hold comments."""
    columns = guess_columns(rows, len(rows[0].cells))
    after = columns.name + 1
    if after in columns.unknown and all(looks_like_name(row.cells[after].text) for row in rows):
        columns.unknown.remove(after)
        columns.credits.append(after)
    with_words = {place for row in rows for place, cell in enumerate(row.cells) if any(map(str.isalpha, cell.text))}
    columns.comments = [place for place in columns.unknown if place in with_words]
    columns.unknown = [place for place in columns.unknown if place not in with_words]
    return columns


def _find_header(lines: Sequence[str], place: int) -> tuple[list[str], Columns, str] | None:
    if len(lines[place]) > 1_000 or lines[place].lstrip().startswith("|"):  # "|" at the start: a Markdown table
        return None
    for delimiter in _DELIMITERS:
        cells = _split_cells(lines[place], delimiter)
        if len(cells) < 2 or any(len(cell.split()) > 3 or len(cell) > 40 for cell in cells):
            continue
        columns = columns_from_header(cells)
        if columns and _rows_match_header(lines[place + 1 : place + 200], delimiter, cells, columns):
            return cells, columns, delimiter
    return None


def _split_cells(line: str, delimiter: str) -> list[str]:
    reader = csv.reader([line], delimiter=delimiter, skipinitialspace=True)
    return [cell.strip() for cell in next(reader, [])]


def _rows_match_header(lines: Sequence[str], delimiter: str, header: list[str], columns: Columns) -> bool:
    """Rows have the delimiter too: some of them, or nearly all where most of the header is unknown."""
    rows = [line for line in lines if line.strip()]
    inside = sum(delimiter in line for line in rows)
    known = len(header) - len(columns.unknown)
    share = 0.3 if known * 2 > len(header) else 0.8
    return bool(rows) and inside >= max(1, share * len(rows))


def _table_rows(lines: Sequence[str], start: int, delimiter: str) -> Iterator[TableRow]:
    reader = csv.reader((line + "\n" for line in lines[start:]), delimiter=delimiter, skipinitialspace=True)
    while True:
        first = start + reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise PasteRefused(
                Message(
                    "The row on line %(line)s has a cell that is too long;"
                    " a comment can have at most %(limit)s characters.",
                    line=first,
                    limit=f"{COMMENT_MAX:,}",
                )
            ) from error
        if cells is None:
            return
        last = start + reader.line_num
        if last == len(lines) and last > first and "".join(lines[first - 1 : last]).count('"') % 2:
            raise PasteRefused(
                Message("The row on line %(line)s has a quotation mark that is never closed.", line=first)
            )
        if any(cell.strip() for cell in cells):
            yield TableRow([Paragraph(cell.strip(), first) for cell in cells], first)


def _read_table(before: list[Paragraph], header: list[str], columns: Columns, rows: list[TableRow]) -> RawPage:
    draft = RawPage()
    if before and len(before[0].text) <= TITLE_MAX:
        draft.title, draft.title_line = before[0].text, before[0].line
        draft.prompt = before[1:]
    else:
        draft.prompt = before
        draft.ask(1, "no_title", Message("The table has no title. What is the list called?"))
    read_rows(draft, header, rows, columns)
    return draft
