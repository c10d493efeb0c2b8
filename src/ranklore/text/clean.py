"""Text that is safe to store: no invisible characters, one Unicode form, tidy spaces. Words are never changed."""

import re
import unicodedata

JOINERS = "\u200c\u200d"
_JOINERS_MAX = 100_000  # a long page in Persian has fewer; more of them only cost time
_MARKS_MAX = 30  # on one letter, as in Unicode's stream-safe text; sorting many more takes the square of their number
_LAST_COMBINING_MARK = 0x1E94A

# Controls, bidi marks, zero-width signs, tags, fillers that draw nothing, lone surrogates, noncharacters.
# Written out because the Unicode category alone is wrong both ways: it holds visible Arabic signs and
# misses the Hangul fillers. NUL is here too, though a page that holds one is refused before.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    "\ud800-\udfff]+"
)
_NEWLINES = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_MANY_NEWLINES = re.compile("\n{3,}")
_LINE_END = re.compile("\r\n|\r|\n")


_COMBINING_MARKS = "".join(
    chr(code) for code in range(0x300, _LAST_COMBINING_MARK + 1) if unicodedata.combining(chr(code))
)
_PILED_MARKS = re.compile(f"([{_COMBINING_MARKS}]{{{_MARKS_MAX}}})([{_COMBINING_MARKS}]+)")


def split_lines(text: str) -> list[str]:
    """The lines as an editor counts them: only \\n, \\r\\n and \\r end a line."""
    return _LINE_END.split(text)


def strip_invisible(text: str) -> tuple[str, int]:
    """The text without invisible characters and marks piled up on one letter, and how many were taken out."""
    removed = sum(len(pile[2]) for pile in _PILED_MARKS.finditer(text))
    text = _PILED_MARKS.sub(r"\1", text)
    if sum(map(text.count, JOINERS)) > _JOINERS_MAX:
        removed += sum(map(text.count, JOINERS))
        text = text.translate(dict.fromkeys(map(ord, JOINERS)))

    def judge(match: re.Match[str]) -> str:
        nonlocal removed
        if _is_needed_joiner(match):
            return match[0]
        removed += len(match[0])
        return ""

    return _INVISIBLE.sub(judge, text), removed


def _is_needed_joiner(match: re.Match[str]) -> bool:
    """One joiner within an emoji or an Indic word draws something; between Latin letters it hides."""
    if len(match[0]) != 1 or match[0] not in JOINERS:
        return False
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    return all(
        side and not side.isascii() and not side.isspace() and side.lower() == side.upper() for side in (before, after)
    )


def _normalized(text: str) -> str:
    """Without invisible characters and in NFC; taking one out may let two others combine, so repeated."""
    while True:
        tidy = unicodedata.normalize("NFC", strip_invisible(text)[0])
        if tidy == text:
            return tidy
        text = tidy


def clean_line(text: str) -> str:
    """For titles, names, credits and the name under a comment: one line, single spaces."""
    return _normalized(" ".join(_normalized(text).split()))


def clean_text(text: str) -> str:
    """For comments and prompts: lines are kept, at most one blank line between two."""
    lines = _NEWLINES.sub("\n", _normalized(text)).split("\n")
    return _normalized(_MANY_NEWLINES.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip())


def has_visible_text(text: str) -> bool:
    """Whether there is anything to see: a letter, number, sign or punctuation mark."""
    return any(unicodedata.category(char)[0] in "LNPS" for char in text)


def name_key(name: str) -> str:
    """The same for the same name: case, width, spaces, punctuation and a leading "the" do not count."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", clean_line(name)).casefold())
    folded = folded.replace("\u200c", "").replace("\u200d", "").strip()
    if folded.startswith("the "):
        folded = folded[4:]
    kept = "".join(char for char in folded if _is_significant(char))
    return kept or "".join(folded.split())


def _is_significant(char: str) -> bool:
    # "#" and the signs stay, or C, C# and C++ would be one name
    return char == "#" or unicodedata.category(char)[0] in "LNMS"
