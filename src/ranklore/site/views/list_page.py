"""The list page, today and on a past day."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from ranklore.ballots.queries.explanation import first_place_of
from ranklore.ballots.queries.history.movers import biggest_movers
from ranklore.ballots.queries.history.rank_history import first_recorded_day, ranking_on_day
from ranklore.core.dates import DAY
from ranklore.core.forms import new_form
from ranklore.core.page_cache.shared_page import shared_page
from ranklore.following.queries.follows import follow_button_for
from ranklore.following.targets import target_for
from ranklore.lists.access import get_list_for, is_maker
from ranklore.lists.forms import AddItemForm
from ranklore.lists.models import RankedList
from ranklore.lists.queries.related_lists import related_lists_for
from ranklore.people.access import get_voter, is_known
from ranklore.site.overlays import ListPageData, list_overlay
from ranklore.site.page_meta import meta_for_list, meta_for_past_list
from ranklore.site.page_scopes import scope_of_list
from ranklore.site.queries.contexts import list_context
from ranklore.site.queries.list_head import list_head_for


@shared_page(scope_of_list, overlay=list_overlay)
@require_safe
def list_page(request: HttpRequest, slug: str) -> HttpResponse:
    voter = get_voter(request)
    ranked_list = get_list_for(voter, slug)
    if "at" in request.GET:
        return past_list_page(request, ranked_list)
    context = list_context(ranked_list, voter, request.GET.get("page"))
    context |= {
        "first_place": first_place_of(ranked_list.pk) if context["has_ranks"] else None,
        "movers": biggest_movers(ranked_list.pk, timezone.now()),
        "form": new_form(AddItemForm, has_nonce=is_known(voter)),
        "follow": follow_button_for(voter, target_for(ranked_list)),
        "meta": meta_for_list(request, context["head"], context["rows"], context["pages"]),
        "related": related_lists_for(ranked_list.pk),
        "is_maker": is_maker(voter, ranked_list),
    }
    response = render(request, "site/list.html", context)
    response.page_data = ListPageData(  # type: ignore[attr-defined]
        ranked_list, context["head"], context["rows"], context["spotlight"]
    )
    return response


@require_safe
def redirect_without_slash(request: HttpRequest, slug: str) -> HttpResponse:
    """Redirect an address that was copied with a trailing slash."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{reverse('site:list', args=[slug])}{'?' if query else ''}{query}", permanent=True)


def past_list_page(request: HttpRequest, ranked_list: RankedList) -> HttpResponse:
    """The list at the end of the past day in `?at=`. Today is not over yet, so it redirects to the current list."""
    today, day = timezone.now().date(), _parse_day(request.GET["at"])
    if day == today:
        return redirect(ranked_list)
    head, _ = list_head_for(ranked_list)
    first = first_recorded_day(ranked_list.pk)
    is_known = day is not None and first is not None and first <= day < today
    context = {
        "head": head,
        "meta": meta_for_past_list(request, head, day) if day and is_known else None,
        "day": day,
        "first": first,
        "places": ranking_on_day(ranked_list.pk, day) if day and is_known else (),
        "is_known": is_known,
        "is_future": day is not None and day > today,
        "before": day - DAY if day and first and first < day < today else None,
        "after": day + DAY if day and is_known and day + DAY < today else None,
        "yesterday": today - DAY,
    }
    return render(request, "site/past_list.html", context, status=404 if day is None or day > today else 200)


def _parse_day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:  # such as 31 February
        return None
