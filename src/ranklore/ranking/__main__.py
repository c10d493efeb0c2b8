"""Rank a file of ballots: `python -m ranklore.ranking FILE`."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from ranklore.ranking.csvfile import read_csv
from ranklore.ranking.files import BadFile, Votes, read_votes
from ranklore.ranking.methods import METHODS, Row, rank_votes
from ranklore.ranking.newton import NotConverged
from ranklore.ranking.preflib import PREFLIB


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Exit code 0, or 2 for a file or an option that cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m ranklore.ranking", description="Rank a file of ballots.")
    parser.add_argument("file", type=Path, help=".soc .soi .toc .toi (PrefLib) or .csv")
    parser.add_argument("--method", choices=METHODS, default="ranklore")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--top", type=int, metavar="N", help="only the first N places")
    options = parser.parse_args(arguments)
    if options.top is not None and options.top < 1:
        parser.error("--top is 1 or more")
    try:
        votes: Votes = read_votes(options.file, {**PREFLIB, ".csv": read_csv})
        rows = rank_votes(votes, options.method)[: options.top]
    except (BadFile, NotConverged) as error:
        sys.stderr.write(f"{parser.prog}: {error}\n")
        return 2
    sys.stdout.write(_as_json(rows) if options.json else _as_table(rows))
    return 0


def _as_json(rows: list[Row]) -> str:
    return json.dumps({"items": [row._asdict() for row in rows]}, ensure_ascii=False, indent=1) + "\n"


def _as_table(rows: list[Row]) -> str:
    width = max(4, *(len(row.name) for row in rows))
    lines = [f"{'rank':>4}  {'name':<{width}}  {'score':>10}  range"]
    for row in rows:
        places = f"{row.rank_low}–{row.rank_high}" if row.rank_low != row.rank_high else f"{row.rank_low}"
        lines.append(f"{row.rank:>4}  {row.name:<{width}}  {row.score:>10.4f}  {places}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
