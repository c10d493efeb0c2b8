"""Blocks of adjoining lines, which blank lines separate."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from ranklore.parsing.structure.annotated_lines import AnnotatedLine
from ranklore.parsing.structure.raw_page import Paragraph
from ranklore.parsing.structure.title_score import TitleScore


@dataclass(frozen=True)
class TextBlock:
    """A paragraph, a name, or several names one below the other."""

    lines: tuple[AnnotatedLine, ...]
    gap: int  # blank lines before it

    @property
    def number(self) -> int:
        return self.lines[0].number

    @property
    def first(self) -> AnnotatedLine:
        return self.lines[0]

    @property
    def last(self) -> AnnotatedLine:
        return self.lines[-1]

    @cached_property
    def whole(self) -> AnnotatedLine:
        """All lines judged as one text."""
        if len(self.lines) == 1:
            return self.lines[0]
        return AnnotatedLine(self.number, "\n".join(line.text for line in self.lines), self.lines[0].indent)

    @property
    def text(self) -> str:
        return self.whole.text

    @cached_property
    def is_card(self) -> bool:
        """A short line with a comment right beneath it."""
        if len(self.lines) < 2 or self.first.title_score is TitleScore.PROSE:
            return False
        return any(line.is_clearly_prose or line.title_score is TitleScore.PROSE for line in self.lines[1:])

    def as_paragraph(self) -> Paragraph:
        return Paragraph(self.text, self.number)


def to_blocks(lines: Sequence[AnnotatedLine], dropped: Collection[int] = ()) -> list[TextBlock]:
    """Runs of adjoining lines. The numbers in `dropped` separate blocks too, but do not count as blank lines."""
    blocks: list[TextBlock] = []
    run: list[AnnotatedLine] = []
    last_number = gap = 0
    for line in lines:
        between = range(last_number + 1, line.number)
        if run and between:
            blocks.append(TextBlock(tuple(run), gap))
            run = []
        if not run:
            gap = sum(number not in dropped for number in between)
        run.append(line)
        last_number = line.number
    if run:
        blocks.append(TextBlock(tuple(run), gap))
    return blocks


def one_line_blocks(blocks: Sequence[TextBlock]) -> list[TextBlock]:
    return [
        TextBlock((line,), block.gap if place == 0 else 0) for block in blocks for place, line in enumerate(block.lines)
    ]


def has_few_blank_lines(blocks: Sequence[TextBlock]) -> bool:
    """The page was typed without blank lines, so that each line is a paragraph."""
    lines = sum(len(block.lines) for block in blocks)
    if lines < 4 or len(blocks) > 3:
        return False
    biggest = max(blocks, key=lambda block: len(block.lines))
    names = sum(line.title_score is not TitleScore.PROSE for line in biggest.lines)
    return len(biggest.lines) * 2 > lines and names > 1
