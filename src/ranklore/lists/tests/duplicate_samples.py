"""Read samples of duplicate and new names: `samples/duplicate_items.txt` and `samples/duplicate_lists.txt`.

Lines: "# a list", "name | credits | other names" for its items, "+ typed => listed" for a duplicate, "- typed" for a
new name.
"""

from dataclasses import dataclass, field
from pathlib import Path

from ranklore.lists.duplicates import KnownName

SAMPLES = Path(__file__).parent / "samples"


@dataclass
class Sample:
    title: str
    known: list[KnownName] = field(default_factory=list)
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    new: list[str] = field(default_factory=list)

    def name_of(self, key: int) -> str:
        return self.known[key].names[0]


def samples(file: str) -> list[Sample]:
    found: list[Sample] = []
    for line in (SAMPLES / file).read_text(encoding="utf-8").splitlines():
        mark, _, rest = line.partition(" ")
        if mark == "#":
            found.append(Sample(rest))
        elif mark == "+":
            typed, _, listed = rest.partition(" => ")
            found[-1].duplicates.append((typed, listed))
        elif mark == "-":
            found[-1].new.append(rest)
        elif line:
            found[-1].known.append(_known(len(found[-1].known), line))
    return found


def _known(key: int, line: str) -> KnownName:
    name, credits, aliases = (*(part.strip() for part in line.split("|")), "", "")[:3]
    others = (each.strip() for each in aliases.split(";"))
    makers = (each.strip() for each in credits.split(","))
    return KnownName(key, (name, *filter(None, others)), tuple(filter(None, makers)))
