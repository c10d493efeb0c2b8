"""Tags: how people type them, and what makes two tags the same."""

from collections.abc import Iterable
from typing import NamedTuple

from ranklore.parsing.limits import TAG_KEY_MAX, TAG_MAX, TAGS_MAX
from ranklore.text.bidi import quoted
from ranklore.text.clean import clean_line
from ranklore.text.errors import Refused
from ranklore.text.normalize import accentless_words

_COMMAS = str.maketrans("、，;；\n\r", ",,,,,,")
_TAG_SIGNS = "+#"  # or C, C# and C++ would be one tag


class TypedTag(NamedTuple):
    """A tag: what makes it the same as another, and how somebody wrote it."""

    key: str
    name: str


def tag_key(name: str) -> str:
    """What stands in the address of a tag. Punctuation goes, and words are joined by "-"; "" when nothing is left."""
    return "-".join(accentless_words(name, _TAG_SIGNS)).lstrip("#").strip("-")


def typed_tags(text: str) -> list[str]:
    """Tags as they are typed into one field: with commas between."""
    return text.translate(_COMMAS).split(",")


def checked_tags(names: Iterable[str]) -> tuple[TypedTag, ...]:
    """The tags without blanks and repeats. Raises Refused."""
    tags: dict[str, TypedTag] = {}
    for name in filter(None, (clean_line(name).lstrip("#＃").strip() for name in names)):
        key = tag_key(name)
        if not key:
            raise Refused(f"{quoted(name[:TAG_MAX])} is no tag: it needs a letter or a number.", "tags")
        if len(name) > TAG_MAX or len(key) > TAG_KEY_MAX:
            raise Refused(f"A tag can have at most {TAG_MAX} characters; one has {len(name):,}.", "tags")
        tags.setdefault(key, TypedTag(key, name))
    if len(tags) > TAGS_MAX:
        raise Refused(f"A list can have at most {TAGS_MAX} tags; these are {len(tags):,}.", "tags")
    return tuple(tags.values())
