"""What a question about credits suggests: split the name of an item, or put a split name together again.

A question has no fields for this, only its sentence, which quotes the line and the supposed credit.
"""

from dataclasses import replace

from ranklore.parsing.credits import separators
from ranklore.parsing.credits.credit_names import fits_limits, unquote
from ranklore.parsing.limits import NAME_MAX
from ranklore.parsing.result import ParsedItem, Question


def split_credits_off(item: ParsedItem, question: Question) -> ParsedItem | None:
    """The item with the credits that the parser suspects in its name. None where the question is about another thing.

    Looks for the credit in the same order as the parser does where it keeps a line as one name.
    """
    if not _is_about(item, question) or item.credits:
        return None
    line, featured = separators.without_featured(item.name)
    for split in (separators.by, separators.dash, separators.colon, separators.bracket):
        sides = split(line)
        # The sentence must name the credit by itself, and not only as a part of the line.
        if sides and line in question.text and question.text.count(sides.right) > line.count(sides.right):
            sides = separators.move_year_to_name(sides)
            name, credits = unquote(sides.left), tuple(filter(None, (unquote(sides.right), featured)))
            return replace(item, name=name, credits=credits) if name and fits_limits(credits) else None
    return None


def rejoin_name(item: ParsedItem, question: Question) -> ParsedItem | None:
    """The item with the whole line as its name, where the parser took a part of the line for the credits."""
    if not _is_about(item, question) or not item.credits:
        return None
    line = _quoted_line(question.text, (item.name, *item.credits))
    return replace(item, name=line, credits=()) if line and line != item.name and len(line) <= NAME_MAX else None


def _is_about(item: ParsedItem, question: Question) -> bool:
    return question.kind == "maybe_credit" and question.line == item.line


def _quoted_line(text: str, parts: tuple[str, ...]) -> str:
    """The shortest text from the first quotation mark on that has all these parts and balanced marks."""
    start = text.find("“") + 1
    end = text.find("”", start)
    while start and end > 0:
        line = text[start:end]
        if line.count("“") == line.count("”") and all(part in line for part in parts):
            return line
        end = text.find("”", end + 1)
    return ""
