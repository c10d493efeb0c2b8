"""How much one line looks like a title: by its capitals, length, ending and sentence words."""

import re
from enum import IntEnum

from ranklore.parsing.lexicon.words import (
    FULL_STOP,
    SENTENCE_END,
    capitalized_share,
    is_caseless,
    is_caseless_sentence,
    is_caseless_speech,
    is_remark,
    prose_share,
    tokenize,
)

TITLE_CHARS_MAX = 100
TITLE_WORDS_MAX = 14
_ABBREVIATION = re.compile(r"(?:\b(?:\w\.){2,}|\b(?:Jr|Sr|Mr|Mrs|Ms|Dr|St|Vol|Pt|No|Inc|Ltd|Co|feat|ft)\.)[\"'”)]*$")
_EMOTICON = re.compile(r"(?:^|\s)[A-Za-z]:$")  # "D:" is a face, not the start of an enumeration
_OPEN_END = re.compile(r"[:：]$|\w[-–—]$")


class TitleScore(IntEnum):
    PROSE = 0
    MAYBE = 1
    NAME = 2


def title_score(text: str) -> TitleScore:
    tokens = tokenize(text)
    if not tokens or len(text) > TITLE_CHARS_MAX or len(tokens) > TITLE_WORDS_MAX:
        return TitleScore.PROSE
    if is_caseless(text):
        return _score_without_capitals(text)
    share = capitalized_share(text)
    if share is None:
        return _score_one_word(text)
    return _score_title_case(text, share) if share >= 0.75 else _score_sentence_case(text)


def _score_without_capitals(text: str) -> TitleScore:
    if is_caseless_sentence(text):
        return TitleScore.PROSE
    return TitleScore.MAYBE if is_caseless_speech(text) or text[-1] in "!?" else TitleScore.NAME


def _ends_with_punctuation(text: str, pattern: re.Pattern[str]) -> bool:
    return bool(pattern.search(text)) and not _ABBREVIATION.search(text)


def _score_one_word(text: str) -> TitleScore:
    if _ends_with_punctuation(text, FULL_STOP):
        return TitleScore.PROSE
    if _ends_with_punctuation(text, SENTENCE_END) or is_remark(text) or text[0].islower():
        return TitleScore.MAYBE
    return TitleScore.NAME


def _score_title_case(text: str, share: float) -> TitleScore:
    if text.endswith((":", "：", ";", ",")):
        return TitleScore.PROSE
    shouted = text.isupper() and len(text) > 4
    if _ends_with_punctuation(text, SENTENCE_END) or is_remark(text) or shouted:
        return TitleScore.MAYBE if share == 1 else TitleScore.PROSE
    return TitleScore.NAME


def _score_sentence_case(text: str) -> TitleScore:
    if _ends_with_punctuation(text, SENTENCE_END) or prose_share(text) >= 0.25 or len(tokenize(text)) > 9:
        return TitleScore.PROSE
    return TitleScore.MAYBE


def is_clearly_prose(text: str) -> bool:
    """Certainly a comment and not a name: long, or a whole sentence with its full stop."""
    if len(text) > TITLE_CHARS_MAX:
        return True
    if is_caseless(text):
        return bool(re.search("[。.।]$", text)) or len(text) > 40 or (len(text) > 12 and text[-1] in "！？!?")
    enough = 3 if text.endswith(".") else 5
    return (
        len(tokenize(text)) >= enough
        and _ends_with_punctuation(text, SENTENCE_END)
        and (capitalized_share(text) or 0) < 0.75
    )


def ends_a_sentence(text: str) -> bool:
    return _ends_with_punctuation(text, SENTENCE_END)


def leads_into_next(text: str) -> bool:
    """Ends in a colon or an open dash, so the next line continues it."""
    return bool(_OPEN_END.search(text)) and not _EMOTICON.search(text)
