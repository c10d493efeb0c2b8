"""Reads numbered pages: "12. Title", "12 Title - Artist", "12Title", or the number alone above the title."""

from collections.abc import Sequence

from ranklore.parsing.credits.credit_names import CreditNames
from ranklore.parsing.lexicon.words import looks_like_name
from ranklore.parsing.limits import NAME_MAX, TITLE_MAX, refuse_too_many
from ranklore.parsing.structure import layout
from ranklore.parsing.structure.lines import (
    TextBlock,
    TextLine,
    is_divider,
    is_section_heading,
    is_vote_counter,
    to_blocks,
    without_vote_counter,
)
from ranklore.parsing.structure.long_name import split_long_name, split_remark
from ranklore.parsing.structure.numbering import NumberedLine, NumberRun, find_number_run, find_restarts
from ranklore.parsing.structure.raw_page import Paragraph, RawItem, RawPage
from ranklore.parsing.structure.title_score import TitleScore, ends_a_sentence, title_score


def read_numbered(lines: Sequence[TextLine]) -> RawPage | None:
    """None where the page is not numbered."""
    dropped = {
        line.number
        for line in lines
        if is_vote_counter(line.text) or is_divider(line.text) or is_section_heading(line.text)
    }
    kept = [line for line in lines if line.number not in dropped]
    run = find_number_run(kept)
    if run is None or _most_names_are_outside(kept, run):
        return None
    refuse_too_many([kept[found.place].number for found in run.found])
    draft = RawPage(left_out=sorted(dropped))
    again = find_restarts(kept, run)
    starts = sorted((*run.found, *again), key=lambda found: found.place)
    _read_header(draft, kept[: starts[0].place], dropped)
    separate = _lines_are_paragraphs(kept, starts)
    for here, following in zip(starts, [*starts[1:], None], strict=True):
        end = following.place if following else len(kept)
        _read_item(draft, here, kept[here.place : end], dropped, separate)
    _take_credit_lines(draft)
    _ask_about_numbering(draft, run, again, kept)
    if run.is_descending and not again:
        draft.items.reverse()
    return draft


def _most_names_are_outside(lines: Sequence[TextLine], run: NumberRun) -> bool:
    """A numbered list within a comment: most names of the page stand outside the run."""
    inside = {found.place for found in run.found}
    blocks = to_blocks([line for place, line in enumerate(lines) if place not in inside])
    alone = [block for block in blocks if len(block.lines) == 1 and len(block.first.split()) > 1]
    names = sum(title_score(block.first) is TitleScore.NAME for block in alone)
    has_own_names = all(found.name for found in run.found)
    return has_own_names and names > len(run.found)


def _read_header(draft: RawPage, lines: Sequence[TextLine], dropped: set[int]) -> None:
    if not lines:
        draft.ask(1, "no_title", "The page seems to start with its first item. What is the list called?")
        return
    if len(lines[0].text) <= TITLE_MAX:
        draft.title, draft.title_line = lines[0].text.rstrip(":："), lines[0].number
        lines = lines[1:]
    else:
        draft.ask(lines[0].number, "no_title", "The page starts without a short line for its title. What is it?")
    draft.prompt = [block.as_paragraph() for block in to_blocks(lines, dropped)]


def _take_credit_lines(draft: RawPage) -> None:
    """A chart names the performer on the line under every title; nobody comments so evenly."""
    below = [item.comments[0].text if len(item.comments) == 1 else "" for item in draft.items]
    if len(below) < 3 or not all(
        title_score(text) is not TitleScore.PROSE and looks_like_name(text) and not ends_a_sentence(text)
        for text in below
    ):
        return
    people = CreditNames()
    people.hear(below)
    people.learn_credits(below)
    for item, who in zip(draft.items, below, strict=True):
        item.credits, item.comments = people.names_in(who), []
    text = "The line under each name was taken for who made it. Is that right?"
    draft.ask(draft.items[0].line, "maybe_credit", text)


def _lines_are_paragraphs(lines: Sequence[TextLine], starts: Sequence[NumberedLine]) -> bool:
    """Whether the page is typed without blank lines, so that every line is a comment of its own."""
    return layout.has_few_blank_lines(to_blocks(lines[starts[0].place :]))


def _read_item(
    draft: RawPage, found: NumberedLine, lines: Sequence[TextLine], dropped: set[int], separate: bool
) -> None:
    name, below = found.name, lines[1:]
    if not name and below:
        name, below = below[0].text, below[1:]
    item = RawItem(without_vote_counter(name), lines[0].number)
    item.name, said = split_remark(draft, item.name, item.line)
    item.comments[:0] = said
    if len(item.name) > NAME_MAX:
        item.name, rest = split_long_name(draft, item.name, item.line)
        item.comments.extend(rest)
    item.comments.extend(_comments(below, dropped, separate))
    draft.items.append(item)


def _comments(lines: Sequence[TextLine], dropped: set[int], separate: bool) -> list[Paragraph]:
    blocks = to_blocks(lines, dropped)
    if not separate:
        return [block.as_paragraph() for block in blocks]
    return [block.as_paragraph() for block in _join_wrapped_lines(layout.one_line_blocks(blocks))]


def _join_wrapped_lines(blocks: Sequence[TextBlock]) -> list[TextBlock]:
    """Lines that were wrapped by width belong together: the one before is long and has no end."""
    joined: list[TextBlock] = []
    for block in blocks:
        before = joined[-1].lines[-1].text if joined else ""
        if len(before) > 50 and block.first[0].islower() and before[-1] not in ".!?…":
            joined[-1] = TextBlock(joined[-1].lines + block.lines, 0)
        else:
            joined.append(block)
    return joined


def _ask_about_numbering(
    draft: RawPage, run: NumberRun, again: Sequence[NumberedLine], lines: Sequence[TextLine]
) -> None:
    if run.is_descending:
        text = "The numbers count down, so the items were turned round: the best one stands first."
        if again:
            text = "Some of the numbers count down. The items stand in the order of the page."
        draft.ask(lines[run.found[0].place].number, "numbers", text)
    if again:
        first = max(run.found[0].place, again[0].place)
        text = "The numbers start again here. Is it a second list?"
        draft.ask(lines[first].number, "numbers", text)
    for before, after in zip(run.found, run.found[1:], strict=False):
        step = before.number - after.number if run.is_descending else after.number - before.number
        if step > 1:
            line = lines[after.place].number
            draft.ask(
                line,
                "numbers",
                f"The number before line {line} is missing: {before.number}, then {after.number}.",
            )


def apply_numbering(draft: RawPage) -> bool:
    """Takes "1." off names that come from headings or bullets, and turns a page round that counts down."""
    lines = [TextLine(item.line, item.name) for item in draft.items]
    run = find_number_run(lines)
    if run is None or len(run.found) < 0.8 * len(lines) or not all(found.name for found in run.found):
        return False
    for found in run.found:
        draft.items[found.place].name = found.name
    _ask_about_numbering(draft, run, (), lines)
    if run.is_descending:
        draft.items.reverse()
    return True
