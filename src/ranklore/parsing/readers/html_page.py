"""Reads HTML: a fragment or a whole saved page."""

import re
from dataclasses import replace

from ranklore.parsing.limits import PasteRefused
from ranklore.parsing.markup.blocks import MarkupBlock, markup_blocks
from ranklore.parsing.markup.html_tree import parse_html
from ranklore.parsing.markup.nodes import lines_of
from ranklore.parsing.readers.document import read_document
from ranklore.parsing.readers.text_page import read_text_page
from ranklore.parsing.structure.annotated_lines import AnnotatedLine
from ranklore.parsing.structure.raw_page import RawPage
from ranklore.text.messages import Message

HTML_TAGS_MAX = 100_000  # a page with as many items and comments as allowed needs about half

_PAGE_START = re.compile(
    r"\s*<(?:!doctype\b|!--|\?xml\b|(?:html|head|body|div|section|article|main|ol|ul|dl|table|h[1-6]|p|title|meta|style|"
    r"script|nav|header)\b[^<>]*>)",
    re.IGNORECASE,
)
_STRUCTURE_TAG = re.compile(
    r"<(?:li|tr|h[1-6]|p|dl|dt|dd|td|ol|ul|table|html|body|div|br)\b[^<>]{0,300}>", re.IGNORECASE
)


def looks_like_html(text: str) -> bool:
    """Has the tags of a page at its start or throughout. A plain page may have a tag or two in a comment."""
    tags = len(_STRUCTURE_TAG.findall(text[:200_000]))
    if _PAGE_START.match(text):
        return tags > 2
    lines = sum(bool(line.strip()) for line in text[:200_000].split("\n"))
    return tags > 3 and tags * 2 >= lines


def read_html(text: str) -> RawPage:
    tags = text.count("<")
    if tags > HTML_TAGS_MAX:
        raise PasteRefused(
            Message(
                "This HTML has %(count)s tags; a page can have at most %(limit)s.",
                count=f"{tags:,}",
                limit=f"{HTML_TAGS_MAX:,}",
            )
        )
    blocks = markup_blocks(parse_html(text))
    draft = read_document(blocks, one_list=True)
    return draft or _read_as_plain(blocks)


def _read_as_plain(blocks: list[MarkupBlock]) -> RawPage:
    """Read the lines that a browser would show: the page has no list, no headings and no table."""
    title = next((block for block in blocks if block.kind == "title"), None)
    shown = [block for block in blocks if block.kind != "title"]
    lines: list[AnnotatedLine] = []
    original_lines: dict[int, int] = {}
    at = 1
    for block in shown:
        for text, line in lines_of(*block.parts):
            if text:
                lines.append(AnnotatedLine(at, text))
                original_lines[at] = line
            at += bool(text) or (lines[-1:] != [] and lines[-1].number == at - 1)
        at += lines[-1:] != [] and lines[-1].number == at - 1  # one blank line between two paragraphs
    draft = read_text_page(lines)
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
        draft.questions.append(replace(question, line=line))
