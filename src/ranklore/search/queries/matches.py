"""Which rows match a query, in tiers: whole name, start of a name, all words, starts of words, typos.  Within a
tier the most popular comes first. The number of queries does not depend on the number of rows, and the rows
that are read are bounded (`MATCHES_MAX`, `COMMENT_MATCHES_MAX`)."""

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
    exact_expressions,
    prefix_expression,
    typo_match,
)
from ranklore.text.search_query import IndexExpression, SearchQuery

MATCHES_MAX = 500  # rows of a kind that are put in order
COMMENT_MATCHES_MAX = 200  # the same of comments
_COMMENTS_CHECKED_MAX = 1_600  # comments that are looked through for TEXTS_MOST that are to be seen
_FEW_COMMENTS = 5  # found comments below which the last word may go on
_INDEX_KEYS = {"lists": "list", "items": "item", "people": "person", "comments": "comment"}


@dataclass(slots=True)
class Matches:
    """Ids with their tier, as they were found. `alive`: how alive they are, where that was looked up with them."""

    most: int
    tiers: dict[int, int] = field(default_factory=dict)
    alive: dict[int, float] = field(default_factory=dict)
    is_full: bool = False
    meant: tuple[str, ...] = ()  # for each word of the query the one that it is a slip of, or itself

    def add(self, ids: Sequence[int], tier: int) -> None:
        """Add what is not there yet, up to `most` in all: what fits worse would come after these."""
        for pk in ids:
            if len(self.tiers) < self.most:
                self.tiers.setdefault(pk, tier)
        self.is_full = self.is_full or len(self.tiers) == self.most


def corrected_words(hits: Iterable[Matches]) -> tuple[str, ...]:
    """The words that are meant, as the first kind has them that knows."""
    return next(filter(None, (each.meant for each in hits)), ())


def are_all_typos(hits: Iterable[Matches]) -> bool:
    """Whether nothing that was found has the words that were typed."""
    return all(tier >= TYPO_TIER for each in hits for tier in each.tiers.values())


def find_matches(kinds: Sequence[str], query: SearchQuery) -> dict[str, Matches]:
    """Kind -> what is found of it."""
    if "comments" not in kinds:
        return find_name_matches(kinds, query, MATCHES_MAX)[0]
    text = IndexQuery("comment", query.in_texts(), COMMENT_MATCHES_MAX)
    named, (ids,) = find_name_matches([kind for kind in kinds if kind != "comments"], query, MATCHES_MAX, text)
    comments = _comment_matches(query, ids)
    if not comments.tiers and not query.is_unspelled:
        names = named or find_name_matches(("items", "lists"), query, FEW_MATCHES)[0]
        _add_corrected(query, corrected_words(names.values()), comments)
    return {**named, "comments": comments}


def find_name_matches(
    kinds: Sequence[str], query: SearchQuery, most: int, *also: IndexQuery
) -> tuple[dict[str, Matches], list[list[int]]]:
    """Rows with names, by how well they fit; and what else was asked for."""
    ways = exact_expressions(query)
    found = matching_ids(*(IndexQuery(_INDEX_KEYS[kind], way, most) for kind in kinds for way in ways), *also)
    hits = {kind: Matches(most) for kind in kinds}
    for n, kind in enumerate(kinds):
        for tier in range(len(ways)):
            hits[kind].add(found[n * len(ways) + tier], tier)
    if few := [kind for kind in kinds if len(hits[kind].tiers) < FEW_MATCHES]:
        _add_prefixes_and_typos(few, query, hits)
    return hits, found[len(kinds) * len(ways) :]


def _add_prefixes_and_typos(kinds: Sequence[str], query: SearchQuery, hits: Mapping[str, Matches]) -> None:
    """Rows with words that start as those that were typed, and then those with a slip."""
    starts, near = prefix_expression(query), query.nearly_in_names()
    asks = [
        (IndexQuery(_INDEX_KEYS[kind], starts, hits[kind].most), IndexQuery(_INDEX_KEYS[kind], near, MATCHES_MAX))
        for kind in kinds
    ]
    ids = matching_ids(*chain.from_iterable(asks))
    for kind, started, nearly in zip(kinds, ids[::2], ids[1::2], strict=True):
        hits[kind].add(started, PREFIX_TIER)
        if nearly:
            _add_typos(kind, query, nearly, hits[kind])


def _add_typos(kind: str, query: SearchQuery, ids: Sequence[int], hits: Matches) -> None:
    """Of rows that share the start of a word up to a letter, those in which each word is one that was looked for,
    with a slip."""
    others = AnyId("pk", [pk for pk in ids if pk not in hits.tiers])
    rows = INDEXED_KINDS[_INDEX_KEYS[kind]].model._default_manager.filter(others)
    fewest = 99
    for pk, words in rows.order_by("pk").values_list("pk", "words"):
        match = typo_match(query, words)
        if not match:
            continue
        hits.tiers[pk] = TYPO_TIER + match.typos
        if match.typos < fewest:
            fewest, hits.meant = match


def _comment_matches(query: SearchQuery, ids: Sequence[int]) -> Matches:
    """Comments with all the words, whose ids were found; where few have them the last may go on."""
    hits = Matches(COMMENT_MATCHES_MAX)
    _add_visible(query.in_texts(), ids, 0, hits)
    going_on = query.in_texts(is_start=True)
    if len(hits.tiers) < _FEW_COMMENTS and going_on != query.in_texts():
        _add_visible(going_on, matching_ids(IndexQuery("comment", going_on, COMMENT_MATCHES_MAX))[0], 1, hits)
    return hits


def _add_corrected(query: SearchQuery, meant: tuple[str, ...], hits: Matches) -> None:
    """Comments with the words that are meant, as names spell them."""
    if meant:
        asked = replace(query, words=meant).in_texts()
        _add_visible(asked, matching_ids(IndexQuery("comment", asked, COMMENT_MATCHES_MAX))[0], TYPO_TIER, hits)
        hits.meant = meant if hits.tiers else ()


def _add_visible(asked: IndexExpression, ids: Sequence[int], tier: int, hits: Matches) -> None:
    """Add the comments that are to be seen. Many may be hidden that have the words; then more are looked through."""
    looked = COMMENT_MATCHES_MAX
    while True:
        seen = dict(_visible(Comment.objects.filter(AnyId("pk", ids))).values_list("pk", "score")) if ids else {}
        if len(seen) >= min(COMMENT_MATCHES_MAX, len(ids)) or len(ids) < looked or looked >= _COMMENTS_CHECKED_MAX:
            break
        looked *= 8
        (ids,) = matching_ids(IndexQuery("comment", asked, looked))
    hits.add(sorted(seen, reverse=True), tier)
    hits.alive |= {pk: seen[pk] for pk in hits.tiers if pk in seen}


def _visible(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """Comments that anybody can read: of rankings only while they are published."""
    published = Exists(PublishedRanking.objects.filter(pk=OuterRef("ranking_key")))
    on_something = Q(item__removed_at=None) & (Q(ranking_key=None) | published)
    return comments.filter(on_something, deleted_at=None, is_spoiler=False)


def ids_in_order(kind: str, hits: Matches) -> list[int]:
    """The ids, best first."""
    alive = hits.alive or _popularity(kind, list(hits.tiers))
    return sorted(hits.tiers, key=lambda pk: (hits.tiers[pk], -alive.get(pk, 0), -pk))


def _popularity(kind: str, ids: Sequence[int]) -> Mapping[int, float]:
    """How alive the rows of names with these ids are."""
    if kind == "lists" and ids:
        return dict(Board.objects.filter(AnyId("list", ids)).values_list("list", "voters"))
    if kind == "items" and ids:
        return dict(Standing.objects.filter(AnyId("item", ids)).values_list("item", "votes"))
    return {}
