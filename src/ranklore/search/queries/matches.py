"""Which rows match a query, in tiers: whole name, start of a name, all words, starts of words, typos.

Within a tier the most popular row comes first. The number of database queries does not depend on the number of rows,
and the number of rows that are read is bounded (`MATCHES_MAX`, `COMMENT_MATCHES_MAX`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from django.db.models import Exists, OuterRef, Q, QuerySet

from ranklore.ballots.models import Board, PublishedRanking, Standing
from ranklore.core.database.any_id import AnyId
from ranklore.discussion.models import Comment
from ranklore.search.index.kinds import INDEXED_KINDS
from ranklore.search.index.lookup import IndexQuery, matching_ids
from ranklore.text.search_match import (
    FEW_MATCHES,
    PREFIX_TIER,
    TYPO_TIER,
    TypoMatch,
    exact_expressions,
    prefix_expression,
    typo_match,
)
from ranklore.text.search_query import IndexExpression, SearchQuery

MATCHES_MAX = 500  # how many rows of a kind are ranked
COMMENT_MATCHES_MAX = 200  # the same for comments
_COMMENTS_CHECKED_MAX = 1_600  # how many comments are checked to find COMMENT_MATCHES_MAX visible ones
_FEW_COMMENTS = 5  # with fewer comments, the last word may be the start of a longer one
_INDEX_KEYS = {"lists": "list", "items": "item", "people": "person", "comments": "comment"}


@dataclass(slots=True)
class Matches:
    """The matching rows of one kind.

    tiers            id -> tier, in the order they were found
    popularity       id -> how popular the row is, if that was read together with the id
    corrected_words  for each word of the query the word that it is a typo of, or itself
    """

    limit: int
    tiers: dict[int, int] = field(default_factory=dict)
    popularity: dict[int, float] = field(default_factory=dict)
    is_full: bool = False
    corrected_words: tuple[str, ...] = ()

    def add(self, ids: Sequence[int], tier: int) -> None:
        """Add new ids, up to `limit` in total. Ids of a better tier must be added first."""
        for pk in ids:
            if len(self.tiers) < self.limit:
                self.tiers.setdefault(pk, tier)
        self.is_full = self.is_full or len(self.tiers) == self.limit


def first_corrected_words(matches: Iterable[Matches]) -> tuple[str, ...]:
    """The corrected words of the first kind that has any."""
    return next(filter(None, (each.corrected_words for each in matches)), ())


def are_all_typos(matches: Iterable[Matches]) -> bool:
    """Whether no match has the words as they were typed."""
    return all(tier >= TYPO_TIER for each in matches for tier in each.tiers.values())


def find_matches(kinds: Sequence[str], query: SearchQuery) -> dict[str, Matches]:
    """The matches of a query by kind."""
    if "comments" not in kinds:
        return find_name_matches(kinds, query, MATCHES_MAX)[0]
    comment_query = IndexQuery("comment", query.in_texts(), COMMENT_MATCHES_MAX)
    name_kinds = [kind for kind in kinds if kind != "comments"]
    name_matches, (comment_ids,) = find_name_matches(name_kinds, query, MATCHES_MAX, comment_query)
    comments = _comment_matches(query, comment_ids)
    if not comments.tiers and not query.is_unspelled:
        names = name_matches or find_name_matches(("items", "lists"), query, FEW_MATCHES)[0]
        _add_corrected_comments(query, first_corrected_words(names.values()), comments)
    return {**name_matches, "comments": comments}


def find_name_matches(
    kinds: Sequence[str], query: SearchQuery, limit: int, *more_queries: IndexQuery
) -> tuple[dict[str, Matches], list[list[int]]]:
    """The matches among names by kind, and the ids for `more_queries`, which go to the database at the same time."""
    expressions = exact_expressions(query)
    queries = [IndexQuery(_INDEX_KEYS[kind], expression, limit) for kind in kinds for expression in expressions]
    ids = matching_ids(*queries, *more_queries)
    matches = {kind: Matches(limit) for kind in kinds}
    for n, kind in enumerate(kinds):
        for tier in range(len(expressions)):
            matches[kind].add(ids[n * len(expressions) + tier], tier)
    if few := [kind for kind in kinds if len(matches[kind].tiers) < FEW_MATCHES]:
        _add_prefixes_and_typos(few, query, matches)
    return matches, ids[len(queries) :]


def _add_prefixes_and_typos(kinds: Sequence[str], query: SearchQuery, matches: Mapping[str, Matches]) -> None:
    """Add rows with words that start with the typed words, and then rows with typos."""
    prefixes, typos = prefix_expression(query), query.nearly_in_names()
    queries = [
        (
            IndexQuery(_INDEX_KEYS[kind], prefixes, matches[kind].limit),
            IndexQuery(_INDEX_KEYS[kind], typos, MATCHES_MAX),
        )
        for kind in kinds
    ]
    ids = matching_ids(*chain.from_iterable(queries))
    for kind, prefix_ids, typo_ids in zip(kinds, ids[::2], ids[1::2], strict=True):
        matches[kind].add(prefix_ids, PREFIX_TIER)
        if typo_ids:
            _add_typos(kind, query, typo_ids, matches[kind])


def _add_typos(kind: str, query: SearchQuery, ids: Sequence[int], matches: Matches) -> None:
    """Add the rows that have every word of the query, with few enough typos.

    The index gives candidates only: rows that have a word with the same start as the typed one, give or take a letter.
    """
    others = AnyId("pk", [pk for pk in ids if pk not in matches.tiers])
    rows = INDEXED_KINDS[_INDEX_KEYS[kind]].model._default_manager.filter(others)
    best: TypoMatch | None = None
    for pk, words in rows.order_by("pk").values_list("pk", "words"):
        match = typo_match(query, words)
        if not match:
            continue
        matches.tiers[pk] = TYPO_TIER + match.typos
        if best is None or match.typos < best.typos:
            best, matches.corrected_words = match, match.meant


def _comment_matches(query: SearchQuery, ids: Sequence[int]) -> Matches:
    """The visible comments among `ids`, which have all the words. If they are few, the last word may be a start."""
    matches = Matches(COMMENT_MATCHES_MAX)
    _add_visible_comments(query.in_texts(), ids, 0, matches)
    prefix = query.in_texts(is_start=True)
    if len(matches.tiers) < _FEW_COMMENTS and prefix != query.in_texts():
        (prefix_ids,) = matching_ids(IndexQuery("comment", prefix, COMMENT_MATCHES_MAX))
        _add_visible_comments(prefix, prefix_ids, 1, matches)
    return matches


def _add_corrected_comments(query: SearchQuery, corrected_words: tuple[str, ...], matches: Matches) -> None:
    """Add comments with the words as names spell them, if the query is a typo of a name."""
    if corrected_words:
        expression = replace(query, words=corrected_words).in_texts()
        (ids,) = matching_ids(IndexQuery("comment", expression, COMMENT_MATCHES_MAX))
        _add_visible_comments(expression, ids, TYPO_TIER, matches)
        matches.corrected_words = corrected_words if matches.tiers else ()


def _add_visible_comments(expression: IndexExpression, ids: Sequence[int], tier: int, matches: Matches) -> None:
    """Add the visible comments among `ids`. If most of them are hidden, ask the index for more ids."""
    limit = COMMENT_MATCHES_MAX
    while True:
        visible = _visible(Comment.objects.filter(AnyId("pk", ids))) if ids else Comment.objects.none()
        scores = dict(visible.values_list("pk", "score"))
        has_enough = len(scores) >= min(COMMENT_MATCHES_MAX, len(ids))
        if has_enough or len(ids) < limit or limit >= _COMMENTS_CHECKED_MAX:
            break
        limit *= 8
        (ids,) = matching_ids(IndexQuery("comment", expression, limit))
    matches.add(sorted(scores, reverse=True), tier)
    matches.popularity |= {pk: scores[pk] for pk in matches.tiers if pk in scores}


def _visible(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """Comments that everybody can read. Those on a personal ranking count only while it is published."""
    is_published = Exists(PublishedRanking.objects.filter(pk=OuterRef("ranking_key")))
    has_target = Q(item__removed_at=None) & (Q(ranking_key=None) | is_published)
    return comments.filter(has_target, deleted_at=None, is_spoiler=False)


def ids_in_order(kind: str, matches: Matches) -> list[int]:
    """The ids of the matches, the best first."""
    popularity = matches.popularity or _popularity(kind, list(matches.tiers))
    return sorted(matches.tiers, key=lambda pk: (matches.tiers[pk], -popularity.get(pk, 0), -pk))


def _popularity(kind: str, ids: Sequence[int]) -> Mapping[int, float]:
    """How popular lists and items are: their voters or votes. People have no popularity."""
    if kind == "lists" and ids:
        return dict(Board.objects.filter(AnyId("list", ids)).values_list("list", "voters"))
    if kind == "items" and ids:
        return dict(Standing.objects.filter(AnyId("item", ids)).values_list("item", "votes"))
    return {}
