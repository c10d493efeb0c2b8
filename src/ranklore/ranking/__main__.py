"""The command line: `python -m ranklore.ranking FILE` ranks a file of ballots."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ranklore.ranking.ballot_files.ballot_file import BallotFile, BallotFileError, read_ballot_file
from ranklore.ranking.ballot_files.csv_file import read_csv
from ranklore.ranking.ballot_files.methods import METHODS, RankedRow, rank_ballot_file
from ranklore.ranking.ballot_files.preflib import PREFLIB_READERS
from ranklore.ranking.model.newton import NotConverged

PROGRAM = "python -m ranklore.ranking"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns the exit code: 0, or 2 for a file that cannot be ranked."""
    parser = argparse.ArgumentParser(prog=PROGRAM, description="Rank the items of a file of ballots or comparisons.")
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
        return _refuse(str(error))
    except MemoryError:
        return _refuse(f"{options.file.name}: too large for the memory of this computer")
    except (ValueError, ArithmeticError) as error:
        return _refuse(f"{options.file.name}: it cannot be ranked: {error}")
    return _print(_as_json(rows) if options.json else _as_table(rows))


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"{PROGRAM}: {sentence}\n")
    return 2


def _print(text: str) -> int:
    """Print what the terminal can show, with ? for the rest. A reader that stops early, such as `head`, is no error."""
    try:
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains again when it ends
    return 0


def _as_json(rows: list[RankedRow]) -> str:
    return json.dumps({"items": [row._asdict() for row in rows]}, ensure_ascii=False, indent=1) + "\n"


def _as_table(rows: list[RankedRow]) -> str:
    names = ["".join(letter if letter.isprintable() else "?" for letter in row.name) for row in rows]
    width = max(4, *map(len, names))
    lines = [f"{'rank':>4}  {'name':<{width}}  {'score':>10}  range"]
    for row, name in zip(rows, names, strict=True):
        places = f"{row.rank_low}–{row.rank_high}" if row.rank_low != row.rank_high else f"{row.rank_low}"
        lines.append(f"{row.rank:>4}  {name:<{width}}  {round(row.score, 4) + 0.0:>10.4f}  {places}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
