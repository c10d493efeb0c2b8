"""Finds which lines of a page are numbered: the run of numbers decides, not the digits of one line.

"7 Rings" is a name and "7 Dune" may be the seventh item. A line is numbered only where its number continues the
numbers of the lines before it (or of the lines below, on a page that counts down).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from ranklore.parsing.structure.annotated_lines import AnnotatedLine
from ranklore.parsing.structure.number_readings import UNMARKED_STYLES

_STEP_MAX = 6
_READINGS_PER_LINE_MAX = 6


@dataclass(frozen=True)
class NumberedLine:
    place: int  # index of the line among the lines given
    number: int
    name: str  # the text after the number; "" when the name is on the next line
    style: str


@dataclass(frozen=True)
class NumberRun:
    found: tuple[NumberedLine, ...]
    is_descending: bool = False
    steps: int = 0  # how many of the numbers are exactly one more than the one before


@dataclass(frozen=True)
class _RunEnd:
    """The best run that ends in one reading."""

    worth: float
    steps: int
    index: int  # of the reading


def find_number_run(lines: Sequence[AnnotatedLine]) -> NumberRun | None:
    """The best run of numbers on the page, or None where numbers are only parts of names."""
    readings = _all_readings(lines)
    runs = []
    for styles in _style_groups(readings):
        chosen = [found for found in readings if found.style in styles]
        if len(chosen) < 2:
            continue
        run = _best_run(chosen)
        if run.steps * 2 < len(chosen):  # not plainly counting up: try from below
            down = _best_run(chosen[::-1])
            if len(down.found) > len(run.found):
                run = NumberRun(down.found[::-1], True, down.steps)
        if _is_plausible(run, chosen):
            runs.append(run)
    return max(runs, key=lambda run: (run.steps, -len(run.found)), default=None)


def find_restarts(lines: Sequence[AnnotatedLine], run: NumberRun) -> tuple[NumberedLine, ...]:
    """Numbered lines of the same style before or after the run: a second list on the page."""
    styles = {found.style for found in run.found}
    first, last = run.found[0].place, run.found[-1].place
    outside = [found for found in _all_readings(lines) if found.style in styles and found.number > 0]
    before, after = [each for each in outside if each.place < first], [each for each in outside if each.place > last]
    return (*_restarted_lists(before), *_restarted_lists(after))


def _all_readings(lines: Sequence[AnnotatedLine]) -> list[NumberedLine]:
    return [NumberedLine(place, *reading) for place, line in enumerate(lines) for reading in line.number_readings]


def _restarted_lists(readings: Sequence[NumberedLine]) -> Iterable[NumberedLine]:
    """The entries of every list that counts 1, 2, 3 without a gap."""
    current: list[NumberedLine] = []
    for _, same_line in groupby(readings, key=lambda found: found.place):
        by_number = {found.number: found for found in same_line}
        if current and current[-1].number + 1 in by_number:
            current.append(by_number[current[-1].number + 1])
        elif 1 in by_number:
            yield from current if len(current) > 1 else ()
            current = [by_number[1]]
    yield from current if len(current) > 1 else ()


def _style_groups(readings: Sequence[NumberedLine]) -> list[set[str]]:
    marked = {found.style for found in readings} - set(UNMARKED_STYLES)
    groups = [{style} for style in sorted(marked)] + [{style, "alone " + style} for style in sorted(marked)]
    return [*groups, {"spaced"}, {"alone"}, {"glued", "cut"}, {"spaced", "glued", "cut", *marked}]


def _best_run(readings: Sequence[NumberedLine]) -> NumberRun:
    """The run worth most: a step of one counts fully, a small jump or a repeated number little."""
    best: dict[int, _RunEnd] = {}  # by the last number
    previous: list[int | None] = []
    ends: list[_RunEnd] = []
    index = 0
    while index < len(readings):
        limit = min(index + _READINGS_PER_LINE_MAX, len(readings))
        same_line = [i for i in range(index, limit) if readings[i].place == readings[index].place]
        fresh = []
        for i in same_line:
            end, before = _extended(best, readings[i], i)
            previous.append(before)
            fresh.append(end)
        for end in fresh:
            number = readings[end.index].number
            if number not in best or end.worth >= best[number].worth:
                best[number] = end
        ends += fresh
        index += len(same_line)
    last = max(ends, key=lambda end: end.worth)
    return NumberRun(tuple(_followed_back(readings, previous, last.index)), False, last.steps)


def _followed_back(
    readings: Sequence[NumberedLine], previous: Sequence[int | None], last: int
) -> Sequence[NumberedLine]:
    chain: list[NumberedLine] = []
    at: int | None = last
    while at is not None:
        chain.append(readings[at])
        at = previous[at]
    return chain[::-1]


def _extended(best: dict[int, _RunEnd], reading: NumberedLine, index: int) -> tuple[_RunEnd, int | None]:
    """The best run that this reading ends, and the index of the reading before it."""
    worth, steps = 1.0 if reading.number <= 1 else 0.5, 0
    before: int | None = None
    for step in range(_STEP_MAX + 1):
        end = best.get(reading.number - step)
        if end is None or (step == 0 and (reading.style in UNMARKED_STYLES or end.index != index - 1)):
            continue  # a number may stand twice for a tie, but only in two entries that follow each other
        extended = end.worth + (1.0 if step == 1 else 0.4)
        if extended > worth:
            worth, steps, before = extended, end.steps + (step == 1), end.index
    return _RunEnd(worth + _glued_bonus(reading), steps, index), before


def _glued_bonus(found: NumberedLine) -> float:
    """ "4Durian" is better evidence of a fourth item than "4x4 drivers" and "47 Ronin" are."""
    if found.style != "glued" or not found.name[0].isalpha():
        return 0.0
    return 0.1 if found.name[0].islower() else 0.2


def _is_plausible(run: NumberRun, readings: Sequence[NumberedLine]) -> bool:
    """`readings` are all those of the run's styles: a run that leaves most of them out is chance."""
    found = run.found
    if len(found) < 2:
        return False
    numbers = [each.number for each in found]
    if all(each.style not in UNMARKED_STYLES for each in found):
        is_repeated = len(set(numbers)) == 1 and numbers[0] in (0, 1)  # "1." before every line
        return is_repeated or run.steps * 3 >= len(found) - 1
    lines = len({each.place for each in readings})
    is_steady = run.steps >= 0.6 * (len(found) - 1)
    return len(found) > 2 and min(numbers) <= 3 and is_steady and len(found) >= 0.6 * lines
