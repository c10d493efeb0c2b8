"""Decides whether a page opens with its own title or at once with its first item."""

import re
from collections.abc import Sequence

from ranklore.parsing.credits import separators
from ranklore.parsing.lexicon.words import distinctive_tokens, tokenize
from ranklore.parsing.limits import TITLE_MAX
from ranklore.parsing.structure.lines import TextBlock
from ranklore.parsing.structure.title_score import TitleScore, is_clearly_prose, title_score

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


def has_page_title(blocks: Sequence[TextBlock], bare: bool) -> bool:
    return _title_evidence(blocks, bare) > 0


def is_certain_title(blocks: Sequence[TextBlock], bare: bool) -> bool:
    return _title_evidence(blocks, bare) > 1


def _title_evidence(blocks: Sequence[TextBlock], bare: bool) -> int:
    """Above 0: the first line is the page's title. The more, the surer."""
    first, rest = blocks[0], blocks[1:]
    text = first.first
    if len(text) > TITLE_MAX:
        return -9
    points = 2 * bool(_ASKS_FOR_A_LIST.search(text) or _SUPERLATIVE.search(text)) + 2 * text.endswith((":", "?", "："))
    points += any(map(_is_plural, _first_and_last_words(text))) and not _are_plural(rest)
    points += len(first.lines) == 1 and bool(rest) and len(rest[0].lines) > 1 and bare
    points -= 2 * bool(separators.bracket_by(text) or separators.by(text) or separators.dash(text))
    if rest and not bare and title_score(rest[0].text) is TitleScore.PROSE:
        points += bool(_ASKS_THE_READER.search(rest[0].text)) and is_clearly_prose(rest[0].text)
        words = distinctive_tokens(tokenize(text))
        points -= 2 * (bool(words) and words <= distinctive_tokens(tokenize(rest[0].text)) and len(words) < 3)
    if rest and not bare and title_score(rest[0].first) is not TitleScore.PROSE:
        points += 1  # nothing is said under it, but much is said further down
    return points


def _first_and_last_words(text: str) -> list[str]:
    """Where a title says what it lists: "Hikes near Lyon", "Hot drinks"."""
    tokens = tokenize(text)
    return tokens[:2] + tokens[-1:]


def _is_plural(token: str) -> bool:
    return bool(_PLURAL.search(token))


def _are_plural(blocks: Sequence[TextBlock]) -> bool:
    """Most short lines end in a plural themselves ("Socks", "Gloves"), so a plural says nothing here."""
    last = [tokenize(b.first)[-1] for b in blocks if len(b.first) < 60 and tokenize(b.first)]
    return bool(last) and sum(map(_is_plural, last)) * 2 > len(last)
