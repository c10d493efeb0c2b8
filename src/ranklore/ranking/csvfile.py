"""CSV with a header: `winner,loser[,weight]`, or `left,right,winner`, or a race a row, `pos1,pos2,…`. More columns are
passed over. In `winner` of the second form stand left, right, tie, or one of the two names."""

import csv
from collections.abc import Iterator

import numpy as np

from ranklore.ranking.counting import HEAVIEST
from ranklore.ranking.evidence import Ballot
from ranklore.ranking.files import LONGEST_LINE, MOST_ITEMS, BadFile, Line, Votes

FORMS = "winner,loser[,weight] or left,right,winner or pos1,pos2,…"
TIES = ("tie", "draw", "")

Rows = Iterator[tuple[int, list[str]]]


def read_csv(lines: Iterator[Line]) -> Votes:
    """Comparisons, or races. Raises BadFile."""
    rows = _rows(lines)
    number, header = next(rows, (1, []))
    columns = {name.strip().lower(): place for place, name in enumerate(header)}
    if columns.keys() >= {"winner", "loser"}:
        votes = _read_wins(rows, columns, len(header))
    elif columns.keys() >= {"left", "right", "winner"}:
        votes = _read_matchups(rows, columns, len(header))
    elif header and all(name == f"pos{place}" for place, name in enumerate(columns, start=1)):
        votes = _read_races(rows, len(header))
    else:
        raise BadFile(f"line {number}: the first line names the columns: {FORMS}")
    if not (votes.wins or votes.ballots):
        raise BadFile(f"line {number + 1}: the file ends before the first vote")
    return votes


def _rows(lines: Iterator[Line]) -> Rows:
    """Rows that are not blank, with the number of the line they end on."""
    csv.field_size_limit(LONGEST_LINE)
    reader = csv.reader((text + "\n" for _, text in lines), strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as error:
        raise BadFile(f"line {reader.line_num}: {error}") from None


class _Names:
    """Item numbers by name, in order of appearance."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}

    def of(self, name: str, line: int) -> int:
        name = name.strip()
        if not name:
            raise BadFile(f"line {line}: a name is missing")
        if len(self.number) == MOST_ITEMS and name not in self.number:
            raise BadFile(f"line {line}: more than {MOST_ITEMS} items")
        return self.number.setdefault(name, len(self.number))


def _two(names: _Names, first: str, second: str, line: int) -> tuple[int, int]:
    a, b = names.of(first, line), names.of(second, line)
    if a == b:
        raise BadFile(f"line {line}: {first.strip()!r} against itself")
    return a, b


def _cells(row: list[str], width: int, line: int) -> list[str]:
    if len(row) != width:
        raise BadFile(f"line {line}: {len(row)} columns, but the first line has {width}")
    return row


def _read_wins(rows: Rows, columns: dict[str, int], width: int) -> Votes:
    names, wins = _Names(), []
    for line, row in rows:
        cells = _cells(row, width, line)
        winner, loser = _two(names, cells[columns["winner"]], cells[columns["loser"]], line)
        wins.append((winner, loser, _weight(cells[columns["weight"]], line) if "weight" in columns else 1.0))
    return Votes(list(names.number), wins=wins)


def _weight(text: str, line: int) -> float:
    try:
        weight = float(text)
    except ValueError:
        weight = np.nan
    if not 0 <= weight <= HEAVIEST:
        raise BadFile(f"line {line}: a weight is a number from 0 to {HEAVIEST}, not {text[:40]!r}")
    return weight


def _read_matchups(rows: Rows, columns: dict[str, int], width: int) -> Votes:
    names, wins = _Names(), []
    for line, row in rows:
        cells = _cells(row, width, line)
        left, right = (cells[columns[side]].strip() for side in ("left", "right"))
        a, b = _two(names, left, right, line)
        winner = cells[columns["winner"]].strip()
        if winner.lower() in TIES:
            wins += [(a, b, 0.5), (b, a, 0.5)]
        elif winner in ("left", left):
            wins.append((a, b, 1.0))
        elif winner in ("right", right):
            wins.append((b, a, 1.0))
        else:
            raise BadFile(f"line {line}: the winner is left, right, tie or one of the two names; not {winner[:40]!r}")
    return Votes(list(names.number), wins=wins)


def _read_races(rows: Rows, width: int) -> Votes:
    names, ballots = _Names(), []
    for line, row in rows:
        if len(row) > width:
            raise BadFile(f"line {line}: {len(row)} columns, but the first line has {width}")
        finish = [names.of(name, line) for name in row if name.strip()]
        if len(set(finish)) < len(finish):
            twice = next(name.strip() for name in row if row.count(name) > 1)
            raise BadFile(f"line {line}: {twice!r} is twice in one race")
        ballots.append((Ballot(order=tuple(finish)), 1))
    return Votes(list(names.number), ballots=ballots)
