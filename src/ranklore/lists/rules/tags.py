"""Tags: as they are typed, and what makes two of them the same. No Django."""

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from ranklore.lists.rules.clean import clean_line
from ranklore.lists.rules.limits import TAG_KEY_MAX, TAG_MAX, TAGS_MAX
from ranklore.shell.refused import Refused
from ranklore.shell.words import quoted

_BETWEEN = str.maketrans("、，;；\n\r", ",,,,,,")
_SIGNS = "+#"  # or C, C# and C++ would be one tag


class TagWritten(NamedTuple):
    """A tag: what makes it the same as another, and how somebody wrote it."""

    key: str
    name: str


def folded(text: str) -> str:
    """The text without case, width and accents. Signs that make another letter of a kana stay: が is not か."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", clean_line(text)).casefold())
    bare = "".join(char for char in apart if not "\u0300" <= char <= "\u036f")
    return " ".join(unicodedata.normalize("NFC", bare).split())


def tag_key(name: str) -> str:
    """What stands in the address of a tag. Punctuation goes, and words are joined by "-"; "" when nothing is left."""
    kept = "".join(char if _counts(char) else " " for char in folded(name).replace("'", "").replace("’", ""))
    return "-".join(kept.split()).lstrip("#").strip("-")


def typed_tags(text: str) -> list[str]:
    """Tags as they are typed into one field: with commas between."""
    return text.translate(_BETWEEN).split(",")


def checked_tags(names: Iterable[str]) -> tuple[TagWritten, ...]:
    """The tags without blanks and repeats. Raises Refused."""
    tags: dict[str, TagWritten] = {}
    for name in filter(None, (clean_line(name).lstrip("#＃").strip() for name in names)):
        key = tag_key(name)
        if not key:
            raise Refused(f"{quoted(name[:TAG_MAX])} is no tag: it needs a letter or a number.", "tags")
        if len(name) > TAG_MAX or len(key) > TAG_KEY_MAX:
            raise Refused(f"A tag can have at most {TAG_MAX} characters; one has {len(name):,}.", "tags")
        tags.setdefault(key, TagWritten(key, name))
    if len(tags) > TAGS_MAX:
        raise Refused(f"A list can have at most {TAGS_MAX} tags; these are {len(tags):,}.", "tags")
    return tuple(tags.values())


def _counts(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "LNM" or category == "So" or char in _SIGNS
