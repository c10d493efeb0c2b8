"""How a plain page is laid out: paragraphs, cards (a name right above its comment) or lines only."""

from collections import Counter
from collections.abc import Sequence

from ranklore.parsing.structure.lines import TextBlock, TextLine
from ranklore.parsing.structure.title_score import TitleScore, is_clearly_prose, title_score


def is_bare_list(blocks: Sequence[TextBlock]) -> bool:
    """Names only, nobody talking. Short lower-case remarks between title-case names are talk too."""
    texts = [line.text for block in blocks for line in block.lines]
    if not texts or any(line.indent >= 2 for block in blocks for line in block.lines):
        return False
    talk = sum(map(is_clearly_prose, texts))
    grades = Counter(map(title_score, texts))
    share = grades[TitleScore.PROSE] / len(texts)
    names = grades[TitleScore.NAME] / len(texts)
    return talk <= len(texts) // 20 and (share < 0.25 or names < 0.2)


def one_line_blocks(blocks: Sequence[TextBlock]) -> list[TextBlock]:
    return [
        TextBlock((line,), block.gap if place == 0 else 0) for block in blocks for place, line in enumerate(block.lines)
    ]


def has_few_blank_lines(blocks: Sequence[TextBlock]) -> bool:
    """A page typed without blank lines, so that a line is as much of a paragraph as there is."""
    lines = sum(len(block.lines) for block in blocks)
    if lines < 4 or len(blocks) > 3:
        return False
    biggest = max(blocks, key=lambda block: len(block.lines))
    names = sum(title_score(line.text) is not TitleScore.PROSE for line in biggest.lines)
    return len(biggest.lines) * 2 > lines and names > 1


def has_cards(blocks: Sequence[TextBlock]) -> bool:
    """Most blocks are a short line with talk right beneath it."""
    cards = sum(_is_card(block) for block in blocks)
    return cards > 1 and cards * 2 > len(blocks)


def _is_card(block: TextBlock) -> bool:
    if len(block.lines) < 2 or title_score(block.first) is TitleScore.PROSE:
        return False
    return any(is_clearly_prose(line.text) or title_score(line.text) is TitleScore.PROSE for line in block.lines[1:])


def split_cards(blocks: Sequence[TextBlock]) -> list[TextBlock]:
    parts: list[TextBlock] = []
    for block in blocks:
        if _is_card(block):
            parts += [TextBlock(block.lines[:1], block.gap), TextBlock(block.lines[1:], 0)]
        else:
            parts.append(block)
    return parts


def has_indented_comments(lines: Sequence[TextLine]) -> bool:
    """Names at the margin, comments set in."""
    deep = [line for line in lines if line.indent >= 2]
    flush = [line for line in lines if line.indent < 2]
    return len(deep) > 1 and len(flush) > 1 and all(len(line.text) <= 100 for line in flush[2:])


def usual_gap(blocks: Sequence[TextBlock]) -> int:
    gaps = Counter(block.gap for block in blocks[1:])
    return gaps.most_common(1)[0][0] if gaps else 1
