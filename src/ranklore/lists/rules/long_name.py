"""A line too long for a name that is a name and then a remark: "Dune: the one book I would take ..."."""

import re

from ranklore.lists.rules.draft import Draft, Paragraph
from ranklore.lists.rules.grade import Grade, grade, is_talk
from ranklore.lists.rules.limits import COMMENT_MAX, NAME_MAX, too_long

_REMARK = re.compile(r"\s+[-–—]\s+|:\s+|\s*—\s*")
_BREAK = re.compile(r"\s+[-–—]\s+|:\s+|[.!?]\s+|\s+\(")


def remark_behind(draft: Draft, text: str, line: int) -> tuple[str, list[Paragraph]]:
    """ "Dune - I read it in one night, twice." is a name and a whole sentence about it."""
    match = _REMARK.search(text[:NAME_MAX])
    if match is None or len(text) > COMMENT_MAX:
        return text, []
    name, rest = text[: match.start()].strip(), text[match.end() :].strip()
    if not is_talk(rest) or len(rest.split()) < 5 or grade(name) is Grade.PROSE:
        return text, []
    said = f"Line {line} was divided into the name “{name}” and a comment."
    draft.ask(line, "long_name", said)
    return name, [Paragraph(rest, line)]


def divide(draft: Draft, text: str, line: int) -> tuple[str, list[Paragraph]]:
    """The name before the first break, and the remark behind it; refused where there is no such break."""
    match = _BREAK.search(text[:NAME_MAX])
    if match is None or match.start() == 0:
        raise too_long(line, "an item name", len(text), NAME_MAX)
    name, rest = text[: match.start()].strip(), text[match.end() :].strip()
    if match[0].endswith("("):
        rest = "(" + rest
    draft.ask(
        line,
        "long_name",
        f"Line {line} is long, so only “{name}” was taken as the name and the rest as a comment.",
    )
    return name, [Paragraph(rest, line)]
