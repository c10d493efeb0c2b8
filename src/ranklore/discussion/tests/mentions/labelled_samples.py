"""Labelled samples, and the seed page that some of them are about."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from ranklore.discussion.mentions.name_index import ItemNames, NameIndex
from ranklore.parsing.encoding import decode_page
from ranklore.parsing.parser import parse_page
from ranklore.parsing.result import UNTITLED

SAMPLES = Path(__file__).parent / "samples"
ROOT = Path(__file__).parents[4]
SEED = ROOT.parent / "shared" / "seed" / "most-depressing-vocaloid-songs.txt"
MISSING_TITLES = {16: "Prisoner", 94: "Re_Birthday"}  # titles the page has lost that its comments name

seed_only = pytest.mark.skipif(not SEED.exists(), reason=f"the seed page is not beside the repository: {SEED}")


@dataclass(frozen=True)
class SeedPage:
    asks: str
    called: dict[int, str]  # items by the line of their title
    comments: list[tuple[int, int, str]]  # item, line, text

    @property
    def names(self) -> NameIndex:
        return NameIndex(ItemNames(line, name) for line, name in self.called.items() if name != UNTITLED)

    def half(self, line: int) -> int:
        """Every other item: the rules were written with the comments of half 0 in view, half 1 is the control."""
        return (sum(title <= line for title in self.called) - 1) % 2


@cache
def seed_page() -> SeedPage:
    page = parse_page(decode_page(SEED.read_bytes()).text)
    called = {item.line: MISSING_TITLES.get(item.line, item.name) for item in page.items}
    comments = [(item.line, comment.line, comment.text) for item in page.items for comment in item.comments]
    return SeedPage(f"{page.title} {page.prompt}", called, comments)


def labels(name: str) -> list[str]:
    return [line for line in (SAMPLES / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
