"""Turns pasted text or the bytes of a file into a parsed page, with a note for the person about anything
unexpected."""

from dataclasses import dataclass, replace

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ranklore.core.translation import translated
from ranklore.drafts.editor.edits import make_title_an_item
from ranklore.lists.categories import category_key, get_category
from ranklore.parsing.encoding import decode_page
from ranklore.parsing.limits import PASTE_MAX_CHARS, PasteRefused
from ranklore.parsing.parser import parse_page
from ranklore.parsing.result import ParsedPage, Question
from ranklore.text.clean import clean_line

# The usual names of the encodings that the parser can detect. Those without a language are the same in every one.
ENCODING_LABELS = {
    "cp932": "Shift_JIS",
    "euc_jp": "EUC-JP",
    "iso2022_jp": "ISO-2022-JP",
    "cp949": gettext_noop("EUC-KR (Korean)"),
    "gb18030": gettext_noop("GB18030 (Chinese)"),
    "big5": gettext_noop("Big5 (Chinese)"),
    "cp1250": gettext_noop("Windows-1250 (Central European)"),
    "cp1251": gettext_noop("Windows-1251 (Cyrillic)"),
    "cp1252": gettext_noop("Windows-1252 (Western European)"),
    "cp1253": gettext_noop("Windows-1253 (Greek)"),
    "cp1255": gettext_noop("Windows-1255 (Hebrew)"),
    "cp1256": gettext_noop("Windows-1256 (Arabic)"),
    "koi8_r": gettext_noop("KOI8-R (Cyrillic)"),
    "tis_620": gettext_noop("TIS-620 (Thai)"),
}

UPLOAD_BYTES_MAX = 4 * PASTE_MAX_CHARS  # UTF-8 and UTF-16 need at most four bytes for a character
CATEGORY_QUOTE_CHARS_MAX = 60


@dataclass(frozen=True, slots=True)
class ParsedUpload:
    parsed: ParsedPage
    note: str = ""


def parse_text(text: str) -> ParsedUpload:
    return ParsedUpload(_prepare_page(parse_page(text)))


def parse_bytes(data: bytes) -> ParsedUpload:
    """Parse a file. Raises PasteRefused."""
    decoded = decode_page(data)
    note = ""
    if decoded.guessed:
        name = ENCODING_LABELS.get(decoded.encoding, decoded.encoding)
        note = _(
            "The file was read as %(encoding)s. If the letters look wrong, save the file as UTF-8 and try again."
        ) % {"encoding": _(name)}
    return ParsedUpload(_prepare_page(parse_page(decoded.text)), note)


def _prepare_page(parsed: ParsedPage) -> ParsedPage:
    """The page with its questions in the reader's language, and the key of the category that it names.

    A category that this site does not have is left out, and a question says so.
    """
    questions = tuple(replace(question, text=translated(question.text)) for question in parsed.questions)
    parsed = replace(parsed, questions=questions)
    if not parsed.category:
        return parsed
    category = get_category(category_key(parsed.category))
    if category:
        return replace(parsed, category=category.key)
    text = _("This site has no category “%(category)s”, so it was left out.") % {
        "category": parsed.category[:CATEGORY_QUOTE_CHARS_MAX]
    }
    return replace(parsed, category="", questions=(*questions, Question(1, "left_out", text)))


def check_upload_size(size: int) -> None:
    """Refuse a file that is far too big before it is read."""
    if size > UPLOAD_BYTES_MAX:
        raise PasteRefused(
            _("This file is too big (%(size)s MB). A page can have at most %(limit)s characters.")
            % {"size": intcomma(f"{size / 1_000_000:.1f}"), "limit": intcomma(PASTE_MAX_CHARS)}
        )


def with_title_and_prompt(upload: ParsedUpload, title: str, prompt: str) -> ParsedUpload:
    """The page with the title and prompt that the person typed. A note keeps what they replace."""
    parsed, notes = upload.parsed, [upload.note]
    if title and parsed.title and clean_line(parsed.title) != title:
        if any(question.kind == "maybe_page_title" for question in parsed.questions):
            parsed = make_title_an_item(parsed)
        else:
            notes.append(_("The page had its own title: “%(title)s”.") % {"title": parsed.title})
    if title:
        questions = tuple(each for each in parsed.questions if each.kind not in ("no_title", "maybe_page_title"))
        parsed = replace(parsed, title=title, questions=questions)
    if prompt and parsed.prompt and parsed.prompt != prompt:
        notes.append(_("The page had its own question: “%(prompt)s”") % {"prompt": parsed.prompt})
    if prompt:
        parsed = replace(parsed, prompt=prompt)
    return ParsedUpload(parsed, "\n".join(note for note in notes if note))
