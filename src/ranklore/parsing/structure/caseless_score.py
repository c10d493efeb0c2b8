"""Scores lines of a page whose names are not capitalized: length, alternation and sentence words tell names from
comments."""

from __future__ import annotations

from collections.abc import Sequence

from ranklore.parsing.credits import separators
from ranklore.parsing.lexicon.words import (
    PROSE_WORDS,
    REMARK_WORDS,
    capitalized_share,
    is_caseless,
    tokenize,
    word_list,
)
from ranklore.parsing.structure.lines import TextBlock
from ranklore.parsing.structure.title_score import TitleScore, ends_a_sentence, is_clearly_prose

PERSONAL_WORDS = frozenset(
    word_list(
        "i i'm i've i'd i'll im ive me my mine you you're your he he's she she's him her his they them we us our "
        "it it's je j'ai tu il elle nous vous mon ma ich du er sie wir mein meine yo él ella mi nosotros io lui "
        "lei eu ele ela meu"
    )
)
_QUESTION_WORDS = frozenset(
    word_list("which what who why how where when anyone does is are quel quelle welche welcher cual cuál qual")
)
_EXCLAMATION_WORDS = REMARK_WORDS | frozenset(
    word_list(
        "honestly literally tbh imo imho lmao haha hands highly totally fucking damn gonna wanna favourite favorite"
    )
)
_PROSE_POINTS_MIN = 3
_NAME_POINTS_MAX = 1


def prose_points(text: str) -> int:
    """0 or 1 for a name, 3 and more for somebody talking."""
    tokens = tokenize(text)
    points = sum(len(tokens) > length for length in (5, 8, 12))
    points += 2 * any(token in PERSONAL_WORDS for token in tokens)
    points += min(2, sum(token in PROSE_WORDS and token not in PERSONAL_WORDS for token in tokens))
    points += bool(tokens) and tokens[0] in _QUESTION_WORDS
    points += any(token in _EXCLAMATION_WORDS for token in tokens)
    points += ends_a_sentence(text)
    points += ", " in text or "..." in text[:-3]
    return points - 2 * _has_credit(text)


def _has_credit(text: str) -> bool:
    """ "when it rains by fern": what stands behind the mark is short and does not talk."""
    sides = None if ends_a_sentence(text) else separators.by(text) or separators.dash(text)
    if sides is None or len(sides.right.split()) > 3 or len(sides.left.split()) > 6:
        return False
    first = {tokenize(sides.left)[0], tokenize(sides.right)[0]}
    return not first & PERSONAL_WORDS - {"my", "your", "it"}


def caseless_scores(blocks: Sequence[TextBlock]) -> list[TitleScore] | None:
    """A grade for each block; None where capitals tell the names, or where nobody seems to talk."""
    points = [prose_points(block.text) for block in blocks]
    if not _is_without_capitals(blocks, points) or not _is_conversation(blocks[1:], points[1:]):
        return None
    said = [p >= _PROSE_POINTS_MIN or is_clearly_prose(block.text) for block, p in zip(blocks, points, strict=True)]
    return [
        TitleScore.PROSE if talks else TitleScore.NAME if p <= _NAME_POINTS_MAX else TitleScore.MAYBE
        for talks, p in zip(said, points, strict=True)
    ]


def _is_without_capitals(blocks: Sequence[TextBlock], points: Sequence[int]) -> bool:
    short = [block.first for block, p in zip(blocks[1:], points[1:], strict=True) if p <= _NAME_POINTS_MAX]
    if sum(map(is_caseless, short)) * 3 > len(short):
        return False
    told = [share for text in short if (share := capitalized_share(text)) is not None]
    small = sum(text[0].islower() for text in short)
    return sum(share >= 0.75 for share in told) <= 0.3 * len(told) and (len(told) > 1 or small > 1)


def _is_conversation(blocks: Sequence[TextBlock], points: Sequence[int]) -> bool:
    """Short and long by turns. A list of songs has its "I ..." too, but they are short and come as they like."""
    talk = [block for block, p in zip(blocks, points, strict=True) if p >= _PROSE_POINTS_MIN]
    names = [place for place, p in enumerate(points) if p <= _NAME_POINTS_MAX]
    if len(talk) < 2 or len(names) < 2:
        return False
    answered = sum(place + 1 < len(points) and points[place + 1] > _NAME_POINTS_MAX for place in names)
    words = [len(tokenize(block.text)) for block in talk]
    short = sum(len(tokenize(blocks[place].text)) for place in names) / len(names)
    mean = sum(words) / len(words)
    sure = sum(length > 8 or ends_a_sentence(block.text) for length, block in zip(words, talk, strict=True))
    return answered * 2 >= len(names) and mean >= max(6, 2 * short) and sure * 3 >= len(talk)
