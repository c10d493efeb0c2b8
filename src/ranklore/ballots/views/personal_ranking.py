"""The page Your ranking: make a personal ranking of a list, and publish it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ranklore.ballots.access import published_ranking_for
from ranklore.ballots.actions.personal_ranking import publish_ranking
from ranklore.ballots.actions.ranking_changes import RANKING_CHANGES, RankingChange
from ranklore.ballots.forms import RankingChangeForm
from ranklore.ballots.personal_ranking import PersonalRanking, compare_with_list, room_left
from ranklore.ballots.queries.personal_ranking import (
    addable_items,
    personal_ranking_of,
    ranking_lines,
    search_items,
    suggested_items,
    voted_items_of,
)
from ranklore.ballots.queries.standings import page_of_item
from ranklore.core.responses import see_other
from ranklore.core.translation import translated
from ranklore.lists.access import get_list_for
from ranklore.lists.models import Item, RankedList
from ranklore.lists.validation import validate_author
from ranklore.people.access import get_voter
from ranklore.people.models import Voter
from ranklore.people.rate_limits import rate_limit_voter
from ranklore.text.errors import Refused

SEARCH_LENGTH_MAX = 100
"""In characters."""


@require_safe
def personal_ranking(request: HttpRequest, slug: str) -> HttpResponse:
    """The voter's ranking. htmx gets only the parts that a change or a search concerns."""
    if _search_text(request).strip():
        rate_limit_voter(request, "search")
    voter = get_voter(request)
    ranked_list = get_list_for(voter, slug)
    context = _candidates_context(request, voter, ranked_list)
    target = request.headers.get("HX-Target")
    if target != "addable-items":
        context |= _ranking_context(voter, ranked_list, context["ranking"])
    template = {
        "addable-items": "ballots/personal_ranking/_addable_items.html",
        "ranking": "ballots/personal_ranking/_ranking_update.html",
    }.get(target or "")
    response = render(request, template or "ballots/personal_ranking/personal_ranking.html", context)
    patch_vary_headers(response, ["HX-Target"])
    return response


@require_POST
def change_ranking(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    """Change the ranking, then show it. It works the same way with and without JavaScript."""
    rate_limit_voter(request, "votes")
    voter = get_voter(request)
    ranked_list = get_list_for(voter, slug)
    try:
        asked = RankingChangeForm(request.POST).checked()
        ranking = personal_ranking_of(voter, ranked_list.pk, asked.made_from)
        change = RankingChange(voter, ranked_list, ranking, asked.item_id, asked.place)
        message, item_id = RANKING_CHANGES[what](change)
    except Refused as refused:
        messages.error(request, translated(refused.sentence))
        return see_other(_page_address(request, ranked_list))
    messages.success(request, message)
    if asked.back == "list" and item_id:
        page = page_of_item(Item.objects.select_related("list").get(pk=item_id))
        return see_other(f"{ranked_list.get_absolute_url()}{f'?page={page}' if page > 1 else ''}#item-{item_id}")
    return see_other(_page_address(request, ranked_list, item_id))


@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish the ranking, or change the name it is signed with. A refused name is shown again, to be corrected.

    Somebody who is signed in always signs with the name of their account.
    """
    rate_limit_voter(request, "votes")
    voter = get_voter(request)
    ranked_list = get_list_for(voter, slug)
    typed = "" if voter.account else request.POST.get("name", "")
    try:
        publish_ranking(voter=voter, ranked_list=ranked_list, name=validate_author(typed))
    except Refused as refused:
        if refused.field != "author":
            messages.error(request, translated(refused.sentence))
            return see_other(_page_address(request, ranked_list))
        context = _candidates_context(request, voter, ranked_list)
        context |= _ranking_context(voter, ranked_list, context["ranking"])
        context |= {"typed_name": typed[:1000], "name_error": translated(refused.sentence)}
        template = (
            "ballots/personal_ranking/_ranking_update.html"
            if request.headers.get("HX-Target") == "ranking"
            else "ballots/personal_ranking/personal_ranking.html"
        )
        return render(request, template, context, status=422)
    messages.success(request, _("Your ranking is published. Its address and its picture are below."))
    return see_other(_page_address(request, ranked_list, anchor="#publish"))


def _candidates_context(request: HttpRequest, voter: Voter, ranked_list: RankedList) -> dict[str, Any]:
    """The items a voter can add: the search results, or the first items of the list without a search."""
    ranking, voted = personal_ranking_of(voter, ranked_list.pk), voted_items_of(voter, ranked_list.pk)
    search_text = " ".join(_search_text(request).split())
    if search_text:
        candidates, more = search_items(ranked_list.pk, search_text, ranking.ids)
    else:
        candidates, more = suggested_items(ranked_list.pk, (*ranking.ids, *voted.unknown)), 0
    return {
        "list": ranked_list,
        "ranking": ranking,
        "search_text": search_text,
        "candidates": candidates,
        "found": len(candidates) + more,
        "more": more,
        "is_full": room_left(ranking.ids) <= 0,
        "picks": sum(pk not in ranking.ids for pk in voted.picked),
        "unknown_ids": frozenset(voted.unknown),
        "unknown": addable_items(voted.unknown),
    }


def _ranking_context(voter: Voter, ranked_list: RankedList, ranking: PersonalRanking) -> dict[str, Any]:
    lines = ranking_lines(ranking.ids)
    published = published_ranking_for(voter, ranked_list.pk)
    return {
        "lines": lines,
        "total": sum(line.place is not None for line in lines),
        "comparison": compare_with_list(lines),
        "published": published,
        "typed_name": published.name if published else voter.name,
        "account": voter.account,
    }


def _search_text(request: HttpRequest) -> str:
    """The search text: from the address, or from a form on a page that showed a search."""
    return (request.GET.get("q") or request.POST.get("q") or "").replace("\x00", "")[:SEARCH_LENGTH_MAX]


def _page_address(request: HttpRequest, ranked_list: RankedList, item_id: int = 0, anchor: str = "") -> str:
    search_text = _search_text(request).strip()
    query = {"q": search_text} if search_text else {}
    address = reverse("ballots:personal_ranking", args=[ranked_list.slug], query=query)
    return address + (f"#ranked-item-{item_id}" if item_id else anchor)
