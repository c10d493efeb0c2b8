"""Reads CSV with a header: `winner,loser[,weight]`, or `left,right,winner`, or one race a row, `pos1,pos2,…`.

In the second form `winner` is left, right, tie or one of the two names. The first two forms may have other columns,
which are ignored.
"""

import csv
from collections.abc import Iterator

import numpy as np

from ranklore.ranking.ballot_files.ballot_file import (
    ITEMS_MAX,
    LINE_BYTES_MAX,
    VOTERS_MAX,
    BallotFile,
    BallotFileError,
    FileLine,
)
from ranklore.ranking.tallies.bulk_counting import WEIGHT_MAX
from ranklore.ranking.tallies.evidence import IndexedBallot

CSV_FORMS = "winner,loser[,weight] or left,right,winner or pos1,pos2,…"
TIE_WORDS = ("tie", "draw", "")
WEIGHT_MIN = 1e-6
"""The least that a comparison may weigh. Weights are rounded to about a billionth."""

CsvRows = Iterator[tuple[int, list[str]]]


def read_csv(lines: Iterator[FileLine]) -> BallotFile:
    """The comparisons or races of a CSV file. Raises BallotFileError."""
    rows = _csv_rows(lines)
    number, header = next(rows, (1, []))
    columns = {name.strip().lower(): place for place, name in enumerate(header)}
    if columns.keys() >= {"winner", "loser"}:
        votes = _read_wins(rows, columns, len(header))
    elif columns.keys() >= {"left", "right", "winner"}:
        votes = _read_matchups(rows, columns, len(header))
    elif header and all(name == f"pos{place}" for place, name in enumerate(columns, start=1)):
        votes = _read_races(rows, len(header))
    else:
        raise BallotFileError(f"line {number}: the first line must name the columns: {CSV_FORMS}")
    if not (votes.wins or votes.ballots):
        raise BallotFileError(f"line {number + 1}: the file ends before the first vote")
    return votes


def _csv_rows(lines: Iterator[FileLine]) -> CsvRows:
    """The rows that are not blank, each with the number of its last line."""
    csv.field_size_limit(LINE_BYTES_MAX)
    reader = csv.reader((text + "\n" for _, text in lines), strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as error:
        raise BallotFileError(f"line {reader.line_num}: {error}") from None


class _ItemNumbers:
    """Numbers the items by name, in order of appearance."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}

    def of(self, name: str, line: int) -> int:
        name = name.strip()
        if not name:
            raise BallotFileError(f"line {line}: a name is missing")
        if len(self.number) == ITEMS_MAX and name not in self.number:
            raise BallotFileError(f"line {line}: more than {ITEMS_MAX} items")
        return self.number.setdefault(name, len(self.number))


def _pair(names: _ItemNumbers, first: str, second: str, line: int) -> tuple[int, int]:
    a, b = names.of(first, line), names.of(second, line)
    if a == b:
        raise BallotFileError(f"line {line}: {first.strip()!r} is compared with itself")
    return a, b


def _checked_row(row: list[str], width: int, line: int) -> list[str]:
    if len(row) != width:
        raise BallotFileError(f"line {line}: {len(row)} columns, but the first line has {width}")
    return row


def _read_wins(rows: CsvRows, columns: dict[str, int], width: int) -> BallotFile:
    names, wins = _ItemNumbers(), []
    total = 0.0
    for line, row in rows:
        cells = _checked_row(row, width, line)
        winner, loser = _pair(names, cells[columns["winner"]], cells[columns["loser"]], line)
        weight = _parse_weight(cells[columns["weight"]], line) if "weight" in columns else 1.0
        total += weight
        if total > VOTERS_MAX:
            raise BallotFileError(f"line {line}: the weights add up to more than {VOTERS_MAX}")
        wins.append((winner, loser, weight))
    return BallotFile(list(names.number), wins=wins)


def _parse_weight(text: str, line: int) -> float:
    try:
        weight = float(text)
    except ValueError:
        weight = np.nan
    if not 0 <= weight <= WEIGHT_MAX:
        raise BallotFileError(f"line {line}: a weight must be a number from 0 to {WEIGHT_MAX}, not {text[:40]!r}")
    if 0 < weight < WEIGHT_MIN:
        raise BallotFileError(f"line {line}: a weight must be 0 or at least {WEIGHT_MIN:f}, not {text[:40]!r}")
    return weight


def _read_matchups(rows: CsvRows, columns: dict[str, int], width: int) -> BallotFile:
    names, wins = _ItemNumbers(), []
    for line, row in rows:
        cells = _checked_row(row, width, line)
        left, right = (cells[columns[side]].strip() for side in ("left", "right"))
        a, b = _pair(names, left, right, line)
        winner = cells[columns["winner"]].strip()
        if winner.lower() in TIE_WORDS:
            wins += [(a, b, 0.5), (b, a, 0.5)]
        elif winner in ("left", left):
            wins.append((a, b, 1.0))
        elif winner in ("right", right):
            wins.append((b, a, 1.0))
        else:
            raise BallotFileError(
                f"line {line}: the winner must be left, right, tie or one of the two names, not {winner[:40]!r}"
            )
    return BallotFile(list(names.number), wins=wins)


def _read_races(rows: CsvRows, width: int) -> BallotFile:
    names, ballots = _ItemNumbers(), []
    for line, row in rows:
        if len(row) > width:
            raise BallotFileError(f"line {line}: {len(row)} columns, but the first line has {width}")
        finish = [names.of(name, line) for name in row if name.strip()]
        if len(set(finish)) < len(finish):
            twice = next(name.strip() for name in row if row.count(name) > 1)
            raise BallotFileError(f"line {line}: {twice!r} occurs twice in one race")
        ballots.append((IndexedBallot(order=tuple(finish)), 1))
    return BallotFile(list(names.number), ballots=ballots)
