"""The results of a search as pages and suggestions show them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from ranklore.core.pagination import Pagination
from ranklore.discussion.queries.rendered_comments import RenderedComment
from ranklore.lists.categories import Category
from ranklore.lists.queries.tags import TagView
from ranklore.text.search_query import SearchQuery


@dataclass(frozen=True, slots=True)
class ListResult:
    """A list; suggestions leave its figures out."""

    name: SafeString
    prompt: SafeString
    address: str
    items: int = 0
    voters: int = 0
    is_simulated: bool = False


@dataclass(frozen=True, slots=True)
class ItemResult:
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
class PersonResult:
    name: SafeString
    address: str
    since: datetime


@dataclass(frozen=True, slots=True)
class CommentResult:
    comment: RenderedComment
    words: SafeString
    about: str
    list_title: str
    address: str


ResultRow = ListResult | ItemResult | PersonResult | CommentResult


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """What was found of one kind. `is_more`: there are more than were put in order."""

    kind: str
    rows: tuple[ResultRow, ...]
    pages: Pagination
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
class SearchResults:
    """All that a page of the search shows.

    categories, tags   those that are meant; not on the page of one kind
    tried   how else the words were looked for
    nearly  the words as they are spelled in what was found, where nothing has those that were typed
    """

    query: SearchQuery
    found: tuple[ResultGroup, ...] = ()
    categories: tuple[Category, ...] = ()
    tags: tuple[TagView, ...] = ()
    tried: tuple[str, ...] = ()
    nearly: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.found
