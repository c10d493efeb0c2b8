"""Reads HTML: a fragment or a whole saved page."""

import re

from ranklore.parsing.limits import PasteRefused
from ranklore.parsing.markup.blocks import MarkupBlock, markup_blocks
from ranklore.parsing.markup.html_tree import parse_html
from ranklore.parsing.markup.nodes import lines_of
from ranklore.parsing.readers.document import read_document
from ranklore.parsing.readers.numbered import read_numbered
from ranklore.parsing.readers.plain import read_plain
from ranklore.parsing.structure.lines import TextLine
from ranklore.parsing.structure.raw_page import RawPage

HTML_TAGS_MAX = 100_000  # two thousand items with twenty thousand comments need about half

_PAGE_START = re.compile(
    r"\s*<(?:!doctype\b|!--|\?xml\b|(?:html|head|body|div|section|article|main|ol|ul|dl|table|h[1-6]|p|title|meta|style|"
    r"script|nav|header)\b[^<>]*>)",
    re.IGNORECASE,
)
_STRUCTURE_TAG = re.compile(
    r"<(?:li|tr|h[1-6]|p|dl|dt|dd|td|ol|ul|table|html|body|div|br)\b[^<>]{0,300}>", re.IGNORECASE
)


def looks_like_html(text: str) -> bool:
    """Tags that build a page, at its start or all over it; a comment with a tag or two is plain."""
    tags = len(_STRUCTURE_TAG.findall(text[:200_000]))
    if _PAGE_START.match(text):
        return tags > 2
    lines = sum(bool(line.strip()) for line in text[:200_000].split("\n"))
    return tags > 3 and tags * 2 >= lines


def read_html(text: str) -> RawPage:
    tags = text.count("<")
    if tags > HTML_TAGS_MAX:
        raise PasteRefused(f"This HTML has {tags:,} tags; a page can have at most {HTML_TAGS_MAX:,}.")
    pieces = markup_blocks(parse_html(text))
    draft = read_document(pieces, one_list=True)
    return draft or _read_as_plain(pieces)


def _read_as_plain(pieces: list[MarkupBlock]) -> RawPage:
    """No list, no headings: paragraphs, read as the plain page that a browser would show."""
    title = next((piece for piece in pieces if piece.kind == "title"), None)
    shown = [piece for piece in pieces if piece.kind != "title"]
    lines: list[TextLine] = []
    original_lines: dict[int, int] = {}
    at = 1
    for piece in shown:
        for text, line in lines_of(*piece.parts):
            if text:
                lines.append(TextLine(at, text))
                original_lines[at] = line
            at += bool(text) or (lines[-1:] != [] and lines[-1].number == at - 1)
        at += lines[-1:] != [] and lines[-1].number == at - 1  # one blank line between two paragraphs
    draft = read_numbered(lines) or read_plain(lines)
    _restore_line_numbers(draft, original_lines)
    if title and not draft.title:
        draft.title, draft.title_line = title.paragraph().text, title.paragraph().line
        draft.questions = [question for question in draft.questions if question.kind != "no_title"]
    return draft


def _restore_line_numbers(draft: RawPage, original_lines: dict[int, int]) -> None:
    for paragraph in [*draft.prompt, *(comment for item in draft.items for comment in item.comments)]:
        paragraph.line = original_lines.get(paragraph.line, paragraph.line)
    for item in draft.items:
        item.line = original_lines.get(item.line, item.line)
    draft.title_line = original_lines.get(draft.title_line, draft.title_line)
    draft.left_out = [original_lines.get(line, line) for line in draft.left_out]
    moved = [(original_lines.get(question.line, question.line), question) for question in draft.questions]
    draft.questions.clear()
    for line, question in moved:
        draft.ask(line, question.kind, question.text)
