"""Recognizes lines that are part of a page's layout: vote counters, buttons, dividers and section headings."""

import re

_COUNT = r"[+\-−]?\s*\d[\d.,]*\s*[kKmM]?"
_NOUN = (
    r"(?:comments?|votes?|points?|pts|likes?|views?|repl(?:y|ies)|upvotes?|downvotes?|reviews?|ratings?|avg rating|"
    r"people voted|shares?|favou?rites?|fans?|votos?|comentarios?|commentaires?|kommentare?|stimmen|"
    r"件のコメント|コメント|票|いいね)"
)
_BUTTON = (
    r"(?:comments?|votes?|vote up|vote down|upvote|downvote|reply|share|like|report|add (?:a )?comment|"
    rf"(?:avg\.?|average) rating:? {_COUNT}|score:? {_COUNT}|want to read|rate this book|"
    r"leave a comment|read more|show more|see more|load more(?: comments)?|view all(?: comments)?)"
)
_COUNTER_JOIN = r"(?:[\s·|,•/&()▲▼△▽↑↓★☆^–—-]|\band\b)*"
_COUNTER_LINE = re.compile(
    rf"[\s▲▼△▽↑↓♥❤👍👎💬★☆+vV^(]*(?:{_COUNT}\s*{_NOUN}|{_BUTTON})"
    rf"(?:{_COUNTER_JOIN}(?:{_COUNT}\s*{_NOUN}|{_BUTTON}))*[\s▲▼△▽↑↓)>»]*",
    re.IGNORECASE,
)
_SCORE_LINE = re.compile(r"[+▲△↑]\s*\d[\d.,]*\s*[-−▼▽↓]|[▲▼△▽↑↓]\s*\d[\d.,]*|[▲▼△▽↑↓\s]+")
_TRAILING_COUNTER = re.compile(
    rf"(?:\s*[-–—|·•,]\s*|\s*[(\[]\s*|\s+)(?:{_COUNT}\s*{_NOUN})(?:[\s·|,•/&]+{_COUNT}\s*{_NOUN})*\s*[)\]]?$",
    re.IGNORECASE,
)
_COUNTER_CHARS_MAX = 80
_BY_LINE = re.compile(r"by(?:\s+[A-Z]\S*(?:\s+(?:\w+\s+)?[A-Z(]\S*){0,5})?")
_SECTION_HEADING = re.compile(
    r"(?:the )?(?:top (?:ten|twenty|\d+)|contenders|newcomers|honou?rable mentions?|runners?[- ]up|also[- ]rans?)[:.]?",
    re.IGNORECASE,
)
_DIVIDER = re.compile(r"\s*(?:[-–—_=*~#·•+]\s*){3,}")


def is_vote_counter(text: str) -> bool:
    """A line that only counts or offers votes and comments: "3 Comments", "1,284 points", "+ 12 -"."""
    text = text.strip()
    return 0 < len(text) <= _COUNTER_CHARS_MAX and bool(_COUNTER_LINE.fullmatch(text) or _SCORE_LINE.fullmatch(text))


def is_divider(text: str) -> bool:
    """A drawn line: "-----", "* * *", "=====". It separates parts of the page and has no words."""
    return bool(_DIVIDER.fullmatch(text))


def is_section_heading(text: str) -> bool:
    """A heading between parts of a long list: "The Contenders", "Honourable mentions"."""
    return len(text) < 40 and bool(_SECTION_HEADING.fullmatch(text.strip()))


def is_by_line(text: str) -> bool:
    """A "by" alone, or "by Somebody"."""
    return bool(_BY_LINE.fullmatch(text))


def without_vote_counter(text: str) -> str:
    """The name without a count after it: "Dune (12 votes)" becomes "Dune"."""
    match = _TRAILING_COUNTER.search(text[-_COUNTER_CHARS_MAX:]) if len(text) > 3 else None
    kept = text[: len(text) - len(match[0])].rstrip() if match else text
    return kept if re.search(r"\w", kept) else text
