"""Clean and check what a person typed about a list or an item. Raises Refused with a sentence for them. Pure."""

from collections.abc import Iterable

from ranklore.parsing.limits import ALIASES_MAX, AUTHOR_MAX, CREDIT_MAX, CREDITS_MAX, NAME_MAX, PROMPT_MAX, TITLE_MAX
from ranklore.text.clean import clean_line, clean_text, name_key
from ranklore.text.errors import Refused

RESERVED_AUTHOR_KEYS = {
    name_key(name) for name in ("from the pasted page", "A guest", "Someone who left", "simulated", "Ranklore")
}


def validate_title(text: str) -> str:
    return _validate_line(text, "title", "Give the list a title.", "A title", TITLE_MAX)


def validate_name(text: str) -> str:
    return _validate_line(text, "name", "Give the item a name.", "An item name", NAME_MAX)


def validate_prompt(text: str) -> str:
    text = clean_text(text).strip()
    if len(text) > PROMPT_MAX:
        raise Refused(f"What is asked can have at most {PROMPT_MAX:,} characters; this has {len(text):,}.", "prompt")
    return text


def validate_credits(names: Iterable[str]) -> tuple[str, ...]:
    """The credits without blanks and repeats."""
    credits = tuple(dict.fromkeys(name for name in map(clean_line, names) if name))
    if len(credits) > CREDITS_MAX:
        raise Refused(f"An item can have at most {CREDITS_MAX} credits; this has {len(credits)}.", "credits")
    for name in credits:
        if len(name) > CREDIT_MAX:
            raise Refused(f"A credit can have at most {CREDIT_MAX} characters; this has {len(name):,}.", "credits")
    return credits


def validate_aliases(names: Iterable[str], *, name: str) -> tuple[str, ...]:
    """The other names of an item that is called `name`: without blanks, repeats and the name itself."""
    found = {name_key(name): ""}
    for other in filter(None, map(clean_line, names)):
        found.setdefault(name_key(other), other)
    aliases = tuple(filter(None, found.values()))
    if len(aliases) > ALIASES_MAX:
        raise Refused(f"An item can have at most {ALIASES_MAX} other names; this has {len(aliases):,}.", "aliases")
    for other in aliases:
        if len(other) > NAME_MAX:
            raise Refused(f"A name can have at most {NAME_MAX} characters; this has {len(other):,}.", "aliases")
    return aliases


def validate_author(name: str) -> str:
    """The name under a comment or a ranking; none is fine."""
    name = clean_line(name)
    if len(name) > AUTHOR_MAX:
        raise Refused(f"A name can have at most {AUTHOR_MAX} characters; this has {len(name):,}.", "author")
    if name_key(name) in RESERVED_AUTHOR_KEYS:
        raise Refused("The site uses this name itself. Choose another one.", "author")
    return name


def split_credits(text: str) -> list[str]:
    """Credits as they are typed into one field: with commas between."""
    return [part for line in text.splitlines() for part in line.replace("、", ",").replace("，", ",").split(",")]


def split_aliases(text: str) -> list[str]:
    """Other names as they are typed into one field: each on a line, since a comma may well be part of a name."""
    return text.splitlines()


def _validate_line(text: str, field: str, missing: str, what: str, most: int) -> str:
    text = clean_line(text)
    if not text:
        raise Refused(missing, field)
    if len(text) > most:
        raise Refused(f"{what} can have at most {most} characters; this has {len(text):,}.", field)
    return text
