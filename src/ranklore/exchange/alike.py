"""The lists that ask much the same as a title that somebody types, with their figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ranklore.ballots.queries import Turnout, turnouts_of
from ranklore.lists.doubles import lists_like
from ranklore.lists.models import RankedList
from ranklore.lists.queries import items_on_lists
from ranklore.lists.rules import TITLE_MAX, clean_line
from ranklore.people.limits import count
from ranklore.shell.limits import TooOften


@dataclass(frozen=True, slots=True)
class ListLike:
    list_id: int
    slug: str
    title: str
    items: int
    voters: int
    last_vote: datetime | None


def lists_shown(list_ids: Sequence[int]) -> tuple[ListLike, ...]:
    """These lists in this order, as far as they are there."""
    lists = RankedList.objects.in_bulk(list_ids) if list_ids else {}
    items, turnouts = items_on_lists([*lists]), turnouts_of([*lists])
    found = []
    for pk in (pk for pk in list_ids if pk in lists):
        turnout = turnouts.get(pk, Turnout())
        like = ListLike(pk, lists[pk].slug, lists[pk].title, items.get(pk, 0), turnout.voters, turnout.voted_at)
        found.append(like)
    return tuple(found)


def like(title: str) -> tuple[ListLike, ...]:
    return lists_shown(lists_like(clean_line(title[: 2 * TITLE_MAX])))


@never_cache
@require_safe
def alike(request: HttpRequest) -> HttpResponse:
    """For the field of a title, which stays as it is when this says no."""
    try:
        count(request, "alike")
    except TooOften:
        return HttpResponse(status=204)
    return render(request, "exchange/_alike.html", {"alike": like(request.GET.get("title", "")), "is_alone": True})
