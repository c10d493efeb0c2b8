"""What is found, as pages and suggestions show it. Which rows these are, and in what order, is `hits`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from ranklore.ballots.queries import Turnout, turnouts_of
from ranklore.discussion.addresses import thread_address
from ranklore.discussion.models import Comment
from ranklore.discussion.queries import CommentView, views_of
from ranklore.discussion.render import without_spoilers
from ranklore.discussion.subjects import subject_of
from ranklore.lists.browsing import TagView, tags_like
from ranklore.lists.categories import Category, categories_like
from ranklore.lists.models import Item, RankedList
from ranklore.lists.queries import items_on_lists
from ranklore.people.models import Account, Voter
from ranklore.search.hits import Hits, are_near, hits_of, in_order, meant_in, named_hits
from ranklore.search.index import bounded
from ranklore.search.marking import marked, snippet
from ranklore.search.rules import Query
from ranklore.shell.pages import Pages, pages_of
from ranklore.shell.spelling import forms_of

ON_PAGE = 20
SHOWN = 5  # of each kind on the page of all kinds
ORDER = ("lists", "items", "people", "comments")
SUGGESTED_OF = 200
"""The newest names of a kind and way of fitting that suggestions are chosen from: more cost a while on PostgreSQL."""
SUGGESTED = {"lists": 3, "items": 5, "people": 2}


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

    categories, tags   those that are meant; not on the page of one kind
    tried   how else the words were looked for
    nearly  the words as they are spelled in what was found, where nothing has those that were typed
    """

    query: Query
    found: tuple[Found, ...] = ()
    categories: tuple[Category, ...] = ()
    tags: tuple[TagView, ...] = ()
    tried: tuple[str, ...] = ()
    nearly: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.found


def find(query: Query, reader: Voter, only: str | None = None, asked_page: str | None = None) -> Answer:
    """Everything that is found; of one kind, with `only`, a page. Raises index.TooSlow."""
    kinds = (only,) if only in ORDER else ORDER
    size = ON_PAGE if only in ORDER else SHOWN
    with bounded():
        hits = hits_of(kinds, query)
        pages = [_page(kind, query, hits[kind], reader, size, asked_page) for kind in kinds]
        tags = () if only in ORDER else tags_like(query.text)
    categories = () if only in ORDER else categories_like(query.text)
    found = tuple(each for each in pages if each.total)
    tried = () if found else query.other_spellings()
    meant = meant_in(hits.values()) if are_near(hits.values()) else ()
    nearly = tuple(word for word in meant if word not in query.words)
    return Answer(query, found, categories, tags, tried, nearly)


def suggest(query: Query) -> Answer:
    """The best few for what is being typed, of the newest that begin so: of all there may be very many."""
    found = []
    with bounded():
        hits, _ = named_hits(tuple(SUGGESTED), query, SUGGESTED_OF)
        for kind, size in SUGGESTED.items():
            ids = in_order(kind, hits[kind])
            show = _lists_named if kind == "lists" else _SHOW[kind]
            rows = show(ids[:size], query, hits[kind].meant, Voter()) if ids else ()
            found.append(Found(kind, rows, pages_of(len(ids), size, None), hits[kind].is_full))
    return Answer(query, tuple(each for each in found if each.total))


def _page(kind: str, query: Query, hits: Hits, reader: Voter, size: int, asked_page: str | None) -> Found:
    ids = in_order(kind, hits)
    pages = pages_of(len(ids), size, asked_page)
    shown = ids[pages.start : pages.start + pages.size]
    rows = _SHOW[kind](shown, query, hits.meant, reader) if shown else ()
    return Found(kind, rows, pages, hits.is_full)


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


_Show = Callable[[Sequence[int], Query, Sequence[str], Voter], tuple[Row, ...]]
_SHOW: dict[str, _Show] = {
    "lists": _lists,
    "items": _items,
    "people": _people,
    "comments": _comments_shown,
}
