"""Decides whether a page starts with its own title or with its first item."""

import re
from collections.abc import Sequence
from enum import Enum, auto

from ranklore.parsing.credits import separators
from ranklore.parsing.limits import TITLE_MAX
from ranklore.parsing.structure.annotated_lines import AnnotatedLine
from ranklore.parsing.structure.layout import PlainLayout
from ranklore.parsing.structure.text_blocks import TextBlock
from ranklore.parsing.structure.title_score import TitleScore

_ASKS_FOR_A_LIST = re.compile(
    r"\b(?:best|worst|top|most|least|greatest|favou?rites?|ranked|ranking|rank|list|all[- ]time|ever|every|"
    r"essential|which|what|who|where|our|your|my|meilleure?s?|pires?|liste|classement|mejor(?:es)?|peor(?:es)?|lista|"
    r"beste[nrs]?|schlechteste[nrs]?|liebling\w*|migliori?e?|peggiori|melhor(?:es)?|piores)\b"
    r"|\b(?:die|der|das|den)\s+\w{3,}st(?:en?|er|es)\b|\b(?:plus|più|más|mais|лучши[ей]|худшие|самы[ей]|любимые|топ)\b"
    r"|ランキング|おすすめ|最も|一番|ベスト|トップ|リスト|名曲|選|排行|最佳|推荐|순위|최고|베스트",
    re.IGNORECASE,
)
_SUPERLATIVE = re.compile(
    r"\b(?!(?:for|harv|inter|hon|mod|requ|cont|prot|conqu|temp|ever|arr|inv|dig|sugg|manif|earn|ern|midw|northw|southw)est)"
    r"[a-z]{3,}est\b",
    re.IGNORECASE,
)
_ASKS_THE_READER = re.compile(r"[?？]|\b(?:which|vote|your?|tell us|add|rank|welcome)\b", re.IGNORECASE)
_PLURAL = re.compile(r"[^\W\d_]{2,}(?<!s)s$", re.IGNORECASE)


class PageTitle(Enum):
    """Whether the first line of a page is the page's title."""

    NONE = auto()
    LIKELY = auto()
    CERTAIN = auto()


def detect_title(layout: PlainLayout) -> PageTitle:
    points = _title_points(layout.blocks[0], layout.blocks[1:], layout.is_bare)
    if points <= 0 or len(layout.blocks) < 2:
        return PageTitle.NONE
    return PageTitle.LIKELY if points == 1 else PageTitle.CERTAIN


def _title_points(first: TextBlock, rest: Sequence[TextBlock], is_bare: bool) -> int:
    """Above 0, the first line is the title of the page. More points are more certain."""
    text = first.first.text
    if len(text) > TITLE_MAX:
        return -9
    points = 2 * bool(_ASKS_FOR_A_LIST.search(text) or _SUPERLATIVE.search(text)) + 2 * text.endswith((":", "?", "："))
    points += any(map(_is_plural, _first_and_last_words(first.first))) and not _are_plural(rest)
    points += len(first.lines) == 1 and bool(rest) and len(rest[0].lines) > 1 and is_bare
    points -= 2 * bool(separators.bracket_by(text) or first.first.credit_split)
    return points + (_points_of_second_block(first.first, rest[0]) if rest and not is_bare else 0)


def _points_of_second_block(title: AnnotatedLine, second: TextBlock) -> int:
    """Points by what is under the first line: a prompt, a comment on it, or a name."""
    points = int(second.first.title_score is not TitleScore.PROSE)  # no comment on it, but comments further down
    if second.whole.title_score is TitleScore.PROSE:
        points += bool(_ASKS_THE_READER.search(second.text)) and second.whole.is_clearly_prose
        words = title.distinctive_tokens
        points -= 2 * (bool(words) and words <= second.whole.distinctive_tokens and len(words) < 3)
    return points


def _first_and_last_words(title: AnnotatedLine) -> Sequence[str]:
    """Where a title says what it lists: "Hikes near Lyon", "Hot drinks"."""
    return title.tokens[:2] + title.tokens[-1:]


def _is_plural(token: str) -> bool:
    return bool(_PLURAL.search(token))


def _are_plural(blocks: Sequence[TextBlock]) -> bool:
    """Most short lines end in a plural themselves ("Socks", "Gloves"), so a plural says nothing here."""
    last = [block.first.tokens[-1] for block in blocks if len(block.first.text) < 60 and block.first.tokens]
    return bool(last) and sum(map(_is_plural, last)) * 2 > len(last)
