"""Turns parsed text or the bytes of a file into a parsed page, with a note for the person about anything
unexpected."""

from dataclasses import dataclass, replace

from ranklore.drafts.editor.edits import make_title_an_item
from ranklore.lists.categories import category_key, get_category
from ranklore.parsing.encoding import decode_page
from ranklore.parsing.limits import PASTE_MAX_CHARS, PasteRefused
from ranklore.parsing.parser import parse_page
from ranklore.parsing.result import ParsedPage, Question
from ranklore.text.clean import clean_line

# What people call the encodings that a page is found to be in.
ENCODING_LABELS = {
    "cp932": "Shift_JIS",
    "euc_jp": "EUC-JP",
    "iso2022_jp": "ISO-2022-JP",
    "cp949": "EUC-KR (Korean)",
    "gb18030": "GB18030 (Chinese)",
    "big5": "Big5 (Chinese)",
    "cp1250": "Windows-1250 (Central European)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1252": "Windows-1252 (Western European)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "koi8_r": "KOI8-R (Cyrillic)",
    "tis_620": "TIS-620 (Thai)",
}

UPLOAD_BYTES_MAX = 4 * PASTE_MAX_CHARS  # UTF-8 and UTF-16 need at most four for a character


@dataclass(frozen=True, slots=True)
class ParsedUpload:
    parsed: ParsedPage
    note: str = ""


def parse_text(text: str) -> ParsedUpload:
    return ParsedUpload(_with_category_key(parse_page(text)))


def parse_bytes(data: bytes) -> ParsedUpload:
    """Read a file. Raises PasteRefused."""
    decoded = decode_page(data)
    note = ""
    if decoded.guessed:
        name = ENCODING_LABELS.get(decoded.encoding, decoded.encoding)
        note = f"Read as {name}. If the letters look wrong, save the file as UTF-8 and try again."
    return ParsedUpload(_with_category_key(parse_page(decoded.text)), note)


def _with_category_key(parsed: ParsedPage) -> ParsedPage:
    """With the key of the category that the page names. One that this site does not have is left out, with a word."""
    if not parsed.category:
        return parsed
    found = get_category(category_key(parsed.category))
    if found:
        return replace(parsed, category=found.key)
    left_out = Question(1, "left_out", f"This site has no category “{parsed.category[:60]}”, so it was left out.")
    return replace(parsed, category="", questions=(*parsed.questions, left_out))


def check_upload_size(size: int) -> None:
    """For a file whose size is known, so that one that is far too big is not even read."""
    if size > UPLOAD_BYTES_MAX:
        raise PasteRefused(
            f"This file is {size / 1_000_000:,.1f} MB large; a page can have at most {PASTE_MAX_CHARS:,} characters."
        )


def with_title_and_prompt(reading: ParsedUpload, title: str, prompt: str) -> ParsedUpload:
    """The title and prompt that the person typed go before those of the page, of which nothing is lost unsaid."""
    parsed, notes = reading.parsed, [reading.note]
    if title and parsed.title and clean_line(parsed.title) != title:
        if any(each.kind == "maybe_page_title" for each in parsed.questions):
            parsed = make_title_an_item(parsed)
        else:
            notes.append(f"The title of the page itself was “{parsed.title}”.")
    if title:
        kept = tuple(each for each in parsed.questions if each.kind not in ("no_title", "maybe_page_title"))
        parsed = replace(parsed, title=title, questions=kept)
    if prompt and parsed.prompt and parsed.prompt != prompt:
        notes.append(f"The page itself asked: “{parsed.prompt}”")
    if prompt:
        parsed = replace(parsed, prompt=prompt)
    return ParsedUpload(parsed, "\n".join(note for note in notes if note))
