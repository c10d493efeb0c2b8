"""Load the labelled samples, and the seed page that some of them label."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from ranklore.discussion.mentions.name_index import ItemNames, NameIndex
from ranklore.parsing.encoding import decode_page
from ranklore.parsing.parser import parse_page
from ranklore.parsing.result import UNTITLED

SAMPLES = Path(__file__).parent / "samples"
ROOT = Path(__file__).parents[5]
SEED = ROOT.parent / "shared" / "seed" / "most-depressing-vocaloid-songs.txt"
MISSING_TITLES = {16: "Prisoner", 94: "Re_Birthday"}  # titles missing on the page, but named in its comments

seed_only = pytest.mark.skipif(not SEED.exists(), reason=f"the seed page is not beside the repository: {SEED}")


@dataclass(frozen=True)
class SeedPage:
    question: str
    names_by_line: dict[int, str]  # item names by the line of their title
    comments: list[tuple[int, int, str]]  # item, line, text

    @property
    def names(self) -> NameIndex:
        return NameIndex(ItemNames(line, name) for line, name in self.names_by_line.items() if name != UNTITLED)

    def half(self, line: int) -> int:
        """0 or 1, by item. The rules were written while looking at half 0; half 1 is the control group."""
        return (sum(title <= line for title in self.names_by_line) - 1) % 2


@cache
def seed_page() -> SeedPage:
    page = parse_page(decode_page(SEED.read_bytes()).text)
    names_by_line = {item.line: MISSING_TITLES.get(item.line, item.name) for item in page.items}
    comments = [(item.line, comment.line, comment.text) for item in page.items for comment in item.comments]
    return SeedPage(f"{page.title} {page.prompt}", names_by_line, comments)


def labels(name: str) -> list[str]:
    return [line for line in (SAMPLES / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
