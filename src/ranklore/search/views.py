"""The search page, its suggestions, and the OpenSearch description."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ranklore.core.rate_limit.limiter import enforce_address_limit
from ranklore.people.access import get_voter
from ranklore.people.rate_limits import rate_limit_voter
from ranklore.search.index.time_limit import SearchTimeout
from ranklore.search.queries.results import KIND_TITLES, SearchResults
from ranklore.search.queries.search import RESULT_KINDS, find_results, get_suggestions
from ranklore.text.search_query import QUERY_CHARS_MAX, QUERY_WORDS_MAX, SearchQuery, parse_query


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The search page: a few results of each kind, or with `in` a page of one kind."""
    query = parse_query(request.GET.get("q"))
    asked_kind = request.GET.get("in")
    only = asked_kind if asked_kind in RESULT_KINDS else None
    results, error = SearchResults(query), ""
    if not query.is_empty:
        rate_limit_voter(request, "search")
        try:
            results = find_results(query, get_voter(request), only, request.GET.get("page"))
        except SearchTimeout:
            error = _("This search took too long. Use fewer words, or less common ones.")
    context = {
        "results": results,
        "query": query,
        "only": only,
        "only_title": KIND_TITLES[only] if only else "",
        "error": error,
        "chars_max": QUERY_CHARS_MAX,
        "words_max": QUERY_WORDS_MAX,
    }
    return render(request, "search/search.html", context)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """The suggestions for the search field while somebody types, as a fragment."""
    query = parse_query(request.GET.get("q"))
    response = render(
        request, "search/_suggestions.html", {"results": _suggestions_for(request, query), "query": query}
    )
    # The browser keeps them, so that a person who deletes a letter sees the earlier suggestions at once.
    response.headers["Cache-Control"] = "private, max-age=60"
    return response


def _suggestions_for(request: HttpRequest, query: SearchQuery) -> SearchResults:
    if query.is_empty:
        return SearchResults(query)
    enforce_address_limit(request, "suggestions")
    try:
        return get_suggestions(query)
    except SearchTimeout:
        return SearchResults(query)


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """The description with which a browser can offer this search in its own search field."""
    return render(request, "search/opensearch.xml", content_type="application/opensearchdescription+xml")
