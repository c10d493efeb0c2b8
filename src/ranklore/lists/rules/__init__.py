"""How a pasted page is read: pure text in, plain values out. No Django, no files, no clock."""

from ranklore.lists.rules.clean import clean_line, clean_text, name_key
from ranklore.lists.rules.decode import Decoded, decode_pasted
from ranklore.lists.rules.limits import (
    ALIASES_MAX,
    AUTHOR_MAX,
    COMMENT_MAX,
    COMMENTS_MAX,
    CREDIT_MAX,
    CREDITS_MAX,
    ITEMS_MAX,
    NAME_MAX,
    PASTE_MAX_CHARS,
    PASTE_MAX_LINES,
    PROMPT_MAX,
    TITLE_MAX,
    PasteRefused,
)
from ranklore.lists.rules.pasted import (
    QUESTION_KINDS,
    UNTITLED,
    Pasted,
    PastedComment,
    PastedItem,
    Question,
)
from ranklore.lists.rules.read import parse_pasted

__all__ = [
    "ALIASES_MAX",
    "AUTHOR_MAX",
    "COMMENTS_MAX",
    "COMMENT_MAX",
    "CREDITS_MAX",
    "CREDIT_MAX",
    "ITEMS_MAX",
    "NAME_MAX",
    "PASTE_MAX_CHARS",
    "PASTE_MAX_LINES",
    "PROMPT_MAX",
    "QUESTION_KINDS",
    "TITLE_MAX",
    "UNTITLED",
    "Decoded",
    "PasteRefused",
    "Pasted",
    "PastedComment",
    "PastedItem",
    "Question",
    "clean_line",
    "clean_text",
    "decode_pasted",
    "name_key",
    "parse_pasted",
]
