"""Pages whose names are not in capitals, so that only length, rhythm and the talk itself tell names from comments."""

from __future__ import annotations

from collections.abc import Sequence

from ranklore.lists.rules import marks
from ranklore.lists.rules.grade import Grade, is_punctuated, is_talk
from ranklore.lists.rules.lines import Block
from ranklore.lists.rules.words import CHATTY, REMARKS, capitals, is_caseless, listed, tokens_of

PERSONS = frozenset(
    listed(
        "i i'm i've i'd i'll im ive me my mine you you're your he he's she she's him her his they them we us our "
        "it it's je j'ai tu il elle nous vous mon ma ich du er sie wir mein meine yo él ella mi nosotros io lui "
        "lei eu ele ela meu"
    )
)
_ASKING = frozenset(
    listed("which what who why how where when anyone does is are quel quelle welche welcher cual cuál qual")
)
_EXCLAIMING = REMARKS | frozenset(
    listed("honestly literally tbh imo imho lmao haha hands highly totally fucking damn gonna wanna favourite favorite")
)
_TALK = 3
_NAME = 1


def talk_points(text: str) -> int:
    """0 or 1 for a name, 3 and more for somebody talking."""
    tokens = tokens_of(text)
    points = sum(len(tokens) > length for length in (5, 8, 12))
    points += 2 * any(token in PERSONS for token in tokens)
    points += min(2, sum(token in CHATTY and token not in PERSONS for token in tokens))
    points += bool(tokens) and tokens[0] in _ASKING
    points += any(token in _EXCLAIMING for token in tokens)
    points += is_punctuated(text)
    points += ", " in text or "..." in text[:-3]
    return points - 2 * _names_a_maker(text)


def _names_a_maker(text: str) -> bool:
    """ "when it rains by fern": what stands behind the mark is short and does not talk."""
    sides = None if is_punctuated(text) else marks.by(text) or marks.dash(text)
    if sides is None or len(sides.right.split()) > 3 or len(sides.left.split()) > 6:
        return False
    first = {tokens_of(sides.left)[0], tokens_of(sides.right)[0]}
    return not first & PERSONS - {"my", "your", "it"}


def grades_of(blocks: Sequence[Block]) -> list[Grade] | None:
    """A grade for each block; None where capitals tell the names, or where nobody seems to talk."""
    points = [talk_points(block.text) for block in blocks]
    if not _is_without_capitals(blocks, points) or not _is_conversation(blocks[1:], points[1:]):
        return None
    said = [p >= _TALK or is_talk(block.text) for block, p in zip(blocks, points, strict=True)]
    return [
        Grade.PROSE if talks else Grade.NAME if p <= _NAME else Grade.MAYBE
        for talks, p in zip(said, points, strict=True)
    ]


def _is_without_capitals(blocks: Sequence[Block], points: Sequence[int]) -> bool:
    short = [block.first for block, p in zip(blocks[1:], points[1:], strict=True) if p <= _NAME]
    if sum(map(is_caseless, short)) * 3 > len(short):
        return False
    told = [share for text in short if (share := capitals(text)) is not None]
    small = sum(text[0].islower() for text in short)
    return sum(share >= 0.75 for share in told) <= 0.3 * len(told) and (len(told) > 1 or small > 1)


def _is_conversation(blocks: Sequence[Block], points: Sequence[int]) -> bool:
    """Short and long by turns. A list of songs has its "I ..." too, but they are short and come as they like."""
    talk = [block for block, p in zip(blocks, points, strict=True) if p >= _TALK]
    names = [place for place, p in enumerate(points) if p <= _NAME]
    if len(talk) < 2 or len(names) < 2:
        return False
    answered = sum(place + 1 < len(points) and points[place + 1] > _NAME for place in names)
    words = [len(tokens_of(block.text)) for block in talk]
    short = sum(len(tokens_of(blocks[place].text)) for place in names) / len(names)
    mean = sum(words) / len(words)
    sure = sum(length > 8 or is_punctuated(block.text) for length, block in zip(words, talk, strict=True))
    return answered * 2 >= len(names) and mean >= max(6, 2 * short) and sure * 3 >= len(talk)
