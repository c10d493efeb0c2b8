"""The command line: `python -m ranklore.ranking FILE` ranks a file of ballots."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from ranklore.ranking.ballot_files.ballot_file import BallotFile, BallotFileError, read_ballot_file
from ranklore.ranking.ballot_files.csv_file import read_csv
from ranklore.ranking.ballot_files.methods import METHODS, RankedRow, rank_ballot_file
from ranklore.ranking.ballot_files.preflib import PREFLIB_READERS
from ranklore.ranking.model.newton import NotConverged


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns the exit code: 0, or 2 for a file that cannot be ranked."""
    parser = argparse.ArgumentParser(
        prog="python -m ranklore.ranking", description="Rank the items of a file of ballots or comparisons."
    )
    parser.add_argument("file", type=Path, help="a PrefLib file (.soc .soi .toc .toi) or a .csv file")
    parser.add_argument("--method", choices=METHODS, default="ranklore", help="default: %(default)s")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--top", type=int, metavar="N", help="print only the first N items")
    options = parser.parse_args(arguments)
    if options.top is not None and options.top < 1:
        parser.error("--top must be 1 or more")
    try:
        votes: BallotFile = read_ballot_file(options.file, {**PREFLIB_READERS, ".csv": read_csv})
        rows = rank_ballot_file(votes, options.method)[: options.top]
    except (BallotFileError, NotConverged) as error:
        sys.stderr.write(f"{parser.prog}: {error}\n")
        return 2
    sys.stdout.write(_as_json(rows) if options.json else _as_table(rows))
    return 0


def _as_json(rows: list[RankedRow]) -> str:
    return json.dumps({"items": [row._asdict() for row in rows]}, ensure_ascii=False, indent=1) + "\n"


def _as_table(rows: list[RankedRow]) -> str:
    width = max(4, *(len(row.name) for row in rows))
    lines = [f"{'rank':>4}  {'name':<{width}}  {'score':>10}  range"]
    for row in rows:
        places = f"{row.rank_low}–{row.rank_high}" if row.rank_low != row.rank_high else f"{row.rank_low}"
        lines.append(f"{row.rank:>4}  {row.name:<{width}}  {row.score:>10.4f}  {places}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
