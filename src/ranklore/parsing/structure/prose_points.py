"""How much a text sounds like somebody talking, for pages whose capitals say nothing."""

from ranklore.parsing.credits.separators import NameSplit
from ranklore.parsing.lexicon.words import PROSE_WORDS, REMARK_WORDS, tokenize, word_list

PROSE_POINTS_MIN = 3
NAME_POINTS_MAX = 1
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


def prose_points(text: str, *, ends_a_sentence: bool, credit_split: NameSplit | None) -> int:
    """NAME_POINTS_MAX or less for a name, PROSE_POINTS_MIN or more for somebody talking."""
    tokens = tokenize(text)
    points = sum(len(tokens) > length for length in (5, 8, 12))
    points += 2 * any(token in PERSONAL_WORDS for token in tokens)
    points += min(2, sum(token in PROSE_WORDS and token not in PERSONAL_WORDS for token in tokens))
    points += bool(tokens) and tokens[0] in _QUESTION_WORDS
    points += any(token in _EXCLAMATION_WORDS for token in tokens)
    points += ends_a_sentence
    points += ", " in text or "..." in text[:-3]
    return points - 2 * (not ends_a_sentence and _is_short_credit(credit_split))


def _is_short_credit(sides: NameSplit | None) -> bool:
    """ "when it rains by fern": both sides are short, and neither starts with a personal word."""
    if sides is None or len(sides.right.split()) > 3 or len(sides.left.split()) > 6:
        return False
    first = {tokenize(sides.left)[0], tokenize(sides.right)[0]}
    return not first & PERSONAL_WORDS - {"my", "your", "it"}
