"""How a plain page is laid out: paragraphs, cards (a name right above its comment) or lines only."""

from collections import Counter
from collections.abc import Sequence

from ranklore.lists.rules.grade import Grade, grade, is_talk
from ranklore.lists.rules.lines import Block, Line


def is_bare_list(blocks: Sequence[Block]) -> bool:
    """Names only, nobody talking. Short lower-case remarks between title-case names are talk too."""
    texts = [line.text for block in blocks for line in block.lines]
    if not texts or any(line.indent >= 2 for block in blocks for line in block.lines):
        return False
    talk = sum(map(is_talk, texts))
    grades = Counter(map(grade, texts))
    share = grades[Grade.PROSE] / len(texts)
    names = grades[Grade.NAME] / len(texts)
    return talk <= len(texts) // 20 and (share < 0.25 or names < 0.2)


def one_line_blocks(blocks: Sequence[Block]) -> list[Block]:
    return [
        Block((line,), block.gap if place == 0 else 0) for block in blocks for place, line in enumerate(block.lines)
    ]


def has_few_blanks(blocks: Sequence[Block]) -> bool:
    """A page typed without blank lines, so that a line is as much of a paragraph as there is."""
    lines = sum(len(block.lines) for block in blocks)
    if lines < 4 or len(blocks) > 3:
        return False
    biggest = max(blocks, key=lambda block: len(block.lines))
    names = sum(grade(line.text) is not Grade.PROSE for line in biggest.lines)
    return len(biggest.lines) * 2 > lines and names > 1


def has_cards(blocks: Sequence[Block]) -> bool:
    """Most blocks are a short line with talk right beneath it."""
    cards = sum(_is_card(block) for block in blocks)
    return cards > 1 and cards * 2 > len(blocks)


def _is_card(block: Block) -> bool:
    if len(block.lines) < 2 or grade(block.first) is Grade.PROSE:
        return False
    return any(is_talk(line.text) or grade(line.text) is Grade.PROSE for line in block.lines[1:])


def split_cards(blocks: Sequence[Block]) -> list[Block]:
    parts: list[Block] = []
    for block in blocks:
        if _is_card(block):
            parts += [Block(block.lines[:1], block.gap), Block(block.lines[1:], 0)]
        else:
            parts.append(block)
    return parts


def has_indented_comments(lines: Sequence[Line]) -> bool:
    """Names at the margin, comments set in."""
    deep = [line for line in lines if line.indent >= 2]
    flush = [line for line in lines if line.indent < 2]
    return len(deep) > 1 and len(flush) > 1 and all(len(line.text) <= 100 for line in flush[2:])


def usual_gap(blocks: Sequence[Block]) -> int:
    gaps = Counter(block.gap for block in blocks[1:])
    return gaps.most_common(1)[0][0] if gaps else 1
