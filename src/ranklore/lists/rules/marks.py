"""The marks that may divide a name from who made it: "by", a dash, a colon, a comma, brackets, quotes."""

import re
from dataclasses import dataclass

from ranklore.lists.rules.limits import NAME_MAX
from ranklore.lists.rules.performers import unquote
from ranklore.lists.rules.words import NOBODY, SMALL, tokens_of

_BY = re.compile(r"^(?P<left>.+)\s(?P<by>by|By|BY):?\s+(?P<right>\S.*)$")
_BRACKET_BY = re.compile(r"^(?P<left>.+?)\s*[(\[]\s*(?:by|By|BY)\s+(?P<right>[^()\[\]]+)[)\]]$")
_DASH = re.compile(r"\s+[-–—―‒|]+\s*|\s*[–—―‒]\s*|\s*[-|]\s+|\t+")
_COLON = re.compile(r":\s+|：\s*")
_COMMA = re.compile(r",\s+")
_SLASH = re.compile(r"\s+/\s+|\s*／\s*")
_BRACKET = re.compile(r"^(?P<left>.+?)\s*[(\[（](?P<right>[^()\[\]（）]+)[)\]）]$")
_QUOTED = re.compile(r"^(?P<left>[\"“][^\"”]+[\"”]|[「『][^」』]+[」』])\s*(?P<right>[^\s(\[].*)$")
_QUOTED_LAST = re.compile(r"^(?P<left>[^「『\"“]+?)\s*(?P<right>[「『][^」』]+[」』]|[\"“][^\"”]+[\"”])$")
_YEAR = re.compile(r"^(?P<who>.*?\w.*?)(?:\s*,\s*|\s*[(\[]\s*)(?P<year>(?:1\d|20)\d\d)\s*[)\]]?$")


@dataclass(frozen=True)
class Sides:
    left: str
    right: str


def _sides(left: str, right: str) -> Sides | None:
    left, right = left.strip(" \t,-–—"), right.strip(" \t,")
    return Sides(left, right) if tokens_of(left) and tokens_of(right) else None


def _at(pattern: re.Pattern[str], text: str, first: bool) -> Sides | None:
    found = list(pattern.finditer(text))
    if not found or len(text) > 2 * NAME_MAX:
        return None
    cut = found[0] if first else found[-1]
    return _sides(text[: cut.start()], text[cut.end() :])


def _whole(pattern: re.Pattern[str], text: str) -> Sides | None:
    match = pattern.match(text) if len(text) <= 2 * NAME_MAX else None
    return _sides(match["left"], match["right"]) if match else None


def by(text: str) -> Sides | None:
    """The last "by" with somebody after it; "Stand by Me" and "Side by Side" have nobody there."""
    sides = _whole(_BY, text)
    if sides is None:
        return None
    after, before = tokens_of(sides.right), tokens_of(sides.left)
    nobody = after[0] in NOBODY or after == before[-len(after) :]
    return None if nobody or (after[0] in SMALL and sides.right[0].islower()) else sides


def is_capital_by(text: str) -> bool:
    match = _BY.match(text)
    return bool(match and match["by"] == "By")


def bracket_by(text: str) -> Sides | None:
    return _whole(_BRACKET_BY, text)


def dash(text: str, first: bool = False) -> Sides | None:
    return _at(_DASH, text, first)


def colon(text: str, first: bool = False) -> Sides | None:
    return _at(_COLON, text, first)


def comma(text: str) -> Sides | None:
    return _at(_COMMA, text, first=False)


def slash(text: str, first: bool = False) -> Sides | None:
    return _at(_SLASH, text, first)


def bracket(text: str) -> Sides | None:
    sides = _whole(_BRACKET, text)
    return sides if sides and any(char.isalpha() for char in sides.right) else None


def quoted(text: str) -> Sides | None:
    """`"Title" Somebody`, and `Somebody「Title」`: always the title on the left of the answer."""
    sides = _whole(_QUOTED, text)
    if sides:
        return Sides(unquote(sides.left), sides.right)
    sides = _whole(_QUOTED_LAST, text)
    return Sides(unquote(sides.right), sides.left) if sides else None


def year_back_to_name(sides: Sides) -> Sides:
    """ "Dune by Frank Herbert (1965)": the year belongs to the book."""
    match = _YEAR.match(sides.right)
    return Sides(f"{sides.left} ({match['year']})", match["who"].strip()) if match else sides
