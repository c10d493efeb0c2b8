"""Files of ballots. PrefLib's .soc .soi .toc .toi, and CSV with a header. Every complaint names the line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ranklore.ranking.evidence import Ballot

MOST_BYTES = 256 << 20
MOST_ITEMS = 10_000
MOST_BALLOTS = 10**9
LONGEST_LINE = 1 << 20


class BadFile(ValueError):
    """The file cannot be read as ballots; the message says where and why."""


@dataclass(slots=True)
class Votes:
    """What a file says. Items are numbers in the order of `names`.

    ballots   orders, each with how many voters cast it
    wins      comparisons: winner, loser, weight; a tie is half each way
    """

    names: list[str]
    ballots: list[tuple[Ballot, int]] = field(default_factory=list)
    wins: list[tuple[int, int, float]] = field(default_factory=list)


Line = tuple[int, str]
Reader = Callable[[Iterator[Line]], Votes]


def read_votes(path: Path, readers: dict[str, Reader]) -> Votes:
    """Read a file by the reader for its ending. Raises BadFile, also for a file that cannot be opened."""
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise BadFile(f"{path.name}: the ending says the form: {', '.join(sorted(readers))}")
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadFile(f"{path.name}: larger than {MOST_BYTES >> 20} MiB")
        with path.open("rb") as file:
            return reader(_lines(file))
    except OSError as error:
        raise BadFile(f"{path.name}: {error.strerror or error}") from None


def _lines(file: Iterator[bytes]) -> Iterator[Line]:
    for number, raw in enumerate(file, start=1):
        if len(raw) > LONGEST_LINE:
            raise BadFile(f"line {number}: longer than {LONGEST_LINE >> 20} MiB")
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise BadFile(f"line {number}: not UTF-8 text (byte {error.start + 1})") from None
        yield number, text.rstrip("\r\n")


def whole(text: str, number: int, what: str, most: int) -> int:
    """A whole number from 1 to `most`."""
    if not (text.isascii() and text.isdigit() and len(text) <= 12 and 1 <= int(text) <= most):
        raise BadFile(f"line {number}: {what} is a whole number from 1 to {most}, not {text[:40]!r}")
    return int(text)
