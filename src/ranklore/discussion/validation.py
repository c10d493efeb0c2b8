"""Check the text of a comment."""

from ranklore.parsing.limits import COMMENT_MAX
from ranklore.text.clean import clean_text
from ranklore.text.errors import Refused


def clean_comment_text(text: str) -> str:
    text = clean_text(text).strip()
    if not text:
        raise Refused("Write something first.", "text")
    if len(text) > COMMENT_MAX:
        raise Refused(f"A comment can have at most {COMMENT_MAX:,} characters; this has {len(text):,}.", "text")
    return text
