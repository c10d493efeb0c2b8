"""Reads CSV, TSV and tables separated by ";" or "|": a header that names the columns, then one item a row."""

import csv
from collections.abc import Iterator, Sequence

from ranklore.parsing.lexicon.words import looks_like_name
from ranklore.parsing.limits import COMMENT_MAX, TITLE_MAX, PasteRefused
from ranklore.parsing.readers.columns import Columns, TableRow, columns_from_header, guess_columns
from ranklore.parsing.readers.table import read_rows
from ranklore.parsing.structure.raw_page import Paragraph, RawPage

_DELIMITERS = ("\t", ",", ";", "|")
_LINES_BEFORE_HEADER_MAX = 6  # lines with words that may hold the title before the header


def read_csv(lines: Sequence[str]) -> RawPage | None:
    """None where there is no header that names a column we know, with rows of the same make below."""
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
    """Rows copied out of a table, parted by tabs, without a header; None where this is no such page."""
    worded = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    tabbed = [(number, line) for number, line in worded if "\t" in line.strip()]
    if len(tabbed) < 2 or len(worded) - len(tabbed) > _LINES_BEFORE_HEADER_MAX:
        return None
    if len({line.strip().count("\t") for _, line in tabbed}) > 1:
        return None
    first = tabbed[0][0]
    if any(number > first for number, line in worded if "\t" not in line.strip()):
        return None
    rows = [TableRow([Paragraph(cell.strip(), n) for cell in line.strip().split("\t")], n) for n, line in tabbed]
    columns = guess_columns(rows, len(rows[0].cells))
    after = columns.name + 1
    if after in columns.unknown and all(looks_like_name(row.cells[after].text) for row in rows):
        columns.unknown.remove(after)
        columns.credits.append(after)
    worded_columns = {p for row in rows for p, cell in enumerate(row.cells) if any(map(str.isalpha, cell.text))}
    columns.comments = [place for place in columns.unknown if place in worded_columns]
    columns.unknown = [place for place in columns.unknown if place not in worded_columns]
    before = [Paragraph(line.strip(), number) for number, line in worded if number < first]
    draft = _read_table(before, [""] * len(rows[0].cells), columns, rows)
    draft.ask(first, "maybe_credit", "The rows have no header, so the columns were guessed. Are they right?")
    return draft


def _find_header(lines: Sequence[str], place: int) -> tuple[list[str], Columns, str] | None:
    if len(lines[place]) > 1_000 or lines[place].lstrip().startswith("|"):  # the latter is a Markdown table
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
    """Rows hold the delimiter too; where little of the header is known, nearly all must."""
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
                f"The row on line {first} has a field that is too long;"
                f" a comment can have at most {COMMENT_MAX:,}"
                " characters."
            ) from error
        if cells is None:
            return
        last = start + reader.line_num
        if last == len(lines) and last > first and "".join(lines[first - 1 : last]).count('"') % 2:
            raise PasteRefused(f"The row on line {first} opens a quotation mark that is never closed.")
        if any(cell.strip() for cell in cells):
            yield TableRow([Paragraph(cell.strip(), first) for cell in cells], first)


def _read_table(before: list[Paragraph], header: list[str], columns: Columns, rows: list[TableRow]) -> RawPage:
    draft = RawPage()
    if before and len(before[0].text) <= TITLE_MAX:
        draft.title, draft.title_line = before[0].text, before[0].line
        draft.prompt = before[1:]
    else:
        draft.prompt = before
        draft.ask(1, "no_title", "The rows come without a title. What is the list called?")
    read_rows(draft, header, rows, columns)
    return draft
