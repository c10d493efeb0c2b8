"""The order of replies in a thread: each under its parent, indented up to a limit. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

INDENT_MAX = 3  # deeper replies are not indented further; they name the author they reply to


@dataclass(frozen=True, slots=True)
class ReplyNode:
    """A reply and its parent. A reply that is not live is kept only while there are live replies below it."""

    id: int
    parent_id: int
    is_live: bool


def order_replies(root_id: int, replies: Sequence[ReplyNode]) -> list[tuple[int, int]]:
    """(reply, depth) in page order: each below its parent, oldest first, depths from 1.

    `replies` must be sorted by age. A deleted reply stays while there is a live one below it.
    """
    kept = _visible_ids(root_id, replies)
    children: dict[int, list[int]] = {}
    for node in replies:
        if node.id in kept:
            children.setdefault(node.parent_id, []).append(node.id)
    ordered: list[tuple[int, int]] = []
    stack = [(child, 1) for child in reversed(children.get(root_id, ()))]
    while stack:
        reply, depth = stack.pop()
        ordered.append((reply, depth))
        stack += ((child, depth + 1) for child in reversed(children.get(reply, ())))
    return ordered


def _visible_ids(root_id: int, replies: Iterable[ReplyNode]) -> Collection[int]:
    """Live replies and their ancestors. A parent is older than its replies, so one backward pass finds them all."""
    kept: set[int] = set()
    for node in reversed(list(replies)):
        if node.is_live or node.id in kept:
            kept |= {node.id, node.parent_id}
    return kept - {root_id}
