"""Where the spotlight is on a page of a list: a few items of other pages that ask for a look. Plain Python."""

from collections.abc import Container, Sequence

SPOTLIGHT_ITEMS = 2
SPOTLIGHT_AFTER_ROW = 5


def items_in_spotlight(candidates: Sequence[int], known: Container[int]) -> list[int]:
    """The first candidates that are not known: not on the page, and without a vote of this voter."""
    return [each for each in candidates if each not in known][:SPOTLIGHT_ITEMS]


def with_spotlight(rows: Sequence[int], spotlight: Sequence[int]) -> list[int]:
    """The items of a page with those of its spotlight, in the order in which they appear."""
    return [*rows[:SPOTLIGHT_AFTER_ROW], *spotlight, *rows[SPOTLIGHT_AFTER_ROW:]]
