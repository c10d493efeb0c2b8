"""Whether the search tokens of a row match a query, and how well. The site's search and the search within a list
share these rules: the index finds candidates for the first, the second tries every item."""

from typing import NamedTuple

from rapidfuzz.distance import OSA

from ranklore.text.search_query import IndexExpression, SearchQuery
from ranklore.text.search_tokens import spelled_words

FEW_MATCHES = 3  # matches below which unfinished words and typos are looked for
PREFIX_TIER = 3  # the tier of rows with words that start like those that were typed
TYPO_TIER = 4  # the tier from which on a row has other words than those that were typed, but similar ones
_TOO_FAR = 99


class TypoMatch(NamedTuple):
    """How many letters of a query are wrong, and for each of its words the one that was meant."""

    typos: int
    meant: tuple[str, ...]


def exact_expressions(query: SearchQuery) -> tuple[IndexExpression, ...]:
    """What a row must hold to be in tier 0, 1 or 2: the whole name, the start of a name, all words."""
    return query.named(), query.named(is_start=True), query.in_names()


def prefix_expression(query: SearchQuery) -> IndexExpression:
    """What a row must hold to be in the tier of unfinished words; () where that is nothing new."""
    starts = query.in_names(is_start=True)
    return () if starts == query.in_names() else starts


def has_all(expression: IndexExpression, tokens: str) -> bool:
    """Whether the tokens of a row hold what an expression asks for: of each group one alternative, all of it."""
    padded = f" {tokens} "
    return bool(expression) and all(
        any(all((f" {term.word}" if term.is_start else f" {term.word} ") in padded for term in way) for way in group)
        for group in expression
    )


def typo_match(query: SearchQuery, tokens: str) -> TypoMatch | None:
    """How the words of a query are misspelled words of a row; None where some word is not."""
    spelled = spelled_words(tokens)
    nearest = [
        min(((_distance(word, other), other) for other in spelled), default=(_TOO_FAR, "")) for word in query.words
    ]
    if any(typos > _typos_allowed(word) for word, (typos, _) in zip(query.words, nearest, strict=True)):
        return None
    return TypoMatch(sum(typos for typos, _ in nearest), tuple(other for _, other in nearest))


def _distance(word: str, other: str) -> int:
    """Letters that are too many, too few, wrong or swapped in a word; in the start of a longer one too."""
    most = _typos_allowed(word)
    if abs(len(word) - len(other)) <= most:
        return int(OSA.distance(word, other, score_cutoff=most))
    return int(OSA.distance(word, other[: len(word)], score_cutoff=most)) if len(other) > len(word) > 4 else _TOO_FAR


def _typos_allowed(word: str) -> int:
    return 0 if len(word) < 3 else 1 if len(word) < 8 else 2


def match_tiers(query: SearchQuery, rows: dict[int, str]) -> dict[int, int]:
    """The rows that match, with their tiers: the best match is in the lowest. `rows` are tokens by id.

    As in the site's search, unfinished words and typos count only where few rows match otherwise.
    """
    tiers: dict[int, int] = {}
    for tier, expression in enumerate(exact_expressions(query)):
        tiers |= {pk: tier for pk, tokens in rows.items() if pk not in tiers and has_all(expression, tokens)}
    if len(tiers) >= FEW_MATCHES:
        return tiers
    starts, near = prefix_expression(query), query.nearly_in_names()
    tiers |= {pk: PREFIX_TIER for pk, tokens in rows.items() if pk not in tiers and has_all(starts, tokens)}
    for pk, tokens in rows.items():
        if pk not in tiers and has_all(near, tokens) and (match := typo_match(query, tokens)):
            tiers[pk] = TYPO_TIER + match.typos
    return tiers
