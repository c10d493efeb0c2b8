"""The pages about the ranking itself: how it moved, how it stood on a past day, how it is made."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from ranklore.ballots.history import DAY
from ranklore.ballots.ledger import makeup_of
from ranklore.ballots.models import Board
from ranklore.ballots.past import PERIODS, first_day_of, history_of, movers_on, places_at
from ranklore.ballots.queries import SPLIT_FROM
from ranklore.lists.access import get_list_for
from ranklore.lists.models import RankedList
from ranklore.people.access import voter_of
from ranklore.site.heads import head_of_day, head_of_history, head_of_how
from ranklore.site.queries import head_of, range_bar_of

PERIOD = "month"


@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    ranked_list = get_list_for(voter_of(request), slug)
    head, _ = head_of(ranked_list)
    now, asked = timezone.now(), request.GET.get("period", "")
    period = asked if asked in PERIODS else PERIOD
    context = {
        "head": head,
        "meta": head_of_history(request, head),
        "period": period,
        "periods": PERIODS,
        "history": history_of(ranked_list.pk, period, now),
        "movers": movers_on(ranked_list.pk, now),
        "first": first_day_of(ranked_list.pk),
        "yesterday": now.date() - DAY,
    }
    return render(request, "site/history.html", context)


def list_then(request: HttpRequest, ranked_list: RankedList) -> HttpResponse:
    """The list as it stood at the end of the past day that `?at=` names. Today is not over: it is the list itself."""
    today, day = timezone.now().date(), _day_in(request.GET["at"])
    if day == today:
        return redirect(ranked_list)
    head, _ = head_of(ranked_list)
    first = first_day_of(ranked_list.pk)
    is_known = day is not None and first is not None and first <= day < today
    context = {
        "head": head,
        "meta": head_of_day(request, head, day) if day and is_known else None,
        "day": day,
        "first": first,
        "places": places_at(ranked_list.pk, day) if day and is_known else (),
        "is_known": is_known,
        "is_future": day is not None and day > today,
        "before": day - DAY if day and first and first < day < today else None,
        "after": day + DAY if day and is_known and day + DAY < today else None,
        "yesterday": today - DAY,
    }
    return render(request, "site/list_then.html", context, status=404 if day is None or day > today else 200)


@require_safe
def how(request: HttpRequest, slug: str) -> HttpResponse:
    ranked_list = get_list_for(voter_of(request), slug)
    head, turnout = head_of(ranked_list)
    makeup = makeup_of(ranked_list.pk, head.items)
    widest = makeup.widest
    context = {
        "head": head,
        "meta": head_of_how(request, head),
        "makeup": makeup,
        "board": Board.objects.filter(pk=ranked_list.pk).first(),
        "may_split": turnout.voters >= SPLIT_FROM,
        "example": widest,
        "bar": range_bar_of(widest.rank, widest.low, widest.high, head.items) if widest else range_bar_of(4, 2, 7, 10),
        "budget": f"{settings.VOTER_BUDGET:g}",
    }
    return render(request, "site/how.html", context)


def _day_in(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:  # such as 31 February
        return None
