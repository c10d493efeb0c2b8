"""Makes an item out of the line of its name, and splits off what is a remark: "Dune: the one book I would take ..."."""

import re
from collections.abc import Sequence

from ranklore.parsing.limits import COMMENT_MAX, NAME_MAX, too_long_error
from ranklore.parsing.structure.line_kinds import without_vote_counter
from ranklore.parsing.structure.raw_page import Paragraph, RawItem, RawPage
from ranklore.parsing.structure.title_score import TitleScore, is_clearly_prose, title_score
from ranklore.text.messages import Message

_REMARK = re.compile(r"\s+[-–—]\s+|:\s+|\s*—\s*")
_NAME_END = re.compile(r"\s+[-–—]\s+|:\s+|[.!?]\s+|\s+\(")
_REMARK_WORDS_MIN = 5


def item_from_line(draft: RawPage, text: str, line: int, remarks: Sequence[Paragraph] = ()) -> RawItem:
    """The item that `text` names. `remarks` stood beside the name. Raises PasteRefused for a name that is too long."""
    name, sentence = _split_remark(draft, without_vote_counter(text), line)
    rest: list[Paragraph] = []
    if len(name) > NAME_MAX:
        name, rest = _split_long_name(draft, name, line)
    return RawItem(name, line, [*sentence, *remarks, *rest])


def _split_remark(draft: RawPage, text: str, line: int) -> tuple[str, list[Paragraph]]:
    """ "Dune - I read it in one night, twice." is a name and a whole sentence about it."""
    match = _REMARK.search(text[:NAME_MAX])
    if match is None or len(text) > COMMENT_MAX:
        return text, []
    name, rest = text[: match.start()].strip(), text[match.end() :].strip()
    is_sentence = is_clearly_prose(rest) and len(rest.split()) >= _REMARK_WORDS_MIN
    if not is_sentence or title_score(name) is TitleScore.PROSE:
        return text, []
    message = Message("Line %(line)s was split into the name “%(name)s” and a comment.", line=line, name=name)
    draft.ask(line, "long_name", message)
    return name, [Paragraph(rest, line)]


def _split_long_name(draft: RawPage, text: str, line: int) -> tuple[str, list[Paragraph]]:
    """The name before the first break and the remark after it. A text without such a break is refused."""
    match = _NAME_END.search(text[:NAME_MAX])
    if match is None or match.start() == 0:
        raise too_long_error(line, Message("an item name"), len(text), NAME_MAX)
    name, rest = text[: match.start()].strip(), text[match.end() :].strip()
    if match[0].endswith("("):
        rest = "(" + rest
    message = Message(
        "Line %(line)s is too long for a name, so “%(name)s” was read as the name and the rest as a comment.",
        line=line,
        name=name,
    )
    draft.ask(line, "long_name", message)
    return name, [Paragraph(rest, line)]
