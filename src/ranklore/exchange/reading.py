"""From a text or the bytes of a file to what was understood, and what to tell the person about the way there."""

from dataclasses import dataclass, replace

from ranklore.exchange.rules import make_title_an_item
from ranklore.lists.categories import category_named, key_of
from ranklore.lists.rules import (
    PASTE_MAX_CHARS,
    Pasted,
    PasteRefused,
    Question,
    clean_line,
    decode_pasted,
    parse_pasted,
)

# What people call the encodings that a page is found to be in.
NAMES = {
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

BYTES_MAX = 4 * PASTE_MAX_CHARS  # UTF-8 and UTF-16 need at most four for a character


@dataclass(frozen=True, slots=True)
class Reading:
    pasted: Pasted
    note: str = ""


def read_text(text: str) -> Reading:
    return Reading(_filed(parse_pasted(text)))


def read_bytes(data: bytes) -> Reading:
    """Read a file. Raises PasteRefused."""
    decoded = decode_pasted(data)
    note = ""
    if decoded.guessed:
        name = NAMES.get(decoded.encoding, decoded.encoding)
        note = f"Read as {name}. If the letters look wrong, save the file as UTF-8 and try again."
    return Reading(_filed(parse_pasted(decoded.text)), note)


def _filed(pasted: Pasted) -> Pasted:
    """With the key of the category that the page names. One that this site does not have is left out, with a word."""
    if not pasted.category:
        return pasted
    found = category_named(key_of(pasted.category))
    if found:
        return replace(pasted, category=found.key)
    left_out = Question(1, "left_out", f"This site has no category “{pasted.category[:60]}”, so it was left out.")
    return replace(pasted, category="", questions=(*pasted.questions, left_out))


def check_size(size: int) -> None:
    """For a file whose size is known, so that one that is far too big is not even read."""
    if size > BYTES_MAX:
        raise PasteRefused(
            f"This file is {size / 1_000_000:,.1f} MB large; a page can have at most {PASTE_MAX_CHARS:,} characters."
        )


def with_own_words(reading: Reading, title: str, prompt: str) -> Reading:
    """The title and prompt that the person typed go before those of the page, of which nothing is lost unsaid."""
    pasted, notes = reading.pasted, [reading.note]
    if title and pasted.title and clean_line(pasted.title) != title:
        if any(each.kind == "maybe_page_title" for each in pasted.questions):
            pasted = make_title_an_item(pasted)
        else:
            notes.append(f"The title of the page itself was “{pasted.title}”.")
    if title:
        kept = tuple(each for each in pasted.questions if each.kind not in ("no_title", "maybe_page_title"))
        pasted = replace(pasted, title=title, questions=kept)
    if prompt and pasted.prompt and pasted.prompt != prompt:
        notes.append(f"The page itself asked: “{pasted.prompt}”")
    if prompt:
        pasted = replace(pasted, prompt=prompt)
    return Reading(pasted, "\n".join(note for note in notes if note))
