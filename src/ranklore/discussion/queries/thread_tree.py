"""The order of replies in a thread: each under its parent, indented up to a limit. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

INDENT_MAX = 3
"""Levels of indentation. Deeper replies stand one under the other and say whom they answer."""


@dataclass(frozen=True, slots=True)
class ReplyNode:
    """A reply and what it answers, and whether it is to be read (or is kept only for what stands below it)."""

    id: int
    parent_id: int
    is_live: bool


def order_replies(root_id: int, replies: Sequence[ReplyNode]) -> list[tuple[int, int]]:
    """(reply, depth) as they stand on a page: each under its parent, the oldest first; depths begin at 1.

    A deleted reply stays while something below it can be read. Replies come in the order in which they were written.
    """
    kept = _visible_ids(root_id, replies)
    children: dict[int, list[int]] = {}
    for each in replies:
        if each.id in kept:
            children.setdefault(each.parent_id, []).append(each.id)
    ordered: list[tuple[int, int]] = []
    stack = [(child, 1) for child in reversed(children.get(root_id, ()))]
    while stack:
        reply, depth = stack.pop()
        ordered.append((reply, depth))
        stack += ((child, depth + 1) for child in reversed(children.get(reply, ())))
    return ordered


def _visible_ids(root_id: int, replies: Iterable[ReplyNode]) -> Collection[int]:
    """What can be read, and what stands above it. A parent is older than its replies, so one way back is enough."""
    kept: set[int] = set()
    for each in reversed(list(replies)):
        if each.is_live or each.id in kept:
            kept |= {each.id, each.parent_id}
    return kept - {root_id}
