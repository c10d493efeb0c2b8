"""Search everything or one kind, and suggest names while a person types."""

from ranklore.core.pagination import paginate
from ranklore.lists.categories import search_categories
from ranklore.lists.queries.tags import search_tags
from ranklore.people.models import Voter
from ranklore.search.index.time_limit import time_limited
from ranklore.search.queries.matches import (
    Matches,
    are_all_typos,
    find_matches,
    find_name_matches,
    first_corrected_words,
    ids_in_order,
)
from ranklore.search.queries.result_rows import ROWS_BY_KIND, suggested_list_rows
from ranklore.search.queries.results import ResultGroup, SearchResults
from ranklore.text.search_query import SearchQuery

RESULTS_PER_PAGE = 20
RESULTS_PER_KIND = 5
"""How many results of each kind are on the page of all kinds."""
RESULT_KINDS = ("lists", "items", "people", "comments")
SUGGESTION_CANDIDATES_MAX = 200
"""Suggestions are the best of this many newest matches of a kind. More takes PostgreSQL noticeably longer."""
SUGGESTIONS_PER_KIND = {"lists": 3, "items": 5, "people": 2}


def find_results(
    query: SearchQuery, reader: Voter, only: str | None = None, asked_page: str | None = None
) -> SearchResults:
    """The best results of every kind; with `only`, one page of that kind. Raises SearchTimeout."""
    kinds = (only,) if only in RESULT_KINDS else RESULT_KINDS
    size = RESULTS_PER_PAGE if only in RESULT_KINDS else RESULTS_PER_KIND
    with time_limited():
        matches = find_matches(kinds, query)
        groups = tuple(_result_group(kind, query, matches[kind], reader, size, asked_page) for kind in kinds)
        tags = () if only in RESULT_KINDS else search_tags(query.text)
    categories = () if only in RESULT_KINDS else search_categories(query.text)
    groups = tuple(group for group in groups if group.total)
    other_spellings = () if groups else query.other_spellings()
    corrected = first_corrected_words(matches.values()) if are_all_typos(matches.values()) else ()
    corrections = tuple(word for word in corrected if word not in query.words)
    return SearchResults(query, groups, categories, tags, other_spellings, corrections)


def get_suggestions(query: SearchQuery) -> SearchResults:
    """The best few names for what a person is typing. They come from the newest matches, since there can be many."""
    groups = []
    with time_limited():
        matches, _ = find_name_matches(tuple(SUGGESTIONS_PER_KIND), query, SUGGESTION_CANDIDATES_MAX)
        for kind, size in SUGGESTIONS_PER_KIND.items():
            ids = ids_in_order(kind, matches[kind])
            make_rows = suggested_list_rows if kind == "lists" else ROWS_BY_KIND[kind]
            rows = make_rows(ids[:size], query, matches[kind].corrected_words, Voter()) if ids else ()
            groups.append(ResultGroup(kind, rows, paginate(len(ids), size, None), matches[kind].is_full))
    return SearchResults(query, tuple(group for group in groups if group.total))


def _result_group(
    kind: str, query: SearchQuery, matches: Matches, reader: Voter, size: int, asked_page: str | None
) -> ResultGroup:
    ids = ids_in_order(kind, matches)
    pages = paginate(len(ids), size, asked_page)
    page_ids = ids[pages.start : pages.start + pages.size]
    rows = ROWS_BY_KIND[kind](page_ids, query, matches.corrected_words, reader) if page_ids else ()
    return ResultGroup(kind, rows, pages, matches.is_full)
