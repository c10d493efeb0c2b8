"""The one door for pasted text: finds its shape, reads it, and hands back what was understood."""

import re
import unicodedata

from ranklore.lists.rules.clean import split_lines, strip_invisible
from ranklore.lists.rules.csv_page import read_csv, read_tabbed
from ranklore.lists.rules.draft import Draft
from ranklore.lists.rules.finish import finish
from ranklore.lists.rules.html_page import looks_like_html, read_html
from ranklore.lists.rules.limits import LINE_MAX, PASTE_MAX_CHARS, PASTE_MAX_LINES, PasteRefused, refuse_over
from ranklore.lists.rules.lines import to_lines, with_credit_lines_joined
from ranklore.lists.rules.markdown import looks_like_markdown, read_markdown
from ranklore.lists.rules.numbered import read_numbered
from ranklore.lists.rules.own_json import looks_like_json, read_json
from ranklore.lists.rules.pasted import Pasted
from ranklore.lists.rules.plain import read_plain

_BULLET = re.compile(r"^(\s*)[•●▪◦‣∙○■□➤►▶✓✔]\s*(?=\S)")


def parse_pasted(text: str) -> Pasted:
    """Reads a page in any shape people have. Raises `PasteRefused` with a sentence, and nothing else."""
    if len(text) > PASTE_MAX_CHARS:
        raise PasteRefused(f"This is {len(text):,} characters long; a page can have at most {PASTE_MAX_CHARS:,}.")
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        line = len(split_lines(text[: text.index("\0")]))
        raise PasteRefused(f"Line {line} holds a NUL character, so this is a binary file and no text.")
    text, invisible = strip_invisible(text)
    lines = split_lines(unicodedata.normalize("NFC", text))
    if len(lines) > PASTE_MAX_LINES + 1:
        raise PasteRefused(f"This has {len(lines):,} lines; a page can have at most {PASTE_MAX_LINES:,}.")
    return finish(_draft_of(lines), invisible)


def _draft_of(lines: list[str]) -> Draft:
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
    lines = _with_plain_bullets(lines)
    return read_csv(lines) or read_tabbed(lines) or _markdown_of(lines) or _plain_of(lines)


def _with_plain_bullets(lines: list[str]) -> list[str]:
    """A page whose entries begin with "•" and the like reads as one whose entries begin with "-"."""
    bullets = sum(bool(_BULLET.match(line)) for line in lines)
    if bullets < 2 or bullets * 10 < 3 * sum(bool(line.strip()) for line in lines):
        return lines
    return [_BULLET.sub(r"\1- ", line) for line in lines]


def _markdown_of(lines: list[str]) -> Draft | None:
    return read_markdown("\n".join(lines)) if looks_like_markdown(lines) else None


def _plain_of(lines: list[str]) -> Draft:
    worded = with_credit_lines_joined(to_lines(lines))
    return read_numbered(worded) or read_plain(worded)
