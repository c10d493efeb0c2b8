"""Reads PrefLib order files (Mattei, Walsh 2013): .soc and .soi are strict, .toc and .toi may have ties; .soc and .toc
are complete, .soi and .toi may leave items out."""

import re
from collections.abc import Iterator
from functools import partial

from ranklore.ranking.ballot_files.ballot_file import (
    BALLOTS_MAX,
    ITEMS_MAX,
    BallotFile,
    BallotFileError,
    BallotFileReader,
    FileLine,
    parse_count,
)
from ranklore.ranking.tallies.evidence import IndexedBallot

STAGE_PATTERN = re.compile(r"\{([^{}]*)\}|([^{},\s]+)")
NAME_KEY_PREFIX = "ALTERNATIVE NAME "


def _read_orders(lines: Iterator[FileLine], *, is_complete: bool, may_tie: bool) -> BallotFile:
    """The ballots of a file. Items that a ballot leaves out rank below those it has."""
    head: dict[str, tuple[int, str]] = {}
    votes = BallotFile([])
    number = voters = 0
    for number, text in lines:
        if text.startswith("#"):
            key, _, value = text[1:].partition(":")
            head[key.strip().upper()] = (number, value.strip())
        elif text.strip():
            if not votes.names:
                votes.names = _names(head, number)
            times, ballot = _ballot(text, number, len(votes.names), is_complete, may_tie)
            votes.ballots.append((ballot, times))
            voters += times
    if not votes.ballots:
        raise BallotFileError(f"line {number + 1}: the file ends before the first ballot")
    for key, found in (("NUMBER VOTERS", voters), ("NUMBER UNIQUE ORDERS", len(votes.ballots))):
        if key in head and parse_count(head[key][1], head[key][0], key.lower(), BALLOTS_MAX) != found:
            stated = head[key][1]
            raise BallotFileError(
                f"line {head[key][0]}: {key.lower()} is {stated}, but the file has {found}; is it truncated?"
            )
    return votes


def _names(head: dict[str, tuple[int, str]], number: int) -> list[str]:
    if "NUMBER ALTERNATIVES" not in head:
        raise BallotFileError(f"line {number}: the line '# NUMBER ALTERNATIVES: …' must come before the ballots")
    line, text = head["NUMBER ALTERNATIVES"]
    n = parse_count(text, line, "number alternatives", ITEMS_MAX)
    named = {key.removeprefix(NAME_KEY_PREFIX): value for key, value in head.items() if key.startswith(NAME_KEY_PREFIX)}
    if named and set(named) != {str(item) for item in range(1, n + 1)}:
        raise BallotFileError(f"line {line}: number alternatives is {n}, but the names are not 1 to {n}")
    return [named.get(str(item), (0, str(item)))[1] for item in range(1, n + 1)]


def _ballot(text: str, number: int, n_items: int, is_complete: bool, may_tie: bool) -> tuple[int, IndexedBallot]:
    count, colon, rest = text.partition(":")
    if not colon:
        raise BallotFileError(f"line {number}: a ballot must look like 'count: item,item,…', not {text[:40]!r}")
    times = parse_count(count.strip(), number, "a count", BALLOTS_MAX)
    order: list[int | tuple[int, ...]] = []
    for group, single in _stages(rest, number):
        if single:
            order.append(_item(single, number, n_items))
        elif not may_tie:
            raise BallotFileError(f"line {number}: this file type does not allow ties")
        else:
            order.append(tuple(_item(item, number, n_items) for item in group.split(",")))
    items = [item for stage in order for item in (stage if isinstance(stage, tuple) else (stage,))]
    if len(set(items)) < len(items):
        twice = next(item for item in items if items.count(item) > 1)
        raise BallotFileError(f"line {number}: item {twice + 1} occurs twice in one ballot")
    if is_complete and len(items) < n_items:
        raise BallotFileError(f"line {number}: a complete order must have all {n_items} items, not {len(items)}")
    return times, IndexedBallot(order=tuple(order), on_offer=range(n_items))


def _stages(text: str, number: int) -> Iterator[tuple[str, str]]:
    if STAGE_PATTERN.sub("x", text).replace(" ", "").replace("x,", "") != "x":
        raise BallotFileError(
            f"line {number}: an order must be items and {{groups}} separated by commas, not {text[:40]!r}"
        )
    for match in STAGE_PATTERN.finditer(text):
        yield match[1] or "", match[2] or ""


def _item(text: str, number: int, n_items: int) -> int:
    return parse_count(text.strip(), number, "an item", n_items) - 1


PREFLIB_READERS: dict[str, BallotFileReader] = {
    ".soc": partial(_read_orders, is_complete=True, may_tie=False),
    ".soi": partial(_read_orders, is_complete=False, may_tie=False),
    ".toc": partial(_read_orders, is_complete=True, may_tie=True),
    ".toi": partial(_read_orders, is_complete=False, may_tie=True),
}
