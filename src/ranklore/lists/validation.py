"""Clean and check what a person typed about a list or an item. Raises Refused with a sentence for that person."""

from collections.abc import Iterable

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from ranklore.parsing.limits import ALIASES_MAX, AUTHOR_MAX, CREDIT_MAX, CREDITS_MAX, NAME_MAX, PROMPT_MAX, TITLE_MAX
from ranklore.text.clean import clean_line, clean_text, name_key
from ranklore.text.errors import Refused

RESERVED_AUTHOR_KEYS = {
    name_key(name) for name in ("from the pasted page", "A guest", "Someone who left", "simulated", "Ranklore")
}
"""Names that the site shows itself. Nobody may pass as one of them."""


def validate_title(text: str) -> str:
    title = clean_line(text)
    if not title:
        raise Refused(_("Give the list a title."), "title")
    _check_length(title, TITLE_MAX, _("A title can have at most %(max)s characters. This one has %(count)s."), "title")
    return title


def validate_name(text: str) -> str:
    name = clean_line(text)
    if not name:
        raise Refused(_("Give the item a name."), "name")
    _check_length(
        name, NAME_MAX, _("An item name can have at most %(max)s characters. This one has %(count)s."), "name"
    )
    return name


def validate_prompt(text: str) -> str:
    prompt = clean_text(text).strip()
    _check_length(
        prompt, PROMPT_MAX, _("The question can have at most %(max)s characters. Yours has %(count)s."), "prompt"
    )
    return prompt


def validate_credits(names: Iterable[str]) -> tuple[str, ...]:
    """The credits without blanks and repeats."""
    credits = tuple(dict.fromkeys(name for name in map(clean_line, names) if name))
    if len(credits) > CREDITS_MAX:
        sentence = _("An item can have at most %(max)s credits. You entered %(count)s.")
        raise Refused(sentence % {"max": CREDITS_MAX, "count": intcomma(len(credits))}, "credits")
    for name in credits:
        _check_length(
            name, CREDIT_MAX, _("A credit can have at most %(max)s characters. This one has %(count)s."), "credits"
        )
    return credits


def validate_aliases(names: Iterable[str], *, name: str) -> tuple[str, ...]:
    """The other names of an item that is called `name`: without blanks, repeats and the name itself."""
    by_key = {name_key(name): ""}
    for other in filter(None, map(clean_line, names)):
        by_key.setdefault(name_key(other), other)
    aliases = tuple(filter(None, by_key.values()))
    if len(aliases) > ALIASES_MAX:
        sentence = _("An item can have at most %(max)s other names. You entered %(count)s.")
        raise Refused(sentence % {"max": ALIASES_MAX, "count": intcomma(len(aliases))}, "aliases")
    for alias in aliases:
        _check_length(
            alias, NAME_MAX, _("A name can have at most %(max)s characters. This one has %(count)s."), "aliases"
        )
    return aliases


def validate_author(name: str) -> str:
    """The name shown with a comment or a published ranking. It may be empty."""
    name = clean_line(name)
    _check_length(name, AUTHOR_MAX, _("A name can have at most %(max)s characters. This one has %(count)s."), "author")
    if name_key(name) in RESERVED_AUTHOR_KEYS:
        raise Refused(_("The site uses this name itself. Choose another one."), "author")
    return name


def split_credits(text: str) -> list[str]:
    """Split credits that were typed into one field: by commas and lines."""
    return [part for line in text.splitlines() for part in line.replace("、", ",").replace("，", ",").split(",")]


def split_aliases(text: str) -> list[str]:
    """Split other names that were typed into one field: by lines only, because a name can contain a comma."""
    return text.splitlines()


def _check_length(text: str, limit: int, sentence: str, field: str) -> None:
    """Raise Refused when a text is too long. `sentence` has the placeholders "max" and "count"."""
    if len(text) > limit:
        raise Refused(sentence % {"max": intcomma(limit), "count": intcomma(len(text))}, field)
