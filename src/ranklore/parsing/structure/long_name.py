"""Splits a line that is too long for a name into a name and a remark: "Dune: the one book I would take ..."."""

import re

from ranklore.parsing.limits import COMMENT_MAX, NAME_MAX, too_long_error
from ranklore.parsing.structure.raw_page import Paragraph, RawPage
from ranklore.parsing.structure.title_score import TitleScore, is_clearly_prose, title_score

_REMARK = re.compile(r"\s+[-–—]\s+|:\s+|\s*—\s*")
_NAME_END = re.compile(r"\s+[-–—]\s+|:\s+|[.!?]\s+|\s+\(")


def split_remark(draft: RawPage, text: str, line: int) -> tuple[str, list[Paragraph]]:
    """ "Dune - I read it in one night, twice." is a name and a whole sentence about it."""
    match = _REMARK.search(text[:NAME_MAX])
    if match is None or len(text) > COMMENT_MAX:
        return text, []
    name, rest = text[: match.start()].strip(), text[match.end() :].strip()
    if not is_clearly_prose(rest) or len(rest.split()) < 5 or title_score(name) is TitleScore.PROSE:
        return text, []
    said = f"Line {line} was divided into the name “{name}” and a comment."
    draft.ask(line, "long_name", said)
    return name, [Paragraph(rest, line)]


def split_long_name(draft: RawPage, text: str, line: int) -> tuple[str, list[Paragraph]]:
    """The name before the first break, and the remark behind it; refused where there is no such break."""
    match = _NAME_END.search(text[:NAME_MAX])
    if match is None or match.start() == 0:
        raise too_long_error(line, "an item name", len(text), NAME_MAX)
    name, rest = text[: match.start()].strip(), text[match.end() :].strip()
    if match[0].endswith("("):
        rest = "(" + rest
    draft.ask(
        line,
        "long_name",
        f"Line {line} is long, so only “{name}” was taken as the name and the rest as a comment.",
    )
    return name, [Paragraph(rest, line)]
