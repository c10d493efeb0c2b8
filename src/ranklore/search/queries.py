"""What is found, best first: the whole name, then its start, then all the words, then what is nearly that.

Within each of these what is most alive comes first. The number of queries does not depend on the number of rows, and
the rows that are looked at are bounded (`MOST`, `TEXTS_MOST`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.safestring import SafeString
from rapidfuzz.distance import OSA

from ranklore.ballots.models import Board, PublishedOrder, Standing
from ranklore.ballots.queries import Turnout, turnouts_of
from ranklore.discussion.addresses import thread_address
from ranklore.discussion.models import Comment
from ranklore.discussion.queries import CommentView, views_of
from ranklore.discussion.render import without_spoilers
from ranklore.discussion.subjects import subject_of
from ranklore.lists.models import Item, RankedList
from ranklore.lists.queries import items_on_lists
from ranklore.people.models import Account, Voter
from ranklore.search.index import KINDS, Ask, bounded, ids_of
from ranklore.search.marking import marked, snippet
from ranklore.search.rules import Asked, Query
from ranklore.shell.among import Among
from ranklore.shell.index_words import unmarked
from ranklore.shell.pages import Pages, pages_of
from ranklore.shell.spelling import forms_of

MOST = 500  # rows of a kind that are put in order
TEXTS_MOST = 300  # the same of comments
_HIDDEN_MOST = 2_400  # comments that are looked through for TEXTS_MOST that are to be seen
ON_PAGE = 20
SHOWN = 5  # of each kind on the page of all kinds
ORDER = ("lists", "items", "people", "comments")
SUGGESTED = {"lists": 3, "items": 5, "people": 2}
_NEAR = 3  # found rows below which a slip is looked for


@dataclass(frozen=True, slots=True)
class ListFound:
    """A list; suggestions leave its figures out."""

    name: SafeString
    prompt: SafeString
    address: str
    items: int = 0
    voters: int = 0
    is_simulated: bool = False


@dataclass(frozen=True, slots=True)
class ItemFound:
    """`also` is another name of it, when that is the one that was found."""

    name: SafeString
    also: SafeString
    credits: SafeString
    address: str
    list_title: str
    list_address: str
    rank: int | None
    votes: int


@dataclass(frozen=True, slots=True)
class PersonFound:
    name: SafeString
    address: str
    since: datetime


@dataclass(frozen=True, slots=True)
class CommentFound:
    comment: CommentView
    words: SafeString
    about: str
    list_title: str
    address: str


Row = ListFound | ItemFound | PersonFound | CommentFound


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one kind. `is_more`: there are more than were put in order."""

    kind: str
    rows: tuple[Row, ...]
    pages: Pages
    is_more: bool

    @property
    def total(self) -> int:
        return self.pages.total

    @property
    def one(self) -> str:
        return {"lists": "list", "items": "item", "people": "person", "comments": "comment"}[self.kind]

    @property
    def rest(self) -> int:
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True)
class Answer:
    """All that a page of the search shows.

    tried   how else the words were looked for
    nearly  the words as they are spelled in what was found, where those typed are not there
    """

    query: Query
    found: tuple[Found, ...] = ()
    tried: tuple[str, ...] = ()
    nearly: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not any(each.total for each in self.found)


@dataclass(slots=True)
class _Hits:
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


def find(query: Query, reader: Voter, only: str | None = None, asked_page: str | None = None) -> Answer:
    """Everything that is found; of one kind, with `only`, a page. Raises index.TooSlow."""
    kinds = (only,) if only in ORDER else ORDER
    size = ON_PAGE if only in ORDER else SHOWN
    with bounded():
        hits = _hits(kinds, query)
        found = [_page(kind, query, hits[kind], reader, size, asked_page) for kind in kinds]
    is_empty = not any(each.total for each in found)
    meant = next(filter(None, (each.meant for each in hits.values())), ())
    nearly = tuple(word for word in meant if word not in query.words)
    return Answer(
        query, tuple(each for each in found if each.total), query.other_spellings() if is_empty else (), nearly
    )


def suggest(query: Query) -> Answer:
    """The best few for what is being typed."""
    found = []
    with bounded():
        hits, _ = _named(tuple(SUGGESTED), query, 60)
        for kind, size in SUGGESTED.items():
            ids = _in_order(kind, hits[kind])
            show = _lists_named if kind == "lists" else _SHOW[kind]
            rows = show(ids[:size], query, hits[kind].meant, Voter()) if ids else ()
            found.append(Found(kind, rows, pages_of(len(ids), size, None), hits[kind].is_full))
    return Answer(query, tuple(each for each in found if each.total))


# --- which rows


def _hits(kinds: Sequence[str], query: Query) -> dict[str, _Hits]:
    if "comments" not in kinds:
        return _named(kinds, query, MOST)[0]
    text = Ask("comment", query.in_texts(), TEXTS_MOST)
    named, (ids,) = _named([kind for kind in kinds if kind != "comments"], query, MOST, text)
    comments = _comments(query, ids)
    if not comments.tiers and not query.is_unspelled:
        names = named or _named(("items", "lists"), query, _NEAR)[0]
        _add_meant(query, next(filter(None, (each.meant for each in names.values())), ()), comments)
    return {**named, "comments": comments}


def _named(kinds: Sequence[str], query: Query, most: int, *also: Ask) -> tuple[dict[str, _Hits], list[list[int]]]:
    """Rows with names, by how well they fit; and what else was asked for."""
    ways = (query.named(), query.named(is_start=True), query.in_names())
    found = ids_of(*(Ask(_KEYS[kind], way, most) for kind in kinds for way in ways), *also)
    hits = {kind: _Hits(most) for kind in kinds}
    for n, kind in enumerate(kinds):
        for tier in range(len(ways)):
            hits[kind].add(found[n * len(ways) + tier], tier)
    few = [kind for kind in kinds if len(hits[kind].tiers) < _NEAR]
    if few and (near := query.nearly_in_names()):
        for kind, ids in zip(few, ids_of(*(Ask(_KEYS[kind], near, MOST) for kind in few)), strict=True):
            _add_near(kind, query, ids, hits[kind])
    return hits, found[len(kinds) * len(ways) :]


def _add_near(kind: str, query: Query, ids: Sequence[int], hits: _Hits) -> None:
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
        hits.tiers[pk] = 3 + slips
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


def _comments(query: Query, ids: Sequence[int]) -> _Hits:
    """Comments with all the words, whose ids were found; where few have them the last may go on."""
    hits = _Hits(TEXTS_MOST)
    _add_seen(query.in_texts(), ids, 0, hits)
    going_on = query.in_texts(is_start=True)
    if len(hits.tiers) < SHOWN and going_on != query.in_texts():
        _add_seen(going_on, ids_of(Ask("comment", going_on, TEXTS_MOST))[0], 1, hits)
    return hits


def _add_meant(query: Query, meant: tuple[str, ...], hits: _Hits) -> None:
    """Comments with the words that are meant, as names spell them."""
    if meant:
        asked = replace(query, words=meant).in_texts()
        _add_seen(asked, ids_of(Ask("comment", asked, TEXTS_MOST))[0], 2, hits)
        hits.meant = meant if hits.tiers else ()


def _add_seen(asked: Asked, ids: Sequence[int], tier: int, hits: _Hits) -> None:
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


# --- in their order, and as they are shown


def _page(kind: str, query: Query, hits: _Hits, reader: Voter, size: int, asked_page: str | None) -> Found:
    ids = _in_order(kind, hits)
    pages = pages_of(len(ids), size, asked_page)
    shown = ids[pages.start : pages.start + pages.size]
    rows = _SHOW[kind](shown, query, hits.meant, reader) if shown else ()
    return Found(kind, rows, pages, hits.is_full)


def _in_order(kind: str, hits: _Hits) -> list[int]:
    alive = hits.alive or _alive(kind, list(hits.tiers))
    return sorted(hits.tiers, key=lambda pk: (hits.tiers[pk], -alive.get(pk, 0), -pk))


def _alive(kind: str, ids: Sequence[int]) -> Mapping[int, float]:
    """How alive the rows of names with these ids are."""
    if kind == "lists" and ids:
        return dict(Board.objects.filter(Among("list", ids)).values_list("list", "voters"))
    if kind == "items" and ids:
        return dict(Standing.objects.filter(Among("item", ids)).values_list("item", "votes"))
    return {}


def _lists(ids: Sequence[int], query: Query, slips: Sequence[str], reader: Voter) -> tuple[Row, ...]:
    rows, items, turnouts = RankedList.objects.in_bulk(ids), items_on_lists(ids), turnouts_of(ids)
    return tuple(
        ListFound(
            name=marked(rows[pk].title, query, slips),
            prompt=snippet(" ".join(rows[pk].prompt.split()), query, slips),
            address=rows[pk].get_absolute_url(),
            items=items.get(pk, 0),
            voters=turnouts.get(pk, Turnout()).voters,
            is_simulated=rows[pk].is_simulated,
        )
        for pk in ids
        if pk in rows
    )


def _lists_named(ids: Sequence[int], query: Query, slips: Sequence[str], reader: Voter) -> tuple[Row, ...]:
    rows = RankedList.objects.in_bulk(ids)
    return tuple(
        ListFound(marked(rows[pk].title, query, slips), SafeString(""), rows[pk].get_absolute_url())
        for pk in ids
        if pk in rows
    )


def _items(ids: Sequence[int], query: Query, slips: Sequence[str], reader: Voter) -> tuple[Row, ...]:
    rows = Item.objects.filter(removed_at=None).select_related("list", "standing").in_bulk(ids)
    return tuple(_item(rows[pk], query, slips) for pk in ids if pk in rows)


def _item(item: Item, query: Query, slips: Sequence[str]) -> ItemFound:
    standing = getattr(item, "standing", None)
    name = marked(item.name, query, slips)
    return ItemFound(
        name=name,
        also=SafeString("") if "<mark>" in name and not _is_whole(item, query) else _also(item, query, slips),
        credits=marked(", ".join(item.credits), query, slips),
        address=item.get_absolute_url(),
        list_title=item.list.title,
        list_address=item.list.get_absolute_url(),
        rank=standing.rank if standing else None,
        votes=standing.votes if standing else 0,
    )


def _is_whole(item: Item, query: Query) -> bool:
    """Whether another name of an item is what was typed, and its own is not."""
    meant = {*forms_of(query.text)}
    return meant.isdisjoint(forms_of(item.name)) and any(not meant.isdisjoint(forms_of(each)) for each in item.aliases)


def _also(item: Item, query: Query, slips: Sequence[str]) -> SafeString:
    """The other name of an item that fits best; "" when none does."""
    names = [name for name in (marked(each, query, slips) for each in item.aliases) if "<mark>" in name]
    whole = [name for name in names if name.startswith("<mark>") and name.endswith("</mark>")]
    return next(iter([*whole, *names]), SafeString(""))


def _people(ids: Sequence[int], query: Query, slips: Sequence[str], reader: Voter) -> tuple[Row, ...]:
    rows = Account.objects.filter(is_active=True).in_bulk(ids)
    return tuple(
        PersonFound(marked(rows[pk].name, query, slips), rows[pk].get_absolute_url(), rows[pk].created_at)
        for pk in ids
        if pk in rows
    )


def _comments_shown(ids: Sequence[int], query: Query, slips: Sequence[str], reader: Voter) -> tuple[Row, ...]:
    rows = Comment.objects.filter(pk__in=ids).select_related("voter__account", "item", "list")
    views = {comment.pk: (comment, view) for comment, view in views_of(rows, reader)}
    return tuple(_comment(*views[pk], query, slips) for pk in ids if pk in views)


def _comment(comment: Comment, view: CommentView, query: Query, slips: Sequence[str]) -> CommentFound:
    return CommentFound(
        comment=view,
        words=snippet(without_spoilers(comment.text), query, slips),
        about=subject_of(comment).title,
        list_title=comment.list.title,
        address=thread_address(comment.pk),
    )


_KEYS = {"lists": "list", "items": "item", "people": "person", "comments": "comment"}
_Show = Callable[[Sequence[int], Query, Sequence[str], Voter], tuple[Row, ...]]
_SHOW: dict[str, _Show] = {
    "lists": _lists,
    "items": _items,
    "people": _people,
    "comments": _comments_shown,
}
