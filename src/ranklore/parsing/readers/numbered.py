"""Reads numbered pages: "12. Title", "12 Title - Artist", "12Title", or the number alone above the title."""

from collections.abc import Sequence
from dataclasses import dataclass

from ranklore.parsing.credits.credit_names import CreditNames
from ranklore.parsing.lexicon.words import looks_like_name
from ranklore.parsing.limits import TITLE_MAX, refuse_too_many
from ranklore.parsing.structure.annotated_lines import AnnotatedLine
from ranklore.parsing.structure.long_name import item_from_line
from ranklore.parsing.structure.numbering import NumberedLine, NumberRun, find_number_run, find_restarts
from ranklore.parsing.structure.raw_page import STARTS_WITH_ITEM_MESSAGE, Paragraph, RawPage
from ranklore.parsing.structure.text_blocks import TextBlock, has_few_blank_lines, one_line_blocks, to_blocks
from ranklore.parsing.structure.title_score import TitleScore, ends_a_sentence, title_score
from ranklore.text.messages import Message

_WRAPPED_LINE_CHARS_MIN = 50
COUNTDOWN_MESSAGE = Message("The numbers count down, so the order was reversed: the best item is first.")


@dataclass(frozen=True)
class NumberedPage:
    """A page whose items are numbered."""

    lines: tuple[AnnotatedLine, ...]  # without those left out
    left_out: frozenset[int]  # numbers of the lines that are counters, dividers or section headings
    run: NumberRun
    restarts: tuple[NumberedLine, ...]  # entries of further lists

    @property
    def entries(self) -> list[NumberedLine]:
        return sorted((*self.run.found, *self.restarts), key=lambda found: found.place)

    def line_number(self, found: NumberedLine) -> int:
        return self.lines[found.place].number


def find_numbered_page(lines: Sequence[AnnotatedLine]) -> NumberedPage | None:
    """None where the page is not numbered."""
    left_out = frozenset(
        line.number for line in lines if line.is_vote_counter or line.is_divider or line.is_section_heading
    )
    kept = tuple(line for line in lines if line.number not in left_out)
    run = find_number_run(kept)
    if run is None or _most_names_are_outside(kept, run):
        return None
    return NumberedPage(kept, left_out, run, find_restarts(kept, run))


def _most_names_are_outside(lines: Sequence[AnnotatedLine], run: NumberRun) -> bool:
    """A numbered list within a comment: most names of the page stand outside the run."""
    inside = {found.place for found in run.found}
    blocks = to_blocks([line for place, line in enumerate(lines) if place not in inside])
    alone = [block.first for block in blocks if len(block.lines) == 1 and len(block.text.split()) > 1]
    names = sum(line.title_score is TitleScore.NAME for line in alone)
    has_own_names = all(found.name for found in run.found)
    return has_own_names and names > len(run.found)


def read_numbered(page: NumberedPage) -> RawPage:
    refuse_too_many([page.line_number(found) for found in page.run.found])
    draft = RawPage(left_out=sorted(page.left_out))
    entries = page.entries
    first = entries[0].place
    _read_header(draft, page.lines[:first], page.left_out)
    # typed without blank lines, every line is a comment of its own
    is_line_by_line = has_few_blank_lines(to_blocks(page.lines[first:]))
    for entry, following in zip(entries, [*entries[1:], None], strict=True):
        end = following.place if following else len(page.lines)
        _read_item(draft, entry, page.lines[entry.place : end], page.left_out, is_line_by_line)
    _take_credit_lines(draft)
    _ask_about_numbers(draft, page)
    if page.run.is_descending and not page.restarts:
        draft.items.reverse()
    return draft


def _read_header(draft: RawPage, lines: Sequence[AnnotatedLine], left_out: frozenset[int]) -> None:
    if not lines:
        draft.ask(1, "no_title", STARTS_WITH_ITEM_MESSAGE)
        return
    if len(lines[0].text) <= TITLE_MAX:
        draft.title, draft.title_line = lines[0].text.rstrip(":："), lines[0].number
        lines = lines[1:]
    else:
        text = Message("The first line of the page is too long for a title. What is the list called?")
        draft.ask(lines[0].number, "no_title", text)
    draft.prompt = [block.as_paragraph() for block in to_blocks(lines, left_out)]


def _take_credit_lines(draft: RawPage) -> None:
    """A chart has the performer on the line under every title; comments are never so even."""
    below = [item.comments[0].text if len(item.comments) == 1 else "" for item in draft.items]
    if len(below) < 3 or not all(map(_may_be_performer, below)):
        return
    people = CreditNames()
    people.count_possible(below)
    people.learn_credits(below)
    for item, credit in zip(draft.items, below, strict=True):
        item.credits, item.comments = people.names_in(credit), []
    text = Message("The line under each name was read as who made it. Is that right?")
    draft.ask(draft.items[0].line, "maybe_credit", text)


def _may_be_performer(text: str) -> bool:
    return title_score(text) is not TitleScore.PROSE and looks_like_name(text) and not ends_a_sentence(text)


def _read_item(
    draft: RawPage,
    entry: NumberedLine,
    lines: Sequence[AnnotatedLine],
    left_out: frozenset[int],
    is_line_by_line: bool,
) -> None:
    name, below = entry.name, lines[1:]
    if not name and below:
        name, below = below[0].text, below[1:]
    item = item_from_line(draft, name, lines[0].number)
    item.comments.extend(_comments(below, left_out, is_line_by_line))
    draft.items.append(item)


def _comments(lines: Sequence[AnnotatedLine], left_out: frozenset[int], is_line_by_line: bool) -> list[Paragraph]:
    blocks = to_blocks(lines, left_out)
    if is_line_by_line:
        blocks = _join_wrapped_lines(one_line_blocks(blocks))
    return [block.as_paragraph() for block in blocks]


def _join_wrapped_lines(blocks: Sequence[TextBlock]) -> list[TextBlock]:
    """Lines that were wrapped by width belong together: the one before is long and its sentence goes on."""
    joined: list[TextBlock] = []
    for block in blocks:
        before = joined[-1].last.text if joined else ""
        if len(before) > _WRAPPED_LINE_CHARS_MIN and block.text[0].islower() and before[-1] not in ".!?…":
            joined[-1] = TextBlock(joined[-1].lines + block.lines, 0)
        else:
            joined.append(block)
    return joined


def _ask_about_numbers(draft: RawPage, page: NumberedPage) -> None:
    run, restarts = page.run, page.restarts
    if run.is_descending and restarts:
        text = Message("Some of the numbers count down. The items are in the order of the page.")
        draft.ask(page.line_number(run.found[0]), "numbers", text)
    elif run.is_descending:
        draft.ask(page.line_number(run.found[0]), "numbers", COUNTDOWN_MESSAGE)
    if restarts:
        first = max(run.found[0].place, restarts[0].place)
        text = Message("The numbers start again here. Is it a second list?")
        draft.ask(page.lines[first].number, "numbers", text)
    _ask_about_gaps(draft, page)


def _ask_about_gaps(draft: RawPage, page: NumberedPage) -> None:
    for before, after in zip(page.run.found, page.run.found[1:], strict=False):
        step = before.number - after.number if page.run.is_descending else after.number - before.number
        if step > 1:
            line = page.line_number(after)
            text = Message(
                "A number is missing above line %(line)s: %(before)s is followed by %(after)s.",
                line=line,
                before=before.number,
                after=after.number,
            )
            draft.ask(line, "numbers", text)


def apply_numbering(draft: RawPage) -> bool:
    """Take "1." off names that come from headings or bullets, and reverse a page that counts down."""
    lines = tuple(AnnotatedLine(item.line, item.name) for item in draft.items)
    run = find_number_run(lines)
    if run is None or len(run.found) < 0.8 * len(lines) or not all(found.name for found in run.found):
        return False
    for found in run.found:
        draft.items[found.place].name = found.name
    _ask_about_numbers(draft, NumberedPage(lines, frozenset(), run, ()))
    if run.is_descending:
        draft.items.reverse()
    return True
