"""The fragment with similar lists, fetched while a title is typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ranklore.core.rate_limit.limiter import RateLimitExceeded
from ranklore.drafts.queries.similar_lists import similar_lists_for
from ranklore.people.rate_limits import rate_limit_voter


@never_cache
@require_safe
def similar_lists(request: HttpRequest) -> HttpResponse:
    """The lists similar to the title in the field. Over the rate limit: 204, so that htmx leaves the page unchanged."""
    try:
        rate_limit_voter(request, "duplicates")
    except RateLimitExceeded:
        return HttpResponse(status=204)
    return render(
        request,
        "drafts/_similar_lists.html",
        {"similar_lists": similar_lists_for(request.GET.get("title", "")), "is_fragment": True},
    )
