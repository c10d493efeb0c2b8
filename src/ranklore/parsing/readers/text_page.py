"""Reads a page of text lines: chooses its shape, numbered or plain, and hands it to the reader of that shape."""

from collections.abc import Sequence

from ranklore.parsing.readers.numbered import find_numbered_page, read_numbered
from ranklore.parsing.readers.plain import read_plain
from ranklore.parsing.structure.annotated_lines import AnnotatedLine
from ranklore.parsing.structure.raw_page import RawPage


def read_text_page(lines: Sequence[AnnotatedLine]) -> RawPage:
    numbered = find_numbered_page(lines)
    return read_numbered(numbered) if numbered else read_plain(lines)
