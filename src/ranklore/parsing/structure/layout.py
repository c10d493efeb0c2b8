"""How a plain page is laid out: paragraphs, cards (a name right above its comment), indented comments or names only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from ranklore.parsing.structure.annotated_lines import AnnotatedLine
from ranklore.parsing.structure.caseless_score import caseless_scores
from ranklore.parsing.structure.text_blocks import TextBlock, has_few_blank_lines, one_line_blocks, to_blocks
from ranklore.parsing.structure.title_score import TitleScore


@dataclass(frozen=True)
class PlainLayout:
    """The blocks of a plain page, each with its score, and what the page as a whole says about them."""

    blocks: tuple[TextBlock, ...]
    scores: tuple[TitleScore, ...]  # one a block
    is_bare: bool = False  # names only, no comments
    is_indented: bool = False  # names at the margin, comments indented
    is_caseless: bool = False  # names are not capitalized, so the scores come from `caseless_scores`

    @property
    def is_certain(self) -> bool:
        """The layout alone tells names from comments."""
        return self.is_bare or self.is_indented


def detect_layout(lines: Sequence[AnnotatedLine], dropped: Collection[int]) -> PlainLayout:
    blocks = to_blocks(lines, dropped)
    is_bare = _is_bare_list(blocks[1:] if len(blocks) > 1 else blocks)
    if _has_indented_comments(lines):
        return _layout(one_line_blocks(blocks), _indented_score, is_bare=is_bare, is_indented=True)
    paragraphs = _paragraphs(blocks)
    caseless = caseless_scores(paragraphs)
    if caseless is not None:
        return PlainLayout(tuple(paragraphs), tuple(caseless), is_caseless=True)
    if is_bare:
        return _layout(one_line_blocks(blocks), _bare_score, is_bare=True)
    return _layout(paragraphs, _paragraph_score)


def _layout(
    blocks: Sequence[TextBlock],
    score: Callable[[TextBlock], TitleScore],
    *,
    is_bare: bool = False,
    is_indented: bool = False,
) -> PlainLayout:
    return PlainLayout(tuple(blocks), tuple(map(score, blocks)), is_bare=is_bare, is_indented=is_indented)


def _indented_score(block: TextBlock) -> TitleScore:
    return TitleScore.PROSE if block.first.indent >= 2 else TitleScore.NAME


def _bare_score(block: TextBlock) -> TitleScore:
    return TitleScore.PROSE if block.whole.is_clearly_prose else TitleScore.NAME


def _paragraph_score(block: TextBlock) -> TitleScore:
    """A block of several lines is a list of names only where nearly all of its lines are names."""
    scores = [line.title_score for line in block.lines]
    if len(scores) == 1:
        return scores[0]
    all_names = min(scores) is not TitleScore.PROSE and scores.count(TitleScore.NAME) >= 0.6 * len(scores)
    return TitleScore.NAME if all_names else TitleScore.PROSE


def _has_indented_comments(lines: Sequence[AnnotatedLine]) -> bool:
    """Names at the margin, comments indented."""
    deep = [line for line in lines if line.indent >= 2]
    flush = [line for line in lines if line.indent < 2]
    return len(deep) > 1 and len(flush) > 1 and all(len(line.text) <= 100 for line in flush[2:])


def _is_bare_list(blocks: Sequence[TextBlock]) -> bool:
    """Names only, no comments. Short lower-case remarks between title-case names are comments too."""
    lines = [line for block in blocks for line in block.lines]
    if not lines or any(line.indent >= 2 for line in lines):
        return False
    certain_prose = sum(line.is_clearly_prose for line in lines)
    scores = Counter(line.title_score for line in lines)
    prose = scores[TitleScore.PROSE] / len(lines)
    names = scores[TitleScore.NAME] / len(lines)
    return certain_prose <= len(lines) // 20 and (prose < 0.25 or names < 0.2)


def _paragraphs(blocks: list[TextBlock]) -> list[TextBlock]:
    if has_few_blank_lines(blocks):
        return one_line_blocks(blocks)
    return _split_cards(blocks) if _has_cards(blocks) else blocks


def _has_cards(blocks: Sequence[TextBlock]) -> bool:
    cards = sum(block.is_card for block in blocks)
    return cards > 1 and cards * 2 > len(blocks)


def _split_cards(blocks: Sequence[TextBlock]) -> list[TextBlock]:
    parts: list[TextBlock] = []
    for block in blocks:
        if block.is_card:
            parts += [TextBlock(block.lines[:1], block.gap), TextBlock(block.lines[1:], 0)]
        else:
            parts.append(block)
    return parts
