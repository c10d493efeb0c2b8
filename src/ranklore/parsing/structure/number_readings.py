"""Reads the number at the start of one line, in every way it can be read."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ranklore.text.folding import fold_case

_MARKED = re.compile(
    r"(?P<open>[#№＃]\s*|[\[(（]|(?:No|Nr|Nº|N°|Rank|Number)\.?\s*|第)?(?P<number>\d{1,4})"
    r"(?P<close>\s*[.:．](?=[^\d]|$)|\s*[)\]）、](?:\s*[.:])?|\s*(?:位|º|°)\s*[.:：]?|(?:st|nd|rd|th)\b\s*[.:]|\s+[-–—|:](?=\s|$))?"
    r"\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"(?P<digits>\d{1,8})(?P<space>\s*)(?P<rest>.*)$")
_MARKED_CHARS_MAX = 400  # characters of a line in which a marked number is looked for
UNMARKED_STYLES = ("spaced", "glued", "cut", "alone")


class NumberReading(NamedTuple):
    """One way to read the start of a line as a number."""

    number: int
    name: str  # the text after the number; "" when the name is on the next line
    style: str  # how the number is marked: "0." for "12.", or one of UNMARKED_STYLES


def number_readings(text: str) -> Iterator[NumberReading]:
    """Every way to read the line as a numbered one: "27 Rings" may be number 27, or number 2 and "7 Rings"."""
    marked = _MARKED.match(text[:_MARKED_CHARS_MAX])
    if marked and (marked["open"] or marked["close"]):
        rest = text[marked.start("rest") :].strip()
        opened = fold_case((marked["open"] or "").strip())
        style = f"{opened}0{(marked['close'] or '').strip()}"
        yield NumberReading(int(marked["number"]), rest, style if rest else f"alone {style}")
        return
    plain = _PLAIN.match(text)
    if plain and not re.match(r"[.,:%]\d", plain["rest"]):
        yield from _unmarked_readings(text, plain)


def _unmarked_readings(text: str, plain: re.Match[str]) -> Iterator[NumberReading]:
    digits, rest = plain["digits"], text[plain.start("rest") :].strip()
    if len(digits) <= 4:
        style = "alone" if not rest else "spaced" if plain["space"] else "glued"
        yield NumberReading(int(digits), rest, style)
    for cut in range(1, min(len(digits), 5)):
        if digits[cut] != "0":
            yield NumberReading(int(digits[:cut]), text[cut:].strip(), "cut")
