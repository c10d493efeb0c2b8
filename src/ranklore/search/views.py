from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ranklore.people.access import voter_of
from ranklore.people.limits import count
from ranklore.search.index import TooSlow
from ranklore.search.queries import ORDER, Answer, find, suggest
from ranklore.search.rules import QUERY_MOST, Query, read_query
from ranklore.shell.limits import count_address

TOO_SLOW = "This search takes too long. Use fewer or rarer words."


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The page of the search: a few of each kind, or with `in` a page of one."""
    query = read_query(request.GET.get("q"))
    asked_kind = request.GET.get("in")
    only = asked_kind if asked_kind in ORDER else None
    answer, sentence = Answer(query), ""
    if not query.is_empty:
        count(request, "search")
        try:
            answer = find(query, voter_of(request), only, request.GET.get("page"))
        except TooSlow:
            sentence = TOO_SLOW
    context = {"answer": answer, "query": query, "only": only, "sentence": sentence, "most": QUERY_MOST}
    return render(request, "search/search.html", context)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """A fragment for the search field, while somebody types."""
    query = read_query(request.GET.get("q"))
    answer = _suggested(request, query)
    response = render(request, "search/_suggestions.html", {"answer": answer, "query": query})
    response.headers["Cache-Control"] = "private, max-age=60"  # who deletes a letter sees at once what was there
    return response


def _suggested(request: HttpRequest, query: Query) -> Answer:
    if query.is_empty:
        return Answer(query)
    count_address(request, "suggestions")
    try:
        return suggest(query)
    except TooSlow:
        return Answer(query)


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """What a browser reads to offer this search in its own field."""
    return render(request, "search/opensearch.xml", content_type="application/opensearchdescription+xml")
