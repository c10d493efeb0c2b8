"""The lines of a text page, each with everything the readers want to know about it.

A line is judged here and nowhere else: the readers of text pages ask the line and do not look at its text again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ranklore.parsing.credits import separators
from ranklore.parsing.credits.separators import NameSplit
from ranklore.parsing.lexicon.words import capitalized_share, distinctive_tokens, is_caseless, prose_share, tokenize
from ranklore.parsing.structure import line_kinds, prose_points, title_score
from ranklore.parsing.structure.number_readings import NumberReading, number_readings
from ranklore.parsing.structure.title_score import TitleScore

_BY = "by"
_CREDITED_LINE_CHARS_MAX = 120


@dataclass(frozen=True)
class AnnotatedLine:
    """A line of text and what it looks like. Each judgement is made when it is first asked for, and kept."""

    number: int  # of the line on the page, from 1
    text: str  # without blanks at either end
    indent: int = 0  # columns before the text; a tab goes to the next multiple of 4

    @cached_property
    def is_vote_counter(self) -> bool:
        return line_kinds.is_vote_counter(self.text)

    @cached_property
    def is_divider(self) -> bool:
        return line_kinds.is_divider(self.text)

    @cached_property
    def is_section_heading(self) -> bool:
        return line_kinds.is_section_heading(self.text)

    @cached_property
    def number_readings(self) -> tuple[NumberReading, ...]:
        return tuple(number_readings(self.text))

    @cached_property
    def title_score(self) -> TitleScore:
        return title_score.title_score(self.text)

    @cached_property
    def is_clearly_prose(self) -> bool:
        return title_score.is_clearly_prose(self.text)

    @cached_property
    def ends_a_sentence(self) -> bool:
        return title_score.ends_a_sentence(self.text)

    @cached_property
    def leads_into_next(self) -> bool:
        return title_score.leads_into_next(self.text)

    @cached_property
    def prose_points(self) -> int:
        return prose_points.prose_points(
            self.text, ends_a_sentence=self.ends_a_sentence, credit_split=self.credit_split
        )

    @cached_property
    def credit_split(self) -> NameSplit | None:
        """The text cut at its "by", or else at its dash."""
        return separators.by(self.text) or separators.dash(self.text)

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        return tuple(tokenize(self.text))

    @cached_property
    def distinctive_tokens(self) -> frozenset[str]:
        return frozenset(distinctive_tokens(self.tokens))

    @cached_property
    def is_caseless(self) -> bool:
        return is_caseless(self.text)

    @cached_property
    def capitalized_share(self) -> float | None:
        return capitalized_share(self.text)

    @cached_property
    def prose_share(self) -> float:
        return prose_share(self.text)


def annotate_lines(texts: Iterable[str]) -> list[AnnotatedLine]:
    """Every line that is not blank, with its number and its indent."""
    lines = []
    for number, text in enumerate(texts, start=1):
        bare = text.strip()
        if bare:
            lead = text[: len(text) - len(text.lstrip())]
            lines.append(AnnotatedLine(number, bare, len(lead.expandtabs(4))))
    return lines


def with_credit_lines_joined(lines: Sequence[AnnotatedLine]) -> list[AnnotatedLine]:
    """A "by" on a line of its own, or "by Somebody" right under a name, belongs to the line above."""
    joined: list[AnnotatedLine] = []
    waits_for_name = False  # the line before is a "by" alone
    last_number = 0
    for line in lines:
        follows = bool(joined) and line.number == last_number + 1 and len(joined[-1].text) <= _CREDITED_LINE_CHARS_MAX
        if follows and (waits_for_name or line_kinds.is_by_line(line.text)):
            joined[-1] = replace(joined[-1], text=f"{joined[-1].text} {line.text}")
        else:
            joined.append(line)
        waits_for_name = follows and line.text == _BY
        last_number = line.number
    return joined
