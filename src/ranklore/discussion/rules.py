"""How comments are checked, and how long ones fold."""

import re

from ranklore.lists.rules.checks import checked_author as checked_author
from ranklore.lists.rules.clean import clean_text
from ranklore.lists.rules.limits import COMMENT_MAX
from ranklore.lists.rules.pasted import CUT_TAIL
from ranklore.shell.refused import Refused

OPENING = 420  # characters shown before the fold on an item's page
OPENING_IN_ROW = 220  # and in a row of the list
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)\]]*\s+|[。！？]+[」』）]*|\n+")


def checked_text(text: str) -> str:
    text = clean_text(text).strip()
    if not text:
        raise Refused("Write something first.", "text")
    if len(text) > COMMENT_MAX:
        raise Refused(f"A comment can have at most {COMMENT_MAX:,} characters; this has {len(text):,}.", "text")
    return text


def without_cut_mark(text: str) -> str:
    """The words of a comment that its page had cut off, without the page's own "...more"."""
    return text.removesuffix(CUT_TAIL).rstrip()


def folded(text: str, opening: int = OPENING) -> tuple[str, str]:
    """Split a text into its opening and the rest that opens in place; the rest is "" when it is short enough.

    The split is after the last sentence that fits, else the last word, else anywhere; a rest too short to be worth a
    click is not split off.
    """
    if len(text) <= opening * 1.3 and text.count("\n") < 12:
        return text, ""
    head = text[:opening]
    lines = [match.start() for match in re.finditer("\n", head)]
    if len(lines) >= 10:
        head = head[: lines[9] + 1]
    ends = [match.end() for match in _SENTENCE_END.finditer(head) if match.end() > opening // 3]
    spaces = [match.end() for match in re.finditer(r"\s+", head)]
    cut = ends[-1] if ends else spaces[-1] if spaces and spaces[-1] > opening // 3 else len(head)
    return text[:cut].rstrip(), text[cut:].lstrip()
