"""Common words of titles and sentences, and what a line looks like by its words. General language, from no subject."""

import re
from collections.abc import Iterable

from ranklore.text.folding import fold_case


def word_list(words: str) -> list[str]:
    """A vocabulary, written as one text so that it stays readable."""
    return words.split()


TOKEN_PATTERN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

# Words that titles leave in lower case: articles, prepositions, conjunctions and particles of the
# languages most pages are in.
LOWERCASE_TITLE_WORDS = frozenset(
    word_list(
        "a an the and or nor but of in on at to for from by with without into onto as if than via vs feat "
        "ft no wa ga wo o ni de na ka mo e et ou le la les un une des du au aux en dans sur pour par avec "
        "el los las una y del con por para al que der die das ein eine und im am von vom zum zur mit auf "
        "il lo gli i di da dal della dei delle nel a os as um uma dos em do das het een van op och av"
    )
)
# Words that titles may have in lower case, and that nearly every sentence has.
PROSE_WORDS = frozenset(
    word_list(
        "i i'm i've i'd im it it's its this that that's these those is isn't are am was wasn't were be "
        "been my me mine you your you're he she they we us our so very really just too not don't doesn't "
        "didn't can't couldn't never ever always made makes make how why what who when because about "
        "there here has have had do does did would should could will still also even only one much more "
        "most than get got je c'est ce cette il elle est suis mon ma mes tu vous nous j'ai pas très es "
        "soy está mi muy me ich ist das mein meine nicht sehr war und è sono mio questa questo não é eu "
        "meu minha isso muito"
    )
)
# Whole remarks of one or two words.
REMARK_WORDS = frozenset(
    word_list(
        "agreed agree same this lol wow yes no nope true exactly amazing beautiful awesome perfect "
        "masterpiece underrated overrated first ikr facts omg nice cool great good bad sad edit spoiler "
        "spoilers warning ps please why what ok okay thanks absolutely definitely seriously really"
    )
)
SENTENCE_END = re.compile(r"""[.!?…;:,。！？；，、][\s"'”’)\]」』]*$""")
FULL_STOP = re.compile(r"""[.…;:,。；，、][\s"'”’)\]」』]*$""")
_CASELESS_SPEECH_END = re.compile(
    r"(です|ます|でした|ました|ません|だよ|だね|だった|かった|った|たい|よね|ですよ|ね|よ|わ|なぁ?|ない|笑|w|泣|"
    r"다|요|음|함|임|ㅠ+|ㅜ+|ㅋ+|ㅎ+|了|的|啊|吧|呢|吗|嗎|哭|哈)[\s♪♡♥〜~ー！!？?)）wｗ]*$"
)
_CASELESS_PAUSE = re.compile(r"[。、，！？؟।]|\.$")


def tokenize(text: str) -> list[str]:
    return TOKEN_PATTERN.findall(fold_case(text))


def distinctive_tokens(tokens: Iterable[str]) -> set[str]:
    """The tokens that may tell one title from another."""
    return {
        t for t in tokens if t not in LOWERCASE_TITLE_WORDS and t not in PROSE_WORDS and (len(t) > 2 or not t.isascii())
    }


def is_caseless(text: str) -> bool:
    """Mostly in a script without capitals: Japanese, Korean, Chinese, Arabic, Hebrew, Thai, ..."""
    if text.isascii():
        return False
    letters = [char for char in text if char.isalpha()]
    return sum(char.lower() == char.upper() for char in letters) * 2 > len(letters)


def is_caseless_sentence(text: str) -> bool:
    return len(text) > 40 or bool(_CASELESS_PAUSE.search(text))


def is_caseless_speech(text: str) -> bool:
    """Ends as spoken Japanese, Korean or Chinese does. Some names do too."""
    return bool(_CASELESS_SPEECH_END.search(text))


def capitalized_share(text: str) -> float | None:
    """The share of words after the first that are capitalized, 0 to 1. None where no word can tell."""
    big, low = 0, 0.0
    for token in TOKEN_PATTERN.findall(text)[1:]:
        plain = fold_case(token)
        if any(char.isupper() for char in token):
            big += 1
        elif token[0].isdigit() or plain in LOWERCASE_TITLE_WORDS or token.lower() == token.upper():
            continue
        else:
            low += 0.5 if plain in PROSE_WORDS else 1.0
    return None if big + low == 0 else big / (big + low)


def prose_share(text: str) -> float:
    """The share of words that belong to sentences rather than to names."""
    tokens = tokenize(text)
    return sum(token in PROSE_WORDS for token in tokens) / len(tokens) if tokens else 0.0


def is_remark(text: str) -> bool:
    tokens = tokenize(text)
    return 0 < len(tokens) <= 2 and all(token in REMARK_WORDS or token in PROSE_WORDS for token in tokens)


def looks_like_name(text: str) -> bool:
    """Could be a person or a group: few words, each capitalized or in a script without capitals."""
    words = TOKEN_PATTERN.findall(text)
    if not 1 <= len(words) <= 7 or words[0][0].islower() or re.search(r"[:?!]|\s[-–—]\s", text):
        return False
    if not any(char.isalpha() for char in text):
        return False
    return all(not word[0].islower() or word in LOWERCASE_TITLE_WORDS or len(word) <= 3 for word in words)


def is_full_name(text: str) -> bool:
    """A name of two or more capitalized words, or a name in a script without capitals."""
    if not looks_like_name(text):
        return False
    return is_caseless(text) or sum(word[0].isupper() for word in TOKEN_PATTERN.findall(text)) >= 2
