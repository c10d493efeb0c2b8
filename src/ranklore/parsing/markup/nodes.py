"""A small tree of a marked-up page, the same for HTML and Markdown, and the text of its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ranklore.parsing.lexicon.words import word_list
from ranklore.parsing.structure.raw_page import Paragraph

BLOCK_TAGS = frozenset(
    word_list(
        "html body main article section header div center p h1 h2 h3 h4 h5 h6 ul ol li table thead tbody "
        "tfoot tr td th blockquote pre dl dt dd hr figure figcaption address fieldset form details "
        "summary caption"
    )
)
HEADING_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")
EMPHASIS_TAGS = frozenset(word_list("strong b em i a h1 h2 h3 h4 h5 h6 u cite"))


@dataclass(eq=False)
class MarkupText:
    text: str
    line: int


@dataclass(eq=False)
class MarkupNode:
    tag: str
    line: int
    children: list[MarkupNode | MarkupText] = field(default_factory=list)
    number: int | None = None  # of an ordered list's item
    is_reversed: bool = False  # an ordered list that counts down

    def nodes(self, *tags: str) -> list[MarkupNode]:
        return [child for child in self.children if isinstance(child, MarkupNode) and child.tag in tags]


def is_block(part: MarkupNode | MarkupText) -> bool:
    return isinstance(part, MarkupNode) and part.tag in BLOCK_TAGS


def text_runs(part: MarkupNode | MarkupText, in_pre: bool = False) -> Iterator[tuple[str, int]]:
    """The text in runs with their lines: "\\n" for a line break, "\\n\\n" between blocks, blanks as in a browser."""
    if isinstance(part, MarkupText):
        if in_pre:
            yield part.text, part.line
        else:
            yield re.sub(r"\s+", " ", part.text), first_text_line(part)
        return
    if part.tag == "br":
        yield "\n", part.line
        return
    if part.tag == "sup" and _is_footnote(part):
        return
    if part.tag in BLOCK_TAGS:
        yield "\n\n", part.line
    for child in part.children:
        yield from text_runs(child, in_pre or part.tag == "pre")
    if part.tag in ("td", "th"):
        yield "\t", part.line
    elif part.tag in BLOCK_TAGS:
        yield "\n\n", part.line


def _is_footnote(node: MarkupNode) -> bool:
    texts = [text for child in node.children for text, _ in text_runs(child)]
    return bool(re.fullmatch(r"\s*\[[^\[\]]{1,12}\]\s*", "".join(texts)))


def has_text(part: MarkupNode | MarkupText) -> bool:
    waiting = [part]
    while waiting:
        part = waiting.pop()
        if isinstance(part, MarkupNode):
            waiting.extend(part.children)
        elif part.text.strip():
            return True
    return False


def first_text_line(part: MarkupText) -> int:
    lead = part.text[: len(part.text) - len(part.text.lstrip())]
    return part.line + lead.count("\n")


def paragraph_of(*parts: MarkupNode | MarkupText) -> Paragraph:
    """All text of the parts as one paragraph, on the line of its first word."""
    runs = [run for part in parts for run in text_runs(part)]
    line = next((number for text, number in runs if text.strip()), parts[0].line if parts else 1)
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(text for text, _ in runs))
    return Paragraph(re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+", " ", text)).strip(), line)


def text_of(*parts: MarkupNode | MarkupText) -> str:
    return " ".join(paragraph_of(*parts).text.split())


def lines_of(*parts: MarkupNode | MarkupText) -> list[tuple[str, int]]:
    """The lines that a browser would show, each with the number of the line its first word is on."""
    lines: list[tuple[str, int]] = [("", 0)]
    for text, at in (run for part in parts for run in text_runs(part)):
        for place, line_text in enumerate(text.split("\n")):
            if place:
                lines.append(("", 0))
            before, line = lines[-1]
            lines[-1] = (before + line_text, line or (at + place if line_text.strip() else 0))
    return [(" ".join(text.split()), line) for text, line in lines]
