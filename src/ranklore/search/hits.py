"""Which rows are found: the whole name, then its start, then all the words, then words that start so, then what is
nearly that.

Within each of these what is most alive comes first. The number of queries does not depend on the number of rows, and
the rows that are looked at are bounded (`MOST`, `TEXTS_MOST`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from django.db.models import Exists, OuterRef, Q, QuerySet
from rapidfuzz.distance import OSA

from ranklore.ballots.models import Board, PublishedOrder, Standing
from ranklore.discussion.models import Comment
from ranklore.search.index import KINDS, Ask, ids_of
from ranklore.search.rules import Asked, Query
from ranklore.shell.among import Among
from ranklore.shell.index_words import unmarked

MOST = 500  # rows of a kind that are put in order
TEXTS_MOST = 200  # the same of comments
_HIDDEN_MOST = 1_600  # comments that are looked through for TEXTS_MOST that are to be seen
_FEW = 3  # found rows below which unfinished words and slips are looked for
_FEW_TEXTS = 5  # found comments below which the last word may go on
_STARTED = 3  # the tier of rows with words that start as those that were typed
_NEAR = 4  # the tier from which on a row has not the words that were typed but others like them
_KEYS = {"lists": "list", "items": "item", "people": "person", "comments": "comment"}


@dataclass(slots=True)
class Hits:
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


def meant_in(hits: Iterable[Hits]) -> tuple[str, ...]:
    """The words that are meant, as the first kind has them that knows."""
    return next(filter(None, (each.meant for each in hits)), ())


def are_near(hits: Iterable[Hits]) -> bool:
    """Whether nothing that was found has the words that were typed."""
    return all(tier >= _NEAR for each in hits for tier in each.tiers.values())


def hits_of(kinds: Sequence[str], query: Query) -> dict[str, Hits]:
    """Kind -> what is found of it."""
    if "comments" not in kinds:
        return named_hits(kinds, query, MOST)[0]
    text = Ask("comment", query.in_texts(), TEXTS_MOST)
    named, (ids,) = named_hits([kind for kind in kinds if kind != "comments"], query, MOST, text)
    comments = _comments(query, ids)
    if not comments.tiers and not query.is_unspelled:
        names = named or named_hits(("items", "lists"), query, _FEW)[0]
        _add_meant(query, meant_in(names.values()), comments)
    return {**named, "comments": comments}


def named_hits(kinds: Sequence[str], query: Query, most: int, *also: Ask) -> tuple[dict[str, Hits], list[list[int]]]:
    """Rows with names, by how well they fit; and what else was asked for."""
    ways = (query.named(), query.named(is_start=True), query.in_names())
    found = ids_of(*(Ask(_KEYS[kind], way, most) for kind in kinds for way in ways), *also)
    hits = {kind: Hits(most) for kind in kinds}
    for n, kind in enumerate(kinds):
        for tier in range(len(ways)):
            hits[kind].add(found[n * len(ways) + tier], tier)
    if few := [kind for kind in kinds if len(hits[kind].tiers) < _FEW]:
        _add_others(few, query, hits)
    return hits, found[len(kinds) * len(ways) :]


def _add_others(kinds: Sequence[str], query: Query, hits: Mapping[str, Hits]) -> None:
    """Rows with words that start as those that were typed, and then those with a slip."""
    starts, near = query.in_names(is_start=True), query.nearly_in_names()
    if starts == query.in_names():
        starts = ()
    asks = [(Ask(_KEYS[kind], starts, hits[kind].most), Ask(_KEYS[kind], near, MOST)) for kind in kinds]
    ids = ids_of(*chain.from_iterable(asks))
    for kind, started, nearly in zip(kinds, ids[::2], ids[1::2], strict=True):
        hits[kind].add(started, _STARTED)
        if nearly:
            _add_near(kind, query, nearly, hits[kind])


def _add_near(kind: str, query: Query, ids: Sequence[int], hits: Hits) -> None:
    """Of rows that share the start of a word up to a letter, those in which each word is one that was looked for,
    with a slip."""
    others = Among("pk", [pk for pk in ids if pk not in hits.tiers])
    rows = KINDS[_KEYS[kind]].model._default_manager.filter(others)
    fewest = 99
    for pk, words in rows.order_by("pk").values_list("pk", "words"):
        spelled = unmarked(words)
        nearest = [min(((_slips(word, other), other) for other in spelled), default=(99, "")) for word in query.words]
        if any(n > _slips_most(word) for word, (n, _) in zip(query.words, nearest, strict=True)):
            continue
        slips = sum(n for n, _ in nearest)
        hits.tiers[pk] = _NEAR + slips
        if slips < fewest:
            fewest, hits.meant = slips, tuple(other for _, other in nearest)


def _slips(word: str, other: str) -> int:
    """Letters that are too many, too few, wrong or swapped in a word; in the start of a longer one too."""
    most = _slips_most(word)
    if abs(len(word) - len(other)) <= most:
        return int(OSA.distance(word, other, score_cutoff=most))
    return int(OSA.distance(word, other[: len(word)], score_cutoff=most)) if len(other) > len(word) > 4 else 99


def _slips_most(word: str) -> int:
    return 0 if len(word) < 3 else 1 if len(word) < 8 else 2


def _comments(query: Query, ids: Sequence[int]) -> Hits:
    """Comments with all the words, whose ids were found; where few have them the last may go on."""
    hits = Hits(TEXTS_MOST)
    _add_seen(query.in_texts(), ids, 0, hits)
    going_on = query.in_texts(is_start=True)
    if len(hits.tiers) < _FEW_TEXTS and going_on != query.in_texts():
        _add_seen(going_on, ids_of(Ask("comment", going_on, TEXTS_MOST))[0], 1, hits)
    return hits


def _add_meant(query: Query, meant: tuple[str, ...], hits: Hits) -> None:
    """Comments with the words that are meant, as names spell them."""
    if meant:
        asked = replace(query, words=meant).in_texts()
        _add_seen(asked, ids_of(Ask("comment", asked, TEXTS_MOST))[0], _NEAR, hits)
        hits.meant = meant if hits.tiers else ()


def _add_seen(asked: Asked, ids: Sequence[int], tier: int, hits: Hits) -> None:
    """Add the comments that are to be seen. Many may be hidden that have the words; then more are looked through."""
    looked = TEXTS_MOST
    while True:
        seen = dict(_seen(Comment.objects.filter(Among("pk", ids))).values_list("pk", "score")) if ids else {}
        if len(seen) >= min(TEXTS_MOST, len(ids)) or len(ids) < looked or looked >= _HIDDEN_MOST:
            break
        looked *= 8
        (ids,) = ids_of(Ask("comment", asked, looked))
    hits.add(sorted(seen, reverse=True), tier)
    hits.alive |= {pk: seen[pk] for pk in hits.tiers if pk in seen}


def _seen(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """Comments that anybody can read: of rankings only while they are published."""
    published = Exists(PublishedOrder.objects.filter(pk=OuterRef("order_key")))
    on_something = Q(item__removed_at=None) & (Q(order_key=None) | published)
    return comments.filter(on_something, deleted_at=None, is_spoiler=False)


def in_order(kind: str, hits: Hits) -> list[int]:
    """The ids, best first."""
    alive = hits.alive or _alive(kind, list(hits.tiers))
    return sorted(hits.tiers, key=lambda pk: (hits.tiers[pk], -alive.get(pk, 0), -pk))


def _alive(kind: str, ids: Sequence[int]) -> Mapping[int, float]:
    """How alive the rows of names with these ids are."""
    if kind == "lists" and ids:
        return dict(Board.objects.filter(Among("list", ids)).values_list("list", "voters"))
    if kind == "items" and ids:
        return dict(Standing.objects.filter(Among("item", ids)).values_list("item", "votes"))
    return {}
