"""Finds which lines of a page are numbered: the run of numbers decides, not the digits of one line.  "7 Rings" is
a name and "7 Dune" may be the seventh item. A line is numbered only where its number continues the numbers of
the lines before (or of the lines below, on a page that counts down)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from ranklore.parsing.structure.lines import TextLine
from ranklore.text.folding import fold_case

_MARKED = re.compile(
    r"(?P<open>[#№＃]\s*|[\[(（]|(?:No|Nr|Nº|N°|Rank|Number)\.?\s*|第)?(?P<number>\d{1,4})"
    r"(?P<close>\s*[.:．](?=[^\d]|$)|\s*[)\]）、](?:\s*[.:])?|\s*(?:位|º|°)\s*[.:：]?|(?:st|nd|rd|th)\b\s*[.:]|\s+[-–—|:](?=\s|$))?"
    r"\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"(?P<digits>\d{1,8})(?P<space>\s*)(?P<rest>.*)$")
_STEP_MAX = 6


@dataclass(frozen=True)
class NumberedLine:
    place: int  # of the line on the page
    number: int
    name: str  # what stands after the number; may be empty, then the name is on the next line
    style: str


@dataclass(frozen=True)
class NumberRun:
    found: tuple[NumberedLine, ...]
    is_descending: bool = False
    steps: int = 0  # how many of the numbers are exactly one more than the one before


def find_number_run(lines: Sequence[TextLine]) -> NumberRun | None:
    """The best run of numbers on the page, or None where numbers are only parts of names."""
    seen = [found for place, line in enumerate(lines) for found in _number_readings(place, line.text)]
    runs = []
    for styles in _style_groups(seen):
        chosen = [found for found in seen if found.style in styles]
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


def find_restarts(lines: Sequence[TextLine], run: NumberRun) -> tuple[NumberedLine, ...]:
    """Numbered lines of the same style before or behind the run: a second list on the page."""
    styles = {found.style for found in run.found}
    first, last = run.found[0].place, run.found[-1].place
    seen = [found for place, line in enumerate(lines) for found in _number_readings(place, line.text)]
    outside = [found for found in seen if found.style in styles and found.number > 0]
    before, behind = [f for f in outside if f.place < first], [f for f in outside if f.place > last]
    return (*_restarted_lists(before), *_restarted_lists(behind))


def _restarted_lists(seen: Sequence[NumberedLine]) -> Iterable[NumberedLine]:
    """The entries of every list that counts 1, 2, 3 without a gap."""
    current: list[NumberedLine] = []
    for _, same in groupby(seen, key=lambda found: found.place):
        readings = {found.number: found for found in same}
        if current and current[-1].number + 1 in readings:
            current.append(readings[current[-1].number + 1])
        elif 1 in readings:
            yield from current if len(current) > 1 else ()
            current = [readings[1]]
    yield from current if len(current) > 1 else ()


def _number_readings(place: int, text: str) -> Iterable[NumberedLine]:
    """Every way the line may be a numbered one; "27 Rings" may be 27, or the second item, "7 Rings"."""
    marked = _MARKED.match(text[:400])
    if marked and (marked["open"] or marked["close"]):
        rest = text[marked.start("rest") :].strip()
        opened = fold_case((marked["open"] or "").strip())
        style = f"{opened}0{(marked['close'] or '').strip()}"
        yield NumberedLine(place, int(marked["number"]), rest, style if rest else f"alone {style}")
        return
    plain = _PLAIN.match(text)
    if not plain or re.match(r"[.,:%]\d", plain["rest"]):
        return
    digits, rest = plain["digits"], text[plain.start("rest") :].strip()
    if not rest:
        if len(digits) <= 4:
            yield NumberedLine(place, int(digits), "", "alone")
    elif len(digits) <= 4:
        yield NumberedLine(place, int(digits), rest, "spaced" if plain["space"] else "glued")
    for cut in range(1, min(len(digits), 5)):
        if digits[cut] != "0":
            yield NumberedLine(place, int(digits[:cut]), text[cut:].strip(), "cut")


def _style_groups(seen: Sequence[NumberedLine]) -> list[set[str]]:
    marked = {found.style for found in seen} - {"spaced", "glued", "cut", "alone"}
    groups = [{style} for style in sorted(marked)] + [{style, "alone " + style} for style in sorted(marked)]
    return [*groups, {"spaced"}, {"alone"}, {"glued", "cut"}, {"spaced", "glued", "cut", *marked}]


def _best_run(seen: Sequence[NumberedLine]) -> NumberRun:
    """The run worth most: a step of one counts fully, a small jump or a repeated number little."""
    best: dict[int, tuple[float, int, int]] = {}  # last number -> (worth, steps, index)
    back: list[int | None] = []
    ends: list[tuple[float, int, int]] = []
    index = 0
    while index < len(seen):
        same = [i for i in range(index, min(index + 6, len(seen))) if seen[i].place == seen[index].place]
        fresh = []
        for i in same:
            number = seen[i].number
            worth, steps, before = _best_predecessor(best, number, seen[i].style, i)
            back.append(before)
            worth += _glued_bonus(seen[i])
            fresh.append((number, (worth, steps, i)))
        for number, entry in fresh:
            if number not in best or entry[0] >= best[number][0]:
                best[number] = entry
            ends.append(entry)
        index += len(same)
    _, steps, last = max(ends, key=lambda entry: entry[0])
    chain: list[NumberedLine] = []
    at: int | None = last
    while at is not None:
        chain.append(seen[at])
        at = back[at]
    return NumberRun(tuple(reversed(chain)), False, steps)


def _glued_bonus(found: NumberedLine) -> float:
    """ "4Durian" is better evidence of a fourth item than "4x4 drivers" and "47 Ronin" are."""
    if found.style != "glued" or not found.name[0].isalpha():
        return 0.0
    return 0.1 if found.name[0].islower() else 0.2


def _best_predecessor(
    best: dict[int, tuple[float, int, int]], number: int, style: str, index: int
) -> tuple[float, int, int | None]:
    start = 1.0 if number <= 1 else 0.5
    chosen: tuple[float, int, int | None] = (start, 0, None)
    for step in range(_STEP_MAX + 1):
        entry = best.get(number - step)
        if entry is None or (step == 0 and (style in _BARE_STYLES or entry[2] != index - 1)):
            continue  # a number may stand twice for a tie, but only in two entries that follow each other
        worth = entry[0] + (1.0 if step == 1 else 0.4)
        if worth > chosen[0]:
            chosen = (worth, entry[1] + (step == 1), entry[2])
    return chosen


_BARE_STYLES = ("spaced", "glued", "cut", "alone")


def _is_plausible(run: NumberRun, seen: Sequence[NumberedLine]) -> bool:
    """`seen` is every reading of the run's styles: a run that leaves most of them out is chance."""
    found = run.found
    if len(found) < 2:
        return False
    numbers = [each.number for each in found]
    if all(each.style not in _BARE_STYLES for each in found):
        ties = len(set(numbers)) == 1 and numbers[0] in (0, 1)  # "1." before every line
        return ties or run.steps * 3 >= len(found) - 1
    places = len({each.place for each in seen})
    is_steady = run.steps >= 0.6 * (len(found) - 1)
    return len(found) > 2 and min(numbers) <= 3 and is_steady and len(found) >= 0.6 * places
