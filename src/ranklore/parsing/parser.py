"""The entry point of the parser: finds the shape of a page, reads it and returns a ParsedPage."""

import re

from ranklore.parsing.finalize import finalize
from ranklore.parsing.limits import (
    LINE_MAX,
    PASTE_MAX_CHARS,
    PASTE_MAX_LINES,
    PasteRefused,
    binary_file_error,
    refuse_over,
)
from ranklore.parsing.readers.csv_page import read_csv, read_tabbed
from ranklore.parsing.readers.html_page import looks_like_html, read_html
from ranklore.parsing.readers.json_page import looks_like_json, read_json
from ranklore.parsing.readers.markdown import looks_like_markdown, read_markdown
from ranklore.parsing.readers.text_page import read_text_page
from ranklore.parsing.result import ParsedPage
from ranklore.parsing.structure.annotated_lines import annotate_lines, with_credit_lines_joined
from ranklore.parsing.structure.raw_page import RawPage
from ranklore.text.clean import split_lines, strip_invisible
from ranklore.text.folding import compose
from ranklore.text.messages import Message

_BULLET = re.compile(r"^(\s*)[•●▪◦‣∙○■□➤►▶✓✔]\s*(?=\S)")


def parse_page(text: str) -> ParsedPage:
    """Read a page in any of the usual shapes. Raises `PasteRefused`, and nothing else, for one that cannot be read."""
    if len(text) > PASTE_MAX_CHARS:
        raise PasteRefused(
            Message(
                "This is %(size)s characters long; a page can have at most %(limit)s.",
                size=f"{len(text):,}",
                limit=f"{PASTE_MAX_CHARS:,}",
            )
        )
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        line = len(split_lines(text[: text.index("\0")]))
        raise binary_file_error(line)
    text, invisible = strip_invisible(text)
    lines = split_lines(compose(text))
    if len(lines) > PASTE_MAX_LINES + 1:
        raise PasteRefused(
            Message(
                "This has %(count)s lines; a page can have at most %(limit)s.",
                count=f"{len(lines):,}",
                limit=f"{PASTE_MAX_LINES:,}",
            )
        )
    return finalize(_read_any_shape(lines), invisible)


def _read_any_shape(lines: list[str]) -> RawPage:
    text = "\n".join(lines)
    if not text.strip():
        raise PasteRefused(Message("There is no text here. Paste a page with a title and a name on each line."))
    if looks_like_json(text):
        return read_json(text)
    if looks_like_html(text):
        return read_html(text)
    for number, line in enumerate(lines, start=1):
        refuse_over(number, Message("a line"), len(line), LINE_MAX)
    if sum(bool(line.strip()) for line in lines) < 2:
        raise PasteRefused(Message("This is only one line. Paste a page with a title and a name on each line."))
    lines = _with_ascii_bullets(lines)
    return read_csv(lines) or read_tabbed(lines) or _read_markdown_page(lines) or _read_lines(lines)


def _with_ascii_bullets(lines: list[str]) -> list[str]:
    """Replace "•" and other bullets by "-", on a page where enough lines start with one."""
    bullets = sum(bool(_BULLET.match(line)) for line in lines)
    if bullets < 2 or bullets * 10 < 3 * sum(bool(line.strip()) for line in lines):
        return lines
    return [_BULLET.sub(r"\1- ", line) for line in lines]


def _read_markdown_page(lines: list[str]) -> RawPage | None:
    return read_markdown("\n".join(lines)) if looks_like_markdown(lines) else None


def _read_lines(lines: list[str]) -> RawPage:
    return read_text_page(with_credit_lines_joined(annotate_lines(lines)))
