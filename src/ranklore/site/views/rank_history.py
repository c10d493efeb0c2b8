"""Pages about the ranking of a list: its history, and how it is made."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ranklore.ballots.models import Board
from ranklore.ballots.queries.history.movers import biggest_movers
from ranklore.ballots.queries.history.rank_history import PERIODS, first_recorded_day, rank_history_of
from ranklore.ballots.queries.ranking_summary import ranking_summary_of
from ranklore.ballots.queries.turnout import SPLIT_MIN
from ranklore.core.dates import DAY
from ranklore.core.page_cache.shared_page import shared_page
from ranklore.lists.access import get_list_for
from ranklore.people.access import get_voter
from ranklore.site.page_meta import meta_for_history, meta_for_ranking_method
from ranklore.site.page_scopes import scope_of_list
from ranklore.site.queries.list_head import list_head_for
from ranklore.site.queries.list_row import range_bar_for

DEFAULT_PERIOD = "month"
PERIOD_LABELS = {"week": _("Week"), "month": _("Month"), "year": _("Year"), "all": _("All")}


@shared_page(scope_of_list)
@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    ranked_list = get_list_for(get_voter(request), slug)
    head, _ = list_head_for(ranked_list)
    now, asked = timezone.now(), request.GET.get("period", "")
    period = asked if asked in PERIODS else DEFAULT_PERIOD
    context = {
        "head": head,
        "meta": meta_for_history(request, head),
        "period": period,
        "periods": [(name, PERIOD_LABELS[name]) for name in PERIODS],
        "history": rank_history_of(ranked_list.pk, period, now),
        "movers": biggest_movers(ranked_list.pk, now),
        "first": first_recorded_day(ranked_list.pk),
        "yesterday": now.date() - DAY,
    }
    return render(request, "site/history.html", context)


@shared_page(scope_of_list)
@require_safe
def ranking_method(request: HttpRequest, slug: str) -> HttpResponse:
    ranked_list = get_list_for(get_voter(request), slug)
    head, turnout = list_head_for(ranked_list)
    makeup = ranking_summary_of(ranked_list.pk, head.items)
    widest = makeup.widest
    board = Board.objects.filter(pk=ranked_list.pk).first()
    context = {
        "head": head,
        "meta": meta_for_ranking_method(request, head),
        "makeup": makeup,
        "board": board,
        "percent_of_upper": round(100 * 0.5**board.position_effect) if board else 100,
        "half_life_days": max(1, round(board.half_life_days)) if board and board.half_life_days else None,
        "may_split": turnout.voters >= SPLIT_MIN,
        "example": widest,
        "bar": range_bar_for(widest.rank, widest.low, widest.high, head.items)
        if widest
        else range_bar_for(4, 2, 7, 10),
        "budget": f"{settings.VOTER_BUDGET:g}",
    }
    return render(request, "site/ranking_method.html", context)
