"""Lines of text, and the blocks of adjoining lines that blank lines separate."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from ranklore.parsing.structure.raw_page import Paragraph

_COUNT = r"[+\-−]?\s*\d[\d.,]*\s*[kKmM]?"
_NOUN = (
    r"(?:comments?|votes?|points?|pts|likes?|views?|repl(?:y|ies)|upvotes?|downvotes?|reviews?|ratings?|avg rating|"
    r"people voted|shares?|favou?rites?|fans?|votos?|comentarios?|commentaires?|kommentare?|stimmen|"
    r"件のコメント|コメント|票|いいね)"
)
_BUTTON = (
    r"(?:comments?|votes?|vote up|vote down|upvote|downvote|reply|share|like|report|add (?:a )?comment|"
    rf"(?:avg\.?|average) rating:? {_COUNT}|score:? {_COUNT}|want to read|rate this book|"
    r"leave a comment|read more|show more|see more|load more(?: comments)?|view all(?: comments)?)"
)
_COUNTER_JOIN = r"(?:[\s·|,•/&()▲▼△▽↑↓★☆^–—-]|\band\b)*"
_COUNTER_LINE = re.compile(
    rf"[\s▲▼△▽↑↓♥❤👍👎💬★☆+vV^(]*(?:{_COUNT}\s*{_NOUN}|{_BUTTON})"
    rf"(?:{_COUNTER_JOIN}(?:{_COUNT}\s*{_NOUN}|{_BUTTON}))*[\s▲▼△▽↑↓)>»]*",
    re.IGNORECASE,
)
_SCORE_LINE = re.compile(r"[+▲△↑]\s*\d[\d.,]*\s*[-−▼▽↓]|[▲▼△▽↑↓]\s*\d[\d.,]*|[▲▼△▽↑↓\s]+")
_TRAILING_COUNTER = re.compile(
    rf"(?:\s*[-–—|·•,]\s*|\s*[(\[]\s*|\s+)(?:{_COUNT}\s*{_NOUN})(?:[\s·|,•/&]+{_COUNT}\s*{_NOUN})*\s*[)\]]?$",
    re.IGNORECASE,
)
_COUNTER_CHARS_MAX = 80
_BY_LINE = re.compile(r"by(?:\s+[A-Z]\S*(?:\s+(?:\w+\s+)?[A-Z(]\S*){0,5})?")
_CREDITED_LINE_CHARS_MAX = 120
_SECTION_HEADING = re.compile(
    r"(?:the )?(?:top (?:ten|twenty|\d+)|contenders|newcomers|honou?rable mentions?|runners?[- ]up|also[- ]rans?)[:.]?",
    re.IGNORECASE,
)
_DIVIDER = re.compile(r"\s*(?:[-–—_=*~#·•+]\s*){3,}")


@dataclass(frozen=True)
class TextLine:
    number: int
    text: str
    indent: int = 0


@dataclass(frozen=True)
class TextBlock:
    lines: tuple[TextLine, ...]
    gap: int  # blank lines before it

    @property
    def number(self) -> int:
        return self.lines[0].number

    @property
    def first(self) -> str:
        return self.lines[0].text

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    def as_paragraph(self) -> Paragraph:
        return Paragraph(self.text, self.number)


def is_vote_counter(text: str) -> bool:
    """A line that only counts or offers votes and comments: "3 Comments", "1,284 points", "+ 12 -"."""
    text = text.strip()
    return 0 < len(text) <= _COUNTER_CHARS_MAX and bool(_COUNTER_LINE.fullmatch(text) or _SCORE_LINE.fullmatch(text))


def is_divider(text: str) -> bool:
    """A drawn line: "-----", "* * *", "=====". It parts things and says nothing."""
    return bool(_DIVIDER.fullmatch(text))


def is_section_heading(text: str) -> bool:
    """A heading that parts a long list: "The Contenders", "Honourable mentions"."""
    return len(text) < 40 and bool(_SECTION_HEADING.fullmatch(text.strip()))


def without_vote_counter(text: str) -> str:
    """The name without a count behind it: "Dune (12 votes)" is "Dune"."""
    match = _TRAILING_COUNTER.search(text[-_COUNTER_CHARS_MAX:]) if len(text) > 3 else None
    kept = text[: len(text) - len(match[0])].rstrip() if match else text
    return kept if re.search(r"\w", kept) else text


def to_lines(texts: Iterable[str]) -> list[TextLine]:
    """Every line that is not blank, with its number and how far it is indented."""
    lines = []
    for number, text in enumerate(texts, start=1):
        bare = text.strip()
        if bare:
            lead = text[: len(text) - len(text.lstrip())]
            lines.append(TextLine(number, bare, len(lead.expandtabs(4))))
    return lines


def with_credit_lines_joined(lines: Sequence[TextLine]) -> list[TextLine]:
    """A "by" on a line of its own, or "by Somebody" right under a name, belongs to the line above."""
    joined: list[TextLine] = []
    waits = False  # for the name behind a lone "by"
    end = 0
    for line in lines:
        is_by = bool(_BY_LINE.fullmatch(line.text))
        follows = bool(joined) and line.number == end + 1 and len(joined[-1].text) <= _CREDITED_LINE_CHARS_MAX
        if follows and (waits or is_by):
            joined[-1] = replace(joined[-1], text=f"{joined[-1].text} {line.text}")
        else:
            joined.append(line)
        waits = follows and line.text == "by"
        end = line.number
    return joined


def to_blocks(lines: Sequence[TextLine], dropped: Collection[int] = ()) -> list[TextBlock]:
    """Runs of adjoining lines. A line that was dropped keeps its neighbours apart, but is no blank line."""
    blocks: list[TextBlock] = []
    run: list[TextLine] = []
    end = gap = 0
    for line in lines:
        between = range(end + 1, line.number)
        if run and between:
            blocks.append(TextBlock(tuple(run), gap))
            run = []
        if not run:
            gap = sum(number not in dropped for number in between)
        run.append(line)
        end = line.number
    if run:
        blocks.append(TextBlock(tuple(run), gap))
    return blocks
