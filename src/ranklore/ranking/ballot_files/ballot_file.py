"""A file of ballots as it was read, and what the readers of all formats share. Every error names the line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ranklore.ranking.tallies.bulk_counting import WEIGHT_MAX
from ranklore.ranking.tallies.evidence import IndexedBallot

FILE_BYTES_MAX = 256 << 20
ITEMS_MAX = 10_000
BALLOTS_MAX = 10**9
"""The most voters that one line may stand for."""
VOTERS_MAX = WEIGHT_MAX
"""The most voters, or weight, of a whole file. A tally holds twice as much."""
LINE_BYTES_MAX = 1 << 20


class BallotFileError(ValueError):
    """The file cannot be read as ballots. The message says where and why."""


@dataclass(slots=True)
class BallotFile:
    """The votes of a file. Items are numbers in the order of `names`.

    ballots   orders, each with the number of voters who cast it
    wins      comparisons as (winner, loser, weight); a tie is two of them with weight 1/2
    is_election  items that a ballot leaves out are below all it has, and not unknown to the voter
    """

    names: list[str]
    ballots: list[tuple[IndexedBallot, int]] = field(default_factory=list)
    wins: list[tuple[int, int, float]] = field(default_factory=list)
    is_election: bool = False


FileLine = tuple[int, str]
BallotFileReader = Callable[[Iterator[FileLine]], BallotFile]


def read_ballot_file(path: Path, readers: dict[str, BallotFileReader]) -> BallotFile:
    """Read a file with the reader for its extension. Raises BallotFileError, also for a file that cannot be opened."""
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise BallotFileError(f"{path.name}: unknown file type; use one of {', '.join(sorted(readers))}")
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise BallotFileError(f"{path.name}: larger than {FILE_BYTES_MAX >> 20} MiB")
        with path.open("rb") as file:
            return reader(_decoded_lines(file))
    except OSError as error:
        raise BallotFileError(f"{path.name}: {error.strerror or error}") from None


def _decoded_lines(file: Iterator[bytes]) -> Iterator[FileLine]:
    for number, raw in enumerate(file, start=1):
        if len(raw) > LINE_BYTES_MAX:
            raise BallotFileError(f"line {number}: longer than {LINE_BYTES_MAX >> 20} MiB")
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise BallotFileError(f"line {number}: not UTF-8 text (byte {error.start + 1})") from None
        yield number, text.rstrip("\r\n")


def parse_count(text: str, number: int, what: str, most: int, least: int = 1) -> int:
    """The whole number from `least` to `most` that `text` is. Raises BallotFileError, which calls it `what`."""
    if not (text.isascii() and text.isdigit() and len(text) <= 12 and least <= int(text) <= most):
        raise BallotFileError(f"line {number}: {what} must be a whole number from {least} to {most}, not {text[:40]!r}")
    return int(text)
