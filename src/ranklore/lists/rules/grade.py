"""How much one line looks like a title: by its capitals, its length, its end, and the talk in it."""

import re
from enum import IntEnum

from ranklore.lists.rules.words import (
    FULL_STOP,
    SENTENCE_END,
    capitals,
    chattiness,
    is_caseless,
    is_caseless_chat,
    is_caseless_sentence,
    is_remark,
    tokens_of,
)

LONG = 100
MANY_WORDS = 14
_ABBREVIATION = re.compile(r"(?:\b(?:\w\.){2,}|\b(?:Jr|Sr|Mr|Mrs|Ms|Dr|St|Vol|Pt|No|Inc|Ltd|Co|feat|ft)\.)[\"'”)]*$")
_FACE = re.compile(r"(?:^|\s)[A-Za-z]:$")  # "D:" is a face, not the start of an enumeration
_LEADS_ON = re.compile(r"[:：]$|\w[-–—]$")


class Grade(IntEnum):
    PROSE = 0
    MAYBE = 1
    NAME = 2


def grade(text: str) -> Grade:
    tokens = tokens_of(text)
    if not tokens or len(text) > LONG or len(tokens) > MANY_WORDS:
        return Grade.PROSE
    if is_caseless(text):
        return _grade_without_capitals(text)
    share = capitals(text)
    if share is None:
        return _grade_of_one_word(text)
    return _grade_in_title_case(text, share) if share >= 0.75 else _grade_in_sentence_case(text)


def _grade_without_capitals(text: str) -> Grade:
    if is_caseless_sentence(text):
        return Grade.PROSE
    return Grade.MAYBE if is_caseless_chat(text) or text[-1] in "!?" else Grade.NAME


def _ends_a_sentence(text: str, pattern: re.Pattern[str]) -> bool:
    return bool(pattern.search(text)) and not _ABBREVIATION.search(text)


def _grade_of_one_word(text: str) -> Grade:
    if _ends_a_sentence(text, FULL_STOP):
        return Grade.PROSE
    if _ends_a_sentence(text, SENTENCE_END) or is_remark(text) or text[0].islower():
        return Grade.MAYBE
    return Grade.NAME


def _grade_in_title_case(text: str, share: float) -> Grade:
    if text.endswith((":", "：", ";", ",")):
        return Grade.PROSE
    shouted = text.isupper() and len(text) > 4
    if _ends_a_sentence(text, SENTENCE_END) or is_remark(text) or shouted:
        return Grade.MAYBE if share == 1 else Grade.PROSE
    return Grade.NAME


def _grade_in_sentence_case(text: str) -> Grade:
    if _ends_a_sentence(text, SENTENCE_END) or chattiness(text) >= 0.25 or len(tokens_of(text)) > 9:
        return Grade.PROSE
    return Grade.MAYBE


def is_talk(text: str) -> bool:
    """Certainly somebody talking: long, or a whole sentence with its full stop."""
    if len(text) > LONG:
        return True
    if is_caseless(text):
        return bool(re.search("[。.।]$", text)) or len(text) > 40 or (len(text) > 12 and text[-1] in "！？!?")
    enough = 3 if text.endswith(".") else 5
    return len(tokens_of(text)) >= enough and _ends_a_sentence(text, SENTENCE_END) and (capitals(text) or 0) < 0.75


def is_punctuated(text: str) -> bool:
    return _ends_a_sentence(text, SENTENCE_END)


def leads_on(text: str) -> bool:
    """Ends in a colon or an open dash, so what follows belongs to it."""
    return bool(_LEADS_ON.search(text)) and not _FACE.search(text)
