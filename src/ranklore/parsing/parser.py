"""The entry point of the parser: finds the shape of a page, reads it and returns a ParsedPage."""

import re

from ranklore.parsing.finalize import finalize
from ranklore.parsing.limits import LINE_MAX, PASTE_MAX_CHARS, PASTE_MAX_LINES, PasteRefused, refuse_over
from ranklore.parsing.readers.csv_page import read_csv, read_tabbed
from ranklore.parsing.readers.html_page import looks_like_html, read_html
from ranklore.parsing.readers.json_page import looks_like_json, read_json
from ranklore.parsing.readers.markdown import looks_like_markdown, read_markdown
from ranklore.parsing.readers.numbered import read_numbered
from ranklore.parsing.readers.plain import read_plain
from ranklore.parsing.result import ParsedPage
from ranklore.parsing.structure.lines import to_lines, with_credit_lines_joined
from ranklore.parsing.structure.raw_page import RawPage
from ranklore.text.clean import split_lines, strip_invisible
from ranklore.text.folding import compose

_BULLET = re.compile(r"^(\s*)[•●▪◦‣∙○■□➤►▶✓✔]\s*(?=\S)")


def parse_page(text: str) -> ParsedPage:
    """Reads a page in any shape people have. Raises `PasteRefused` with a sentence, and nothing else."""
    if len(text) > PASTE_MAX_CHARS:
        raise PasteRefused(f"This is {len(text):,} characters long; a page can have at most {PASTE_MAX_CHARS:,}.")
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        line = len(split_lines(text[: text.index("\0")]))
        raise PasteRefused(f"Line {line} holds a NUL character, so this is a binary file and no text.")
    text, invisible = strip_invisible(text)
    lines = split_lines(compose(text))
    if len(lines) > PASTE_MAX_LINES + 1:
        raise PasteRefused(f"This has {len(lines):,} lines; a page can have at most {PASTE_MAX_LINES:,}.")
    return finalize(_read_any_shape(lines), invisible)


def _read_any_shape(lines: list[str]) -> RawPage:
    text = "\n".join(lines)
    if not text.strip():
        raise PasteRefused("There is nothing here to read. Paste a page with a title and a name on each line.")
    if looks_like_json(text):
        return read_json(text)
    if looks_like_html(text):
        return read_html(text)
    for number, line in enumerate(lines, start=1):
        refuse_over(number, "a line", len(line), LINE_MAX)
    if sum(bool(line.strip()) for line in lines) < 2:
        raise PasteRefused("This is only one line. Paste a page with a title and a name on each line.")
    lines = _with_ascii_bullets(lines)
    return read_csv(lines) or read_tabbed(lines) or _read_markdown_page(lines) or _read_text_page(lines)


def _with_ascii_bullets(lines: list[str]) -> list[str]:
    """A page whose entries begin with "•" and the like reads as one whose entries begin with "-"."""
    bullets = sum(bool(_BULLET.match(line)) for line in lines)
    if bullets < 2 or bullets * 10 < 3 * sum(bool(line.strip()) for line in lines):
        return lines
    return [_BULLET.sub(r"\1- ", line) for line in lines]


def _read_markdown_page(lines: list[str]) -> RawPage | None:
    return read_markdown("\n".join(lines)) if looks_like_markdown(lines) else None


def _read_text_page(lines: list[str]) -> RawPage:
    worded = with_credit_lines_joined(to_lines(lines))
    return read_numbered(worded) or read_plain(worded)
