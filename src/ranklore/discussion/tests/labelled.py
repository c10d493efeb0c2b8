"""Samples that were labelled by reading, and the seed page that some of them are about."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from ranklore.discussion.names import Named, Names
from ranklore.lists.rules import UNTITLED, decode_pasted, parse_pasted

SAMPLES = Path(__file__).parent / "samples"
ROOT = Path(__file__).parents[4]
SEED = ROOT.parent / "shared" / "seed" / "most-depressing-vocaloid-songs.txt"
LOST = {16: "Prisoner", 94: "Re_Birthday"}  # titles the page has lost that its comments name

seed_only = pytest.mark.skipif(not SEED.exists(), reason=f"the seed page is not beside the repository: {SEED}")


@dataclass(frozen=True)
class SeedPage:
    asks: str
    called: dict[int, str]  # items by the line of their title
    comments: list[tuple[int, int, str]]  # item, line, text

    @property
    def names(self) -> Names:
        return Names(Named(line, name) for line, name in self.called.items() if name != UNTITLED)

    def half(self, line: int) -> int:
        """Every other item: the rules were written with the comments of half 0 in view, half 1 is the control."""
        return (sum(title <= line for title in self.called) - 1) % 2


@cache
def seed_page() -> SeedPage:
    page = parse_pasted(decode_pasted(SEED.read_bytes()).text)
    called = {item.line: LOST.get(item.line, item.name) for item in page.items}
    comments = [(item.line, comment.line, comment.text) for item in page.items for comment in item.comments]
    return SeedPage(f"{page.title} {page.prompt}", called, comments)


def labels(name: str) -> list[str]:
    return [line for line in (SAMPLES / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
