"""Reads PrefLib order files (Mattei, Walsh 2013): .soc and .soi are strict, .toc and .toi may have ties; .soc and .toc
are complete, .soi and .toi may leave items out."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from ranklore.ranking.ballot_files.ballot_file import (
    BALLOTS_MAX,
    ITEMS_MAX,
    VOTERS_MAX,
    BallotFile,
    BallotFileError,
    BallotFileReader,
    FileLine,
    parse_count,
)
from ranklore.ranking.ballot_files.head_to_head import LEVELS_MAX, Order, flatten_order
from ranklore.ranking.tallies.evidence import IndexedBallot

STAGE_PATTERN = re.compile(r"\{([^{}]*)\}|([^{},\s]+)")
ParsedOrder = tuple[Order, Sequence[int]]
"""An order, and its items without their groups."""
NAME_KEY_PREFIX = "ALTERNATIVE NAME "


def _read_orders(lines: Iterator[FileLine], *, is_complete: bool, may_tie: bool) -> BallotFile:
    """The ballots of a file, equal orders together. Items that a ballot leaves out rank below those it has.

    Orders with a count of 0 are checked and left out.
    """
    head: dict[str, tuple[int, str]] = {}
    names: list[str] = []
    item_numbers: dict[str, int] = {}
    times_of: dict[Order, int] = {}
    number = voters = n_lines = n_cast = 0
    for number, text in lines:
        if text.startswith("#"):
            key, _, value = text[1:].partition(":")
            head[key.strip().upper()] = (number, value.strip())
        elif text.strip():
            if not names:
                names = _names(head, number)
                item_numbers = {str(item + 1): item for item in range(len(names))}
            times, order = _ballot(text, number, item_numbers, is_complete, may_tie)
            voters += times
            n_lines += 1
            n_cast += times > 0
            if voters > VOTERS_MAX:
                raise BallotFileError(f"line {number}: the counts add up to more than {VOTERS_MAX} voters")
            if times:
                times_of[order] = times_of.get(order, 0) + times
                if len(times_of) * len(names) > LEVELS_MAX:
                    raise BallotFileError(f"line {number}: more than {LEVELS_MAX // len(names)} different orders")
    if not n_lines:
        raise BallotFileError(f"line {number + 1}: the file ends before the first ballot")
    _check_stated(head, "NUMBER VOTERS", voters)
    _check_stated(head, "NUMBER UNIQUE ORDERS", n_lines, n_cast, len(times_of))
    if not voters:
        raise BallotFileError(f"line {number}: the file ends, and all counts are 0")
    everything = range(len(names))
    ballots = [(IndexedBallot(order=order, on_offer=everything), times) for order, times in times_of.items()]
    return BallotFile(names, ballots, is_election=True)


def _check_stated(head: dict[str, tuple[int, str]], key: str, found: int, *or_found: int) -> None:
    """Refuse a file whose head states another number than was found. Files differ in whether they count a line of 0."""
    if key not in head:
        return
    line, stated = head[key]
    if parse_count(stated, line, key.lower(), VOTERS_MAX, least=0) not in (found, *or_found):
        raise BallotFileError(f"line {line}: {key.lower()} is {stated}, but the file has {found}; is it truncated?")


def _names(head: dict[str, tuple[int, str]], number: int) -> list[str]:
    if "NUMBER ALTERNATIVES" not in head:
        raise BallotFileError(f"line {number}: the line '# NUMBER ALTERNATIVES: …' must come before the ballots")
    line, text = head["NUMBER ALTERNATIVES"]
    n = parse_count(text, line, "number alternatives", ITEMS_MAX)
    named = {key.removeprefix(NAME_KEY_PREFIX): value for key, value in head.items() if key.startswith(NAME_KEY_PREFIX)}
    if named and set(named) != {str(item) for item in range(1, n + 1)}:
        raise BallotFileError(f"line {line}: number alternatives is {n}, but the names are not 1 to {n}")
    return [named.get(str(item), (0, str(item)))[1] for item in range(1, n + 1)]


def _ballot(
    text: str, number: int, item_numbers: dict[str, int], is_complete: bool, may_tie: bool
) -> tuple[int, Order]:
    """How many voters cast the order of a line, and the order."""
    count, colon, rest = text.partition(":")
    if not colon:
        raise BallotFileError(f"line {number}: a ballot must look like 'count: item,item,…', not {text[:40]!r}")
    times = parse_count(count.strip(), number, "a count", BALLOTS_MAX, least=0)
    n_items = len(item_numbers)
    has_groups = "{" in rest
    if has_groups and not may_tie:
        raise BallotFileError(f"line {number}: this file type does not allow ties")
    parsed = _parse_groups(rest, n_items) if has_groups else _parse_items(rest, item_numbers)
    order, items = parsed or _parse_carefully(rest, number, n_items)
    if len(set(items)) < len(items):
        twice = next(item for item, found in Counter(items).items() if found > 1)
        raise BallotFileError(f"line {number}: item {twice + 1} occurs twice in one ballot")
    if is_complete and len(items) < n_items:
        raise BallotFileError(f"line {number}: a complete order must have all {n_items} items, not {len(items)}")
    return times, order


def _parse_items(text: str, item_numbers: dict[str, int]) -> ParsedOrder | None:
    """An order without groups in the usual spelling, ten times as fast as `_parse_carefully`. None for any other."""
    try:
        order = tuple(map(item_numbers.__getitem__, text.strip().replace(", ", ",").split(",")))
    except KeyError:
        return None
    return order, order


def _parse_groups(text: str, n_items: int) -> ParsedOrder | None:
    """An order with groups in the usual spelling, read as JSON because that is fast. None for any other."""
    if "[" in text or "]" in text:
        return None
    try:
        stages = json.loads(f"[{text.replace('{', '[').replace('}', ']')}]")
    except (ValueError, RecursionError):
        return None
    numbers: list[object] = []
    for stage in stages:
        if isinstance(stage, list):
            numbers += stage or [None]
        else:
            numbers.append(stage)
    if set(map(type, numbers)) != {int}:
        return None
    items = [number - 1 for number in numbers if isinstance(number, int) and 0 < number <= n_items]
    if len(items) < len(numbers):
        return None
    order = tuple([tuple([item - 1 for item in stage]) if isinstance(stage, list) else stage - 1 for stage in stages])
    return order, items


def _parse_carefully(text: str, number: int, n_items: int) -> ParsedOrder:
    """An order in any spelling. Raises BallotFileError, which says what is wrong."""
    order = tuple(
        _item(single, number, n_items) if single else tuple(_item(item, number, n_items) for item in group.split(","))
        for group, single in _stages(text, number)
    )
    return order, list(flatten_order(order))


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
