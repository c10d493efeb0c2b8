"""What is found, best first: the whole name, then its start, then all the words, then what is nearly that.

Within each of these what is most alive comes first. The number of queries does not depend on the number of rows, and
the rows that are looked at are bounded (`MOST`, `TEXTS_MOST`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.safestring import SafeString
from rapidfuzz.distance import OSA

from ranklore.ballots.models import PublishedOrder
from ranklore.ballots.queries import Turnout, turnouts_of
from ranklore.discussion.addresses import thread_address
from ranklore.discussion.models import Comment
from ranklore.discussion.queries import CommentView, views_of
from ranklore.discussion.render import without_spoilers
from ranklore.discussion.subjects import subject_of
from ranklore.lists.models import Item, RankedList
from ranklore.lists.queries import items_on_lists
from ranklore.people.models import Account, Voter
from ranklore.search.index import KINDS, bounded, ids_of
from ranklore.search.marking import marked, snippet
from ranklore.search.rules import Asked, Query
from ranklore.shell.index_words import unmarked
from ranklore.shell.pages import Pages, pages_of
from ranklore.shell.spelling import forms_of

MOST = 500  # rows of a kind that are put in order
TEXTS_MOST = 300  # the same of comments
_HIDDEN_MOST = 2_400  # comments that are looked through for TEXTS_MOST that are to be seen
ON_PAGE = 20
SHOWN = 5  # of each kind on the page of all kinds
ORDER = ("lists", "items", "people", "comments")
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

    tiers: dict[int, int] = field(default_factory=dict)
    alive: dict[int, float] = field(default_factory=dict)
    is_full: bool = False
    meant: tuple[str, ...] = ()  # for each word of the query the one that it is a slip of, or itself

    def add(self, ids: Sequence[int], tier: int, limit: int) -> None:
        for pk in ids:
            self.tiers.setdefault(pk, tier)
        self.is_full = self.is_full or len(ids) >= limit


def find(query: Query, reader: Voter, only: str | None = None, asked_page: str | None = None) -> Answer:
    """Everything that is found; of one kind, with `only`, a page. Raises index.TooSlow."""
    kinds = [only] if only in ORDER else list(ORDER)
    size = ON_PAGE if only in ORDER else SHOWN
    meant: tuple[str, ...] = ()
    found = []
    with bounded():
        for kind in kinds:
            hits = _comments(query, meant) if kind == "comments" else _named(kind, query, MOST)
            meant = meant or hits.meant
            found.append(_page(kind, query, hits, reader, size, asked_page))
    is_empty = not any(each.total for each in found)
    nearly = tuple(word for word in meant if word not in query.words)
    return Answer(
        query, tuple(each for each in found if each.total), query.other_spellings() if is_empty else (), nearly
    )


def suggest(query: Query) -> Answer:
    """The best few for what is being typed."""
    found = []
    with bounded():
        for kind, size in (("lists", 3), ("items", 5), ("people", 2)):
            hits = _named(kind, query, 60)
            ids = _in_order(kind, hits)
            shown = ids[:size]
            rows = (
                (_lists_named if kind == "lists" else _SHOW[kind])(shown, query, hits.meant, Voter()) if shown else ()
            )
            found.append(Found(kind, rows, pages_of(len(ids), size, None), hits.is_full))
    return Answer(query, tuple(each for each in found if each.total))


# --- which rows


def _named(kind: str, query: Query, limit: int) -> _Hits:
    """Rows with names, by how well they fit."""
    key, hits = _KEYS[kind], _Hits()
    ways: tuple[Callable[[], Asked], ...] = (query.named, lambda: query.named(is_start=True), query.in_names)
    for tier, way in enumerate(ways):
        hits.add(ids_of(key, way(), limit), tier, limit)
    if len(hits.tiers) < _NEAR and (near := query.nearly_in_names()):
        _add_near(kind, query, ids_of(key, near, MOST), hits)
    return hits


def _add_near(kind: str, query: Query, ids: Sequence[int], hits: _Hits) -> None:
    """Of rows that share the start of a word up to a letter, those in which each word is one that was looked for,
    with a slip."""
    rows = KINDS[_KEYS[kind]].model._default_manager.filter(pk__in=[pk for pk in ids if pk not in hits.tiers])
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


def _comments(query: Query, meant: tuple[str, ...] = ()) -> _Hits:
    """Comments with all the words; where few have them the last may go on; where none has, those that are meant."""
    hits = _Hits()
    for tier, asked in enumerate((query.in_texts(), query.in_texts(is_start=True))):
        if len(hits.tiers) < SHOWN:
            _add_seen(asked, tier, hits)
    if hits.tiers or query.is_unspelled:
        return hits
    meant = meant or next(filter(None, (_named(kind, query, _NEAR).meant for kind in ("items", "lists"))), ())
    if meant:
        _add_seen(replace(query, words=meant).in_texts(), 2, hits)
        hits.meant = meant if hits.tiers else ()
    return hits


def _add_seen(asked: Asked, tier: int, hits: _Hits) -> None:
    """Add the comments that are to be seen. Many may be hidden that have the words; then more are looked through."""
    limit = TEXTS_MOST
    while True:
        ids = ids_of("comment", asked, limit)
        seen = dict(_seen(Comment.objects.filter(pk__in=ids)).values_list("pk", "score"))
        if len(seen) >= min(TEXTS_MOST, len(ids)) or len(ids) < limit or limit >= _HIDDEN_MOST:
            break
        limit *= 8
    hits.add(sorted(seen, reverse=True)[:TEXTS_MOST], tier, TEXTS_MOST)
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
    alive = hits.alive or (dict(_alive(kind, list(hits.tiers))) if hits.tiers else {})
    return sorted(alive, key=lambda pk: (hits.tiers[pk], -(alive[pk] or 0), -pk))


def _alive(kind: str, ids: Sequence[int]) -> Any:
    """How alive the rows of names with these ids are, those that are to be seen."""
    if kind == "lists":
        return RankedList.objects.filter(pk__in=ids).values_list("pk", "board__voters")
    if kind == "items":
        return Item.objects.filter(pk__in=ids, removed_at=None).values_list("pk", "standing__votes")
    return Account.objects.filter(pk__in=ids, is_active=True).exclude(name="").values_list("pk", F("pk") * 0)


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
    rows = Item.objects.select_related("list", "standing").in_bulk(ids)
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
    rows = Account.objects.in_bulk(ids)
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
