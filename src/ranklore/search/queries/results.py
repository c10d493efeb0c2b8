"""The results of a search, as pages and suggestions show them."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ranklore.core.pagination import Pagination
from ranklore.discussion.queries.rendered_comments import RenderedComment
from ranklore.lists.categories import Category
from ranklore.lists.queries.tags import TagView
from ranklore.text.search_query import SearchQuery

KIND_TITLES = {
    "lists": gettext_lazy("Lists"),
    "items": gettext_lazy("Items"),
    "people": gettext_lazy("People"),
    "comments": gettext_lazy("Comments"),
}


@dataclass(frozen=True, slots=True)
class ListResult:
    """A list. Suggestions leave the numbers out."""

    name: SafeString
    prompt: SafeString
    address: str
    items: int = 0
    voters: int = 0
    is_simulated: bool = False


@dataclass(frozen=True, slots=True)
class ItemResult:
    """An item. `alias` is another name of it, if the search matched that name."""

    name: SafeString
    alias: SafeString
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
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class CommentResult:
    """A comment. `target_title` is the title of what it is about: an item, a list or a published ranking."""

    comment: RenderedComment
    snippet: SafeString
    target_title: str
    list_title: str
    address: str


ResultRow = ListResult | ItemResult | PersonResult | CommentResult


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """The results of one kind. `is_more` says that there are more matches than were ranked."""

    kind: str
    rows: tuple[ResultRow, ...]
    pages: Pagination
    is_more: bool

    @property
    def title(self) -> str:
        return str(KIND_TITLES[self.kind])

    @property
    def total(self) -> int:
        return self.pages.total

    @property
    def hidden_count(self) -> int:
        """How many of the results are not among `rows`."""
        return self.total - len(self.rows)

    @property
    def link_text(self) -> str:
        """The text of the link to all results of this kind."""
        return _link_pattern(self.kind, self.total, self.is_more) % {"number": intcomma(self.total)}


def _link_pattern(kind: str, total: int, is_more: bool) -> str:
    if is_more:
        return {
            "lists": _("More than %(number)s lists"),
            "items": _("More than %(number)s items"),
            "people": _("More than %(number)s people"),
            "comments": _("More than %(number)s comments"),
        }[kind]
    return {
        "lists": ngettext("All %(number)s list", "All %(number)s lists", total),
        "items": ngettext("All %(number)s item", "All %(number)s items", total),
        "people": ngettext("All %(number)s person", "All %(number)s people", total),
        "comments": ngettext("All %(number)s comment", "All %(number)s comments", total),
    }[kind]


@dataclass(frozen=True, slots=True)
class SearchResults:
    """Everything that a search page shows.

    categories, tags   the matching ones; empty on a page of one kind
    other_spellings    how else the query was searched for
    corrections        what the typed words were corrected to, if the results do not have the words as typed
    """

    query: SearchQuery
    groups: tuple[ResultGroup, ...] = ()
    categories: tuple[Category, ...] = ()
    tags: tuple[TagView, ...] = ()
    other_spellings: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.groups
