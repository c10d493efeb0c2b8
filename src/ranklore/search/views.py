"""The search page, its suggestions, and the OpenSearch description."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ranklore.core.rate_limit.limiter import enforce_address_limit
from ranklore.people.access import get_voter
from ranklore.people.rate_limits import rate_limit_voter
from ranklore.search.index.time_limit import SearchTimeout
from ranklore.search.queries.results import SearchResults
from ranklore.search.queries.search import RESULT_KINDS, find_results, get_suggestions
from ranklore.text.search_query import QUERY_CHARS_MAX, SearchQuery, parse_query

TOO_SLOW_MESSAGE = "This search takes too long. Use fewer or rarer words."


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The page of the search: a few of each kind, or with `in` a page of one."""
    query = parse_query(request.GET.get("q"))
    asked_kind = request.GET.get("in")
    only = asked_kind if asked_kind in RESULT_KINDS else None
    answer, sentence = SearchResults(query), ""
    if not query.is_empty:
        rate_limit_voter(request, "search")
        try:
            answer = find_results(query, get_voter(request), only, request.GET.get("page"))
        except SearchTimeout:
            sentence = TOO_SLOW_MESSAGE
    context = {"answer": answer, "query": query, "only": only, "sentence": sentence, "most": QUERY_CHARS_MAX}
    return render(request, "search/search.html", context)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """A fragment for the search field, while somebody types."""
    query = parse_query(request.GET.get("q"))
    answer = _suggestions_for(request, query)
    response = render(request, "search/_suggestions.html", {"answer": answer, "query": query})
    response.headers["Cache-Control"] = "private, max-age=60"  # who deletes a letter sees at once what was there
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
    """What a browser reads to offer this search in its own field."""
    return render(request, "search/opensearch.xml", content_type="application/opensearchdescription+xml")
