"""Search everything or one kind, and suggest names while a person types."""

from ranklore.core.pagination import paginate
from ranklore.lists.categories import search_categories
from ranklore.lists.queries.tags import search_tags
from ranklore.people.models import Voter
from ranklore.search.index.time_limit import time_limited
from ranklore.search.queries.matches import (
    Matches,
    are_all_typos,
    corrected_words,
    find_matches,
    find_name_matches,
    ids_in_order,
)
from ranklore.search.queries.result_rows import ROWS_BY_KIND, suggested_list_rows
from ranklore.search.queries.results import ResultGroup, SearchResults
from ranklore.text.search_query import SearchQuery

RESULTS_PER_PAGE = 20
RESULTS_PER_KIND = 5  # of each kind on the page of all kinds
RESULT_KINDS = ("lists", "items", "people", "comments")
SUGGESTION_CANDIDATES_MAX = 200
"""The newest names of a kind and way of fitting that suggestions are chosen from: more cost a while on PostgreSQL."""
SUGGESTIONS_PER_KIND = {"lists": 3, "items": 5, "people": 2}


def find_results(
    query: SearchQuery, reader: Voter, only: str | None = None, asked_page: str | None = None
) -> SearchResults:
    """Everything that is found; of one kind, with `only`, a page. Raises index.TooSlow."""
    kinds = (only,) if only in RESULT_KINDS else RESULT_KINDS
    size = RESULTS_PER_PAGE if only in RESULT_KINDS else RESULTS_PER_KIND
    with time_limited():
        hits = find_matches(kinds, query)
        pages = [_result_group(kind, query, hits[kind], reader, size, asked_page) for kind in kinds]
        tags = () if only in RESULT_KINDS else search_tags(query.text)
    categories = () if only in RESULT_KINDS else search_categories(query.text)
    found = tuple(each for each in pages if each.total)
    tried = () if found else query.other_spellings()
    meant = corrected_words(hits.values()) if are_all_typos(hits.values()) else ()
    nearly = tuple(word for word in meant if word not in query.words)
    return SearchResults(query, found, categories, tags, tried, nearly)


def get_suggestions(query: SearchQuery) -> SearchResults:
    """The best few for what is being typed, of the newest that begin so: of all there may be very many."""
    found = []
    with time_limited():
        hits, _ = find_name_matches(tuple(SUGGESTIONS_PER_KIND), query, SUGGESTION_CANDIDATES_MAX)
        for kind, size in SUGGESTIONS_PER_KIND.items():
            ids = ids_in_order(kind, hits[kind])
            show = suggested_list_rows if kind == "lists" else ROWS_BY_KIND[kind]
            rows = show(ids[:size], query, hits[kind].meant, Voter()) if ids else ()
            found.append(ResultGroup(kind, rows, paginate(len(ids), size, None), hits[kind].is_full))
    return SearchResults(query, tuple(each for each in found if each.total))


def _result_group(
    kind: str, query: SearchQuery, hits: Matches, reader: Voter, size: int, asked_page: str | None
) -> ResultGroup:
    ids = ids_in_order(kind, hits)
    pages = paginate(len(ids), size, asked_page)
    shown = ids[pages.start : pages.start + pages.size]
    rows = ROWS_BY_KIND[kind](shown, query, hits.meant, reader) if shown else ()
    return ResultGroup(kind, rows, pages, hits.is_full)
