"""What the site says after a vote."""

from django.contrib.humanize.templatetags.humanize import intcomma, ordinal

from ranklore.ballots.actions import Moved
from ranklore.shell.words import isolated


def said_of(name: str, moved: Moved, *, on: bool) -> str:
    """A few sentences for the page and for a screen reader."""
    name = isolated(name)
    if not moved.is_new:
        return f"Your vote for {name} counts already." if on else f"You have no vote for {name}."
    votes = "1 vote" if moved.votes == 1 else f"{intcomma(moved.votes)} votes"
    did = f"Your vote for {name} counts" if on else f"Your vote for {name} is taken back"
    return f"{did}: {votes} now. {_where(moved)}"


def range_words(low: int, high: int) -> str:
    """The places that an item may well have, in words."""
    return f"surely {ordinal(low)}" if low == high else f"likely {ordinal(low)} to {ordinal(high)}"


def _where(moved: Moved) -> str:
    if moved.after is None:
        return "It is too new to rank: a few more votes will place it."
    now = ordinal(moved.after)
    if moved.before is None:
        return f"It is now {now}."
    if moved.before == moved.after:
        return f"It stays {now}."
    return f"It moved from {ordinal(moved.before)} to {now}."
