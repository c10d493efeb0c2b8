"""Numbered pages: "12. Title", "12 Title - Artist", "12Title", or the number alone above the title."""

from collections.abc import Sequence

from ranklore.lists.rules import layout
from ranklore.lists.rules.draft import Draft, DraftItem, Paragraph
from ranklore.lists.rules.grade import Grade, grade, is_punctuated
from ranklore.lists.rules.limits import NAME_MAX, TITLE_MAX, refuse_too_many
from ranklore.lists.rules.lines import Block, Line, is_rule, is_section, is_tail, to_blocks, without_tail
from ranklore.lists.rules.long_name import divide, remark_behind
from ranklore.lists.rules.numbers import Numbered, Run, find_run, restarts
from ranklore.lists.rules.performers import Performers
from ranklore.lists.rules.words import looks_like_a_name


def read_numbered(lines: Sequence[Line]) -> Draft | None:
    """None where the page is not numbered."""
    dropped = {line.number for line in lines if is_tail(line.text) or is_rule(line.text) or is_section(line.text)}
    kept = [line for line in lines if line.number not in dropped]
    run = find_run(kept)
    if run is None or _names_stand_elsewhere(kept, run):
        return None
    refuse_too_many([kept[found.place].number for found in run.found])
    draft = Draft(left_out=sorted(dropped))
    again = restarts(kept, run)
    starts = sorted((*run.found, *again), key=lambda found: found.place)
    _read_header(draft, kept[: starts[0].place], dropped)
    separate = _lines_are_paragraphs(kept, starts)
    for here, following in zip(starts, [*starts[1:], None], strict=True):
        end = following.place if following else len(kept)
        _read_item(draft, here, kept[here.place : end], dropped, separate)
    _take_credits_below(draft)
    _ask_about_numbers(draft, run, again, kept)
    if run.goes_down and not again:
        draft.items.reverse()
    return draft


def _names_stand_elsewhere(lines: Sequence[Line], run: Run) -> bool:
    """A numbered list within a comment: most names of the page stand outside the run."""
    inside = {found.place for found in run.found}
    blocks = to_blocks([line for place, line in enumerate(lines) if place not in inside])
    alone = [block for block in blocks if len(block.lines) == 1 and len(block.first.split()) > 1]
    names = sum(grade(block.first) is Grade.NAME for block in alone)
    has_own_names = all(found.name for found in run.found)
    return has_own_names and names > len(run.found)


def _read_header(draft: Draft, lines: Sequence[Line], dropped: set[int]) -> None:
    if not lines:
        draft.ask(1, "no_title", "The page seems to start with its first item. What is the list called?")
        return
    if len(lines[0].text) <= TITLE_MAX:
        draft.title, draft.title_line = lines[0].text.rstrip(":："), lines[0].number
        lines = lines[1:]
    else:
        draft.ask(lines[0].number, "no_title", "The page starts without a short line for its title. What is it?")
    draft.prompt = [block.as_paragraph() for block in to_blocks(lines, dropped)]


def _take_credits_below(draft: Draft) -> None:
    """A chart names the performer on the line under every title; nobody comments so evenly."""
    below = [item.comments[0].text if len(item.comments) == 1 else "" for item in draft.items]
    if len(below) < 3 or not all(
        grade(text) is not Grade.PROSE and looks_like_a_name(text) and not is_punctuated(text) for text in below
    ):
        return
    people = Performers()
    people.hear(below)
    people.learn_credits(below)
    for item, who in zip(draft.items, below, strict=True):
        item.credits, item.comments = people.names_in(who), []
    text = "The line under each name was taken for who made it. Is that right?"
    draft.ask(draft.items[0].line, "maybe_credit", text)


def _lines_are_paragraphs(lines: Sequence[Line], starts: Sequence[Numbered]) -> bool:
    """Whether the page is typed without blank lines, so that every line is a comment of its own."""
    return layout.has_few_blanks(to_blocks(lines[starts[0].place :]))


def _read_item(draft: Draft, found: Numbered, lines: Sequence[Line], dropped: set[int], separate: bool) -> None:
    name, below = found.name, lines[1:]
    if not name and below:
        name, below = below[0].text, below[1:]
    item = DraftItem(without_tail(name), lines[0].number)
    item.name, said = remark_behind(draft, item.name, item.line)
    item.comments[:0] = said
    if len(item.name) > NAME_MAX:
        item.name, rest = divide(draft, item.name, item.line)
        item.comments.extend(rest)
    item.comments.extend(_comments(below, dropped, separate))
    draft.items.append(item)


def _comments(lines: Sequence[Line], dropped: set[int], separate: bool) -> list[Paragraph]:
    blocks = to_blocks(lines, dropped)
    if not separate:
        return [block.as_paragraph() for block in blocks]
    return [block.as_paragraph() for block in _joined(layout.one_line_blocks(blocks))]


def _joined(blocks: Sequence[Block]) -> list[Block]:
    """Lines that were wrapped by width belong together: the one before is long and has no end."""
    joined: list[Block] = []
    for block in blocks:
        before = joined[-1].lines[-1].text if joined else ""
        if len(before) > 50 and block.first[0].islower() and before[-1] not in ".!?…":
            joined[-1] = Block(joined[-1].lines + block.lines, 0)
        else:
            joined.append(block)
    return joined


def _ask_about_numbers(draft: Draft, run: Run, again: Sequence[Numbered], lines: Sequence[Line]) -> None:
    if run.goes_down:
        text = "The numbers count down, so the items were turned round: the best one stands first."
        if again:
            text = "Some of the numbers count down. The items stand in the order of the page."
        draft.ask(lines[run.found[0].place].number, "numbers", text)
    if again:
        first = max(run.found[0].place, again[0].place)
        text = "The numbers start again here. Is it a second list?"
        draft.ask(lines[first].number, "numbers", text)
    for before, after in zip(run.found, run.found[1:], strict=False):
        step = before.number - after.number if run.goes_down else after.number - before.number
        if step > 1:
            line = lines[after.place].number
            draft.ask(
                line,
                "numbers",
                f"The number before line {line} is missing: {before.number}, then {after.number}.",
            )


def apply_numbers(draft: Draft) -> bool:
    """Takes "1." off names that come from headings or bullets, and turns a page round that counts down."""
    lines = [Line(item.line, item.name) for item in draft.items]
    run = find_run(lines)
    if run is None or len(run.found) < 0.8 * len(lines) or not all(found.name for found in run.found):
        return False
    for found in run.found:
        draft.items[found.place].name = found.name
    _ask_about_numbers(draft, run, (), lines)
    if run.goes_down:
        draft.items.reverse()
    return True
