"""The separators that may divide a name from its credits: "by", a dash, a colon, a comma, brackets, quotes."""

import re
from dataclasses import dataclass

from ranklore.parsing.credits.credit_names import unquote
from ranklore.parsing.lexicon.people import BY_PHRASES, DEED_WORDS, NAME_PARTICLES, POSSESSIVES, PRONOUNS
from ranklore.parsing.lexicon.words import LOWERCASE_TITLE_WORDS, tokenize
from ranklore.parsing.limits import NAME_MAX

_MADE_VERBS = (
    r"(?:(?:directed|written|sung|built|published|performed|composed|produced|painted|drawn|created|developed|designed|made|covered|"
    r"recorded|originally|music|words|lyrics)\s+)*"
)
_BY = re.compile(r"^(?P<left>.+)\s(?P<by>by|By|BY|dir\.):?\s+(?P<right>\S.*)$")
_TRAILING_MADE_VERBS = re.compile(
    rf"[\s,;–—-]+(?:{_MADE_VERBS.removesuffix('*')}|(?:Directed|Written|Sung|Performed|Composed|Created|Developed|Designed|Built)\s+)+$"
)
_BRACKET_BY = re.compile(
    rf"^(?P<left>.+?)\s*[(\[]\s*(?:{_MADE_VERBS}by|By|BY|dir\.|[Dd]irector:)\s+(?P<right>[^()\[\]]+)[)\]](?P<after>\s*[(\[]\d{{4}}[)\]])?$"
)
_OF = re.compile(r"^(?P<left>.+)\s(?:von|van|de|di|par|por|av|af|door)\s+(?P<right>[^\W\d_]\S*\s.*)$")
_FEATURED = re.compile(r"\s*[(\[]\s*(?:feat\.?|ft\.?|featuring|with)\s+(?P<guest>[^()\[\]]+)[)\]]", re.IGNORECASE)
_DASH = re.compile(r"\s+[-–—―‒|]+\s*|\s*[–—―‒]\s*|\s*[-|]\s+|\t+")
_WIDE_DASH = re.compile(r"\s[-–—―‒|]+\s")
_COLON = re.compile(r":\s+|：\s*")
_COMMA = re.compile(r",\s+")
_SLASH = re.compile(r"\s+//?\s+|\s*／\s*")
_BRACKET = re.compile(r"^(?P<left>.+?)\s*[(\[（](?P<right>[^()\[\]（）]+)[)\]）]$")
_QUOTED = re.compile(
    r"^(?P<left>[\"“][^\"”]+[\"”]|„[^“”]+[“”]|«[^»]+»|[「『][^」』]+[」』])\s*(?:(?:de|von|di|par|por|van|av|of)\s+)?"
    r"(?P<right>[^\s(\[].*)$"
)
_QUOTED_LAST = re.compile(r"^(?P<left>[^「『\"“]+?)\s*(?P<right>[「『][^」』]+[」』]|[\"“][^\"”]+[\"”])$")
_YEAR = re.compile(r"^(?P<who>.*?\w.*?)(?:\s*,\s*|\s*[(\[]\s*)(?P<year>(?:1\d|20)\d\d)\s*[)\]]?$")


@dataclass(frozen=True)
class NameSplit:
    left: str
    right: str


def _name_split(left: str, right: str) -> NameSplit | None:
    left, right = left.strip(" \t,-–—"), right.strip(" \t,")
    return NameSplit(left, right) if tokenize(left) and tokenize(right) else None


def _split_at(pattern: re.Pattern[str], text: str, first: bool) -> NameSplit | None:
    found = list(pattern.finditer(text))
    if not found or len(text) > 2 * NAME_MAX:
        return None
    cut = found[0] if first else found[-1]
    return _name_split(text[: cut.start()], text[cut.end() :])


def _split_by_match(pattern: re.Pattern[str], text: str) -> NameSplit | None:
    match = pattern.match(text) if len(text) <= 2 * NAME_MAX else None
    return _name_split(match["left"], match["right"]) if match else None


def by(text: str) -> NameSplit | None:
    """The last "by" with a name after it. "Stand by Me" and "Side by Side" have no name there."""
    sides = _split_by_match(_BY, text)
    if sides is None:
        return None
    after, before = tokenize(sides.right), tokenize(sides.left)
    nobody = after[0] in PRONOUNS or after == before[-len(after) :]
    phrase = (len(after) == 1 and after[0] in BY_PHRASES) or (len(after) < 3 and after[0] in POSSESSIVES)
    if nobody or phrase or (after[0] in LOWERCASE_TITLE_WORDS - NAME_PARTICLES and sides.right[0].islower()):
        return None
    left = _TRAILING_MADE_VERBS.sub("", sides.left + " ").strip()  # "Dune, directed by ..."
    return NameSplit(left if tokenize(left) else sides.left, sides.right)


def by_the(text: str) -> NameSplit | None:
    """ "Help! by the Beatles". It looks like "Manchester by the Sea", so `by` does not split it."""
    sides = _split_by_match(_BY, text)
    return sides if sides and re.match(r"the\s+[^\W\d_]", sides.right) and sides.right.split()[1][0].isupper() else None


def of(text: str) -> NameSplit | None:
    """ "Momo von Michael Ende": the "by" of other languages, which is also part of names."""
    return _split_by_match(_OF, text)


def is_deed(sides: NameSplit) -> bool:
    """The words before the "by" are a deed: "Death by ...", "Blinded by ..."."""
    before = tokenize(sides.left)
    return before[-1] in DEED_WORDS or (before[-1].endswith("ed") and len(before[-1]) > 4)


def without_featured(text: str) -> tuple[str, str]:
    """ "Stone (feat. Ada Moss) - Ben Fell" without the brackets, and the name in the brackets."""
    match = _FEATURED.search(text) if len(text) <= 2 * NAME_MAX else None
    if match is None or not match.start():
        return text, ""
    return text[: match.start()] + text[match.end() :], match["guest"].strip()


def is_capital_by(text: str) -> bool:
    match = _BY.match(text)
    return bool(match and match["by"] == "By")


def bracket_by(text: str) -> NameSplit | None:
    """ "Dune (by Frank Herbert)" and "Dune (dir. Denis Villeneuve) (2021)"."""
    match = _BRACKET_BY.match(text) if len(text) <= 2 * NAME_MAX else None
    return _name_split(match["left"] + (match["after"] or ""), match["right"]) if match else None


def dash(text: str, first: bool = False) -> NameSplit | None:
    return _split_at(_DASH, text, first)


def is_wide_dash(text: str) -> bool:
    return bool(_WIDE_DASH.search(text))


def colon(text: str) -> NameSplit | None:
    return _split_at(_COLON, text, first=False)


def comma(text: str) -> NameSplit | None:
    return _split_at(_COMMA, text, first=False)


def slash(text: str) -> NameSplit | None:
    return _split_at(_SLASH, text, first=False)


def bracket(text: str) -> NameSplit | None:
    sides = _split_by_match(_BRACKET, text)
    return sides if sides and any(char.isalpha() for char in sides.right) else None


def quoted(text: str) -> NameSplit | None:
    """`"Title" Somebody` or `Somebody「Title」`. The title is the left side of the result in both."""
    sides = _split_by_match(_QUOTED, text)
    if sides:
        return NameSplit(unquote(sides.left), sides.right)
    sides = _split_by_match(_QUOTED_LAST, text)
    return NameSplit(unquote(sides.right), sides.left) if sides else None


def move_year_to_name(sides: NameSplit) -> NameSplit:
    """ "Dune by Frank Herbert (1965)": the year belongs to the book."""
    match = _YEAR.match(sides.right)
    return NameSplit(f"{sides.left} ({match['year']})", match["who"].strip()) if match else sides
