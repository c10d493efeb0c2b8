"""Decodes the bytes of an uploaded page, and tells which encoding they have and whether that is a guess."""

import codecs
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from charset_normalizer import from_bytes

from ranklore.parsing.limits import PASTE_MAX_CHARS, PasteRefused, binary_file_error
from ranklore.text.messages import Message

_BYTES_MAX = 4 * PASTE_MAX_CHARS
_SAMPLE_BYTES = 20_000  # bytes given to charset_normalizer, which is slow
_BOM_ONLY_ENCODINGS = [
    "utf_16",
    "utf_16_be",
    "utf_16_le",
    "utf_32",
    "utf_32_be",
    "utf_32_le",
    "utf_7",
]  # never guessed: without their byte order mark they fit too many files
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its first two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY_SIGNATURES = (
    (b"\x89PNG", Message("a PNG picture")),
    (b"\xff\xd8\xff", Message("a JPEG picture")),
    (b"GIF8", Message("a GIF picture")),
    (b"%PDF-", Message("a PDF file")),
    (b"PK\x03\x04", Message("a zip, Word or Excel file")),
    (b"\x1f\x8b", Message("a compressed file")),
    (b"\x7fELF", Message("a program")),
    (b"SQLite format 3", Message("a database")),
    (b"\xd0\xcf\x11\xe0", Message("an old Word or Excel file")),
    (b"Rar!", Message("a compressed file")),
    (b"7z\xbc\xaf", Message("a compressed file")),
)
# The letters beyond ASCII of one language each: a page is in one language, rarely in several.
_WESTERN_ALPHABETS = "éèêëàâîïôùûüçœæÿ äöüß áéíóúñü áâãàçéêíóôõúü àèéìíòóùú åäöé æøåéè áéíóúýþæðö ëïéèöü"
_CENTRAL_ALPHABETS = "áčďéěíňóřšťúůýž ąćęłńóśźż áéíóöőúüű ăâîşţșț áäčďéíĺľňóôŕšťúýž čćđšž"
_PUNCTUATION = frozenset("’‘“”„–—…«»¿¡°€£§©®™·•´\u00a0、。「」『』・！？：；（），．～《》〈〉【】　★☆♪♥♡")

_PlausibilityScorer = Callable[[str, list[int]], float]


@dataclass(frozen=True)
class DecodedText:
    text: str
    encoding: str
    guessed: bool = False


def decode_page(data: bytes) -> DecodedText:
    """Raises PasteRefused for a binary file, and for bytes that are not text in any known encoding."""
    if len(data) > _BYTES_MAX:
        raise PasteRefused(
            Message(
                "This file is %(size)s MB large; a page can have at most %(limit)s characters.",
                size=f"{len(data) / 1_000_000:,.1f}",
                limit=f"{PASTE_MAX_CHARS:,}",
            )
        )
    marked = _decode_by_bom(data)
    if marked:
        return marked
    _refuse_binary(data)
    if b"\x1b$" in data:
        text = _decode_strictly(data, "iso2022_jp")
        if text is not None:
            return DecodedText(text, "iso2022_jp", guessed=True)
    text = _decode_strictly(data, "utf-8")
    if text is not None:
        return DecodedText(text, "utf-8")
    _refuse_broken_utf8(data)
    return _guess_encoding(data)


def _decode_by_bom(data: bytes) -> DecodedText | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return DecodedText(data.decode(encoding), encoding.removesuffix("-sig"))
            except UnicodeDecodeError as error:
                raise PasteRefused(
                    Message(
                        "This file says that it is %(encoding)s, but it cannot be read as that."
                        " Save the file as UTF-8 and try again.",
                        encoding=encoding.upper(),
                    )
                ) from error
    return None


def _refuse_binary(data: bytes) -> None:
    for start, what in _BINARY_SIGNATURES:
        if data.startswith(start):
            raise PasteRefused(Message("This is %(what)s, not a text. Save the page as text and try again.", what=what))
    if b"\0" in data:
        raise binary_file_error(_line_number(data, data.index(0)))


def _line_number(data: bytes, at: int) -> int:
    before = data[:at].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1


def _refuse_broken_utf8(data: bytes) -> None:
    """Mostly good UTF-8 with a few bad bytes is a broken file, not a file in another encoding."""
    text = data.decode("utf-8", "surrogateescape")
    bad = sum("\udc80" <= char <= "\udcff" for char in text)
    good = sum(char > "\x7f" for char in text) - bad
    if good >= 2 * bad and good > 2:
        raise PasteRefused(_broken_message(data))


def _broken_message(data: bytes) -> Message:
    at = 0
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start
    return Message(
        "Line %(line)s has bytes that are not text in UTF-8. Save the file as UTF-8 and try again.",
        line=_line_number(data, at),
    )


def _decode_strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _guess_encoding(data: bytes) -> DecodedText:
    best, share = None, 0.6
    for encoding in _CANDIDATE_ENCODINGS:
        text = _decode_strictly(data, encoding)
        usual = _plausibility(text, encoding) if text is not None else 0.0
        if text is not None and usual > share + 0.001:
            best, share = DecodedText(text, encoding, guessed=True), usual
    if best:
        return best
    match = from_bytes(data[:_SAMPLE_BYTES], cp_exclusion=_BOM_ONLY_ENCODINGS).best()
    text = _decode_strictly(data, match.encoding) if match else None
    if match is None or text is None or _is_noise(text):
        raise PasteRefused(_broken_message(data))
    return DecodedText(text, match.encoding, guessed=True)


def _is_noise(text: str) -> bool:
    """Too many control characters and unassigned characters for a page that people wrote."""
    odd = sum(unicodedata.category(char) in ("Cc", "Cn", "Co", "So", "Sk") and char not in "\r\n\t" for char in text)
    return odd * 20 > len(text)


# --- how plausible the decoded characters are for an encoding, 0 to 1 --------------------------------


def _plausibility(text: str, encoding: str) -> float:
    high = [place for place, char in enumerate(text) if char > "\x7f"][:5_000]
    if any(char < " " and char not in "\r\n\t\f" for char in text[:5_000]):
        return 0.0
    return _CANDIDATE_ENCODINGS[encoding](text, high)


def _latin_scorer(alphabets: str) -> _PlausibilityScorer:
    known = [frozenset(alphabet) for alphabet in alphabets.split()]

    def score(text: str, high: list[int]) -> float:
        fits = [char for place in high if (char := _fitting_letter(text, place))]
        marks = sum(text[place] in _PUNCTUATION for place in high)
        best = max(sum(char in alphabet for char in fits) for alphabet in known)
        return (best + marks) / len(high)

    return score


def _fitting_letter(text: str, place: int) -> str:
    """The letter in lower case; "" where no word has it in such a place: alone, or a capital after a small letter."""
    char, before, after = text[place], text[place - 1 : place], text[place + 1 : place + 2]
    if not char.isalpha() or (char.isupper() and before.islower()):
        return ""
    return char.lower()[:1] if before.isalpha() or after.isalpha() or char in "àéèóòÀ" else ""


def _script_scorer(first: str, last: str) -> _PlausibilityScorer:
    def score(text: str, high: list[int]) -> float:
        good = 0
        for place in high:
            char = text[place]
            if first <= char <= last:
                beside = text[place - 1 : place] + text[place + 1 : place + 2]
                is_mixed = any(other.isascii() and other.isalpha() for other in beside)  # a word has one script
                good += not is_mixed and not (char.isupper() and text[place - 1 : place].islower())
            else:
                good += char in _PUNCTUATION
        small = sum(text[place].islower() for place in high)
        has_capitals = any(text[place].isupper() or text[place].islower() for place in high)
        return good / len(high) if not has_capitals or small * 2 > len(high) or len(high) < 4 else 0.0

    return score


def _score_japanese(text: str, high: list[int]) -> float:
    kana = sum("\u3041" <= text[place] <= "\u30ff" for place in high)
    return _score_east_asian(text, high, "shift_jis", 0x88, 0x97) if kana * 6 >= len(high) else 0.0


def _chinese_scorer(codec: str, first: int, last: int) -> _PlausibilityScorer:
    return lambda text, high: _score_east_asian(text, high, codec, first, last)


def _score_east_asian(text: str, high: list[int], codec: str, first: int, last: int) -> float:
    """The share of characters in daily use, which the old character sets have in their first level."""
    good = 0
    for place in high:
        char = text[place]
        if char in _PUNCTUATION or "\u3041" <= char <= "\u30ff" or "\uff01" <= char <= "\uff5e":
            good += 1
            continue
        code = char.encode(codec, "ignore")
        good += len(code) == 2 and first <= code[0] <= last
    return good / len(high)


def _score_korean(text: str, high: list[int]) -> float:
    good = sum("\uac00" <= text[place] <= "\ud7a3" or text[place] in _PUNCTUATION for place in high)
    common = sum(len(text[place].encode("euc_kr", "ignore")) == 2 for place in high)
    return min(good, common) / len(high)


_CANDIDATE_ENCODINGS: dict[str, _PlausibilityScorer] = {
    "cp932": _score_japanese,
    "euc_jp": _score_japanese,
    "cp949": _score_korean,
    "gb18030": _chinese_scorer("gb2312", 0xB0, 0xD7),
    "big5": _chinese_scorer("big5", 0xA4, 0xC6),
    "cp1252": _latin_scorer(_WESTERN_ALPHABETS),
    "cp1250": _latin_scorer(_CENTRAL_ALPHABETS),
    "cp1254": _latin_scorer("çğıiöşüâîû"),  # İ in lower case is an i
    "cp1255": _script_scorer("\u05d0", "\u05ea"),
    "cp1256": _script_scorer("\u0621", "\u064a"),
    "cp1251": _script_scorer("\u0400", "\u04ff"),
    "koi8_r": _script_scorer("\u0400", "\u04ff"),
    "cp1253": _script_scorer("\u0370", "\u03ff"),
    "tis_620": _script_scorer("\u0e01", "\u0e5b"),
}
