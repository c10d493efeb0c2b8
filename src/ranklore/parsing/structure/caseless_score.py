"""Tells names from comments on a page whose names are not capitalized: by their length, their sentence words, and
the way names and comments alternate."""

from __future__ import annotations

from collections.abc import Sequence

from ranklore.parsing.structure.prose_points import NAME_POINTS_MAX, PROSE_POINTS_MIN
from ranklore.parsing.structure.text_blocks import TextBlock
from ranklore.parsing.structure.title_score import TitleScore


def caseless_scores(blocks: Sequence[TextBlock]) -> list[TitleScore] | None:
    """A score for each block; None where capitals tell the names, or where the page seems to have no comments."""
    if not _is_without_capitals(blocks[1:]) or not _is_conversation(blocks[1:]):
        return None
    return [_caseless_score(block) for block in blocks]


def _caseless_score(block: TextBlock) -> TitleScore:
    points = block.whole.prose_points
    if points >= PROSE_POINTS_MIN or block.whole.is_clearly_prose:
        return TitleScore.PROSE
    return TitleScore.NAME if points <= NAME_POINTS_MAX else TitleScore.MAYBE


def _is_without_capitals(blocks: Sequence[TextBlock]) -> bool:
    names = [block.first for block in blocks if _may_be_name(block)]
    if sum(line.is_caseless for line in names) * 3 > len(names):
        return False
    shares = [line.capitalized_share for line in names if line.capitalized_share is not None]
    lower = sum(line.text[0].islower() for line in names)
    return sum(share >= 0.75 for share in shares) <= 0.3 * len(shares) and (len(shares) > 1 or lower > 1)


def _is_conversation(blocks: Sequence[TextBlock]) -> bool:
    """Short and long blocks alternate. Song titles with "I" are no comments: they are short and do not alternate."""
    comments = [block.whole for block in blocks if block.whole.prose_points >= PROSE_POINTS_MIN]
    names = [place for place, block in enumerate(blocks) if _may_be_name(block)]
    if len(comments) < 2 or len(names) < 2:
        return False
    followed = sum(place + 1 < len(blocks) and not _may_be_name(blocks[place + 1]) for place in names)
    words_of_name = sum(len(blocks[place].whole.tokens) for place in names) / len(names)
    words_of_comment = sum(len(comment.tokens) for comment in comments) / len(comments)
    certain = sum(len(comment.tokens) > 8 or comment.ends_a_sentence for comment in comments)
    return followed * 2 >= len(names) and words_of_comment >= max(6, 2 * words_of_name) and certain * 3 >= len(comments)


def _may_be_name(block: TextBlock) -> bool:
    return block.whole.prose_points <= NAME_POINTS_MAX
