"""Tags: how people type them, and when two tags are the same."""

from collections.abc import Iterable
from typing import NamedTuple

from ranklore.parsing.limits import TAG_KEY_MAX, TAG_MAX, TAGS_MAX
from ranklore.text.bidi import quoted
from ranklore.text.clean import clean_line
from ranklore.text.errors import Refused
from ranklore.text.messages import Message
from ranklore.text.normalize import accentless_words

_COMMAS = str.maketrans("、，;；\n\r", ",,,,,,")
_TAG_SIGNS = "+#"  # kept, so that C, C# and C++ are different tags


class TypedTag(NamedTuple):
    """A tag. Two tags with one key are the same, however they are written."""

    key: str
    name: str


def tag_key(name: str) -> str:
    """The tag in the address of its page: without punctuation, words joined by "-". "" when nothing is left."""
    return "-".join(accentless_words(name, _TAG_SIGNS)).lstrip("#").strip("-")


def typed_tags(text: str) -> list[str]:
    """The tags that were typed into one field, separated by commas or line breaks."""
    return text.translate(_COMMAS).split(",")


def checked_tags(names: Iterable[str]) -> tuple[TypedTag, ...]:
    """The tags without blanks and repeats. Raises Refused for too many, too long or empty ones."""
    tags: dict[str, TypedTag] = {}
    for name in filter(None, (clean_line(name).lstrip("#＃").strip() for name in names)):
        key = tag_key(name)
        if not key:
            text = Message("%(tag)s is not a tag: a tag needs a letter or a number.", tag=quoted(name[:TAG_MAX]))
            raise Refused(text, "tags")
        if len(name) > TAG_MAX or len(key) > TAG_KEY_MAX:
            text = Message(
                "A tag can have at most %(limit)s characters; one of these has %(size)s.",
                limit=TAG_MAX,
                size=f"{len(name):,}",
            )
            raise Refused(text, "tags")
        tags.setdefault(key, TypedTag(key, name))
    if len(tags) > TAGS_MAX:
        text = Message(
            "A list can have at most %(limit)s tags; you entered %(count)s.", limit=TAGS_MAX, count=len(tags)
        )
        raise Refused(text, "tags")
    return tuple(tags.values())
