"""The page where a voter makes their personal ranking of a list, and publishes it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from ranklore.ballots.access import published_ranking_for
from ranklore.ballots.actions.personal_ranking import publish_ranking
from ranklore.ballots.actions.ranking_changes import RANKING_CHANGES, RankingChange
from ranklore.ballots.forms import RankingChangeForm
from ranklore.ballots.personal_ranking import PersonalRanking, compare_with_list, room_left
from ranklore.ballots.queries import personal_ranking as orders
from ranklore.ballots.queries.personal_ranking import personal_ranking_of, ranking_lines, voted_items_of
from ranklore.ballots.queries.standings import page_of_item
from ranklore.core.responses import see_other
from ranklore.lists.access import get_list_for
from ranklore.lists.models import Item, RankedList
from ranklore.lists.validation import validate_author
from ranklore.people.access import get_voter
from ranklore.people.models import Voter
from ranklore.people.rate_limits import rate_limit_voter
from ranklore.text.errors import Refused

SEARCH_LENGTH_MAX = 100
"""Characters of a search."""


@require_safe
def personal_ranking(request: HttpRequest, slug: str) -> HttpResponse:
    """The voter's own ranking. htmx gets the parts that a change, or a letter typed into the search, is about."""
    if _search_text(request).strip():
        rate_limit_voter(request, "search")
    voter = get_voter(request)
    ranked_list = get_list_for(voter, slug)
    context = _candidates_context(request, voter, ranked_list)
    target = request.headers.get("HX-Target")
    if target != "found":
        context |= _ranking_context(voter, ranked_list, context["own"])
    template = {
        "found": "ballots/personal_ranking/_addable_items.html",
        "mine": "ballots/personal_ranking/_ranking_update.html",
    }.get(target or "")
    response = render(request, template or "ballots/personal_ranking/personal_ranking.html", context)
    patch_vary_headers(response, ["HX-Target"])
    return response


@require_POST
def change_ranking(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    """Change the ranking, then show it: the same way with and without JavaScript."""
    rate_limit_voter(request, "votes")
    voter = get_voter(request)
    ranked_list = get_list_for(voter, slug)
    try:
        form = RankingChangeForm(request.POST)
        if not form.is_valid():
            raise Refused("That form was not whole. Reload the page and try again; nothing was changed.")
        own = personal_ranking_of(voter, ranked_list.pk, form.cleaned_data["made_from"])
        said, item_id = RANKING_CHANGES[what](RankingChange(voter, ranked_list, own, form.cleaned_data))
    except Refused as refused:
        messages.error(request, str(refused))
        return see_other(_page_address(request, ranked_list))
    messages.success(request, said)
    if request.POST.get("back") == "list" and item_id:
        page = page_of_item(Item.objects.select_related("list").get(pk=item_id))
        return see_other(f"{ranked_list.get_absolute_url()}{f'?page={page}' if page > 1 else ''}#item-{item_id}")
    return see_other(_page_address(request, ranked_list, item_id))


@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish the ranking, or sign it with another name. A name that will not do is kept for another try.

    Whoever is signed in signs with the name of their account, whatever was typed.
    """
    rate_limit_voter(request, "votes")
    voter = get_voter(request)
    ranked_list = get_list_for(voter, slug)
    typed = "" if voter.account else request.POST.get("name", "")
    try:
        publish_ranking(voter=voter, ranked_list=ranked_list, name=validate_author(typed))
    except Refused as refused:
        if refused.field != "author":
            messages.error(request, str(refused))
            return see_other(_page_address(request, ranked_list))
        context = _candidates_context(request, voter, ranked_list)
        context |= _ranking_context(voter, ranked_list, context["own"])
        context |= {"typed_name": typed[:1000], "wrong_name": str(refused)}
        answer = (
            "ballots/personal_ranking/_ranking_update.html"
            if request.headers.get("HX-Target") == "mine"
            else "ballots/personal_ranking/personal_ranking.html"
        )
        return render(request, answer, context, status=422)
    messages.success(request, "Your ranking is published. Its address and its picture are below it.")
    return see_other(_page_address(request, ranked_list, anchor="#publish"))


def _candidates_context(request: HttpRequest, voter: Voter, ranked_list: RankedList) -> dict[str, Any]:
    """What can be added to the ranking: what was searched for, else the first items of the list."""
    own, words = personal_ranking_of(voter, ranked_list.pk), voted_items_of(voter, ranked_list.pk)
    asked = " ".join(_search_text(request).split())
    if asked:
        found, more = orders.search_items(ranked_list.pk, asked, own.ids)
    else:
        found, more = orders.suggested_items(ranked_list.pk, (*own.ids, *words.unknown)), 0
    return {
        "list": ranked_list,
        "own": own,
        "words": words,
        "asked": asked,
        "found": found,
        "more": more,
        "is_full": room_left(own.ids) <= 0,
        "picks": sum(pk not in own.ids for pk in words.picked),
        "unknown_ids": frozenset(words.unknown),
        "unknown": orders.addable_items(words.unknown),
    }


def _ranking_context(voter: Voter, ranked_list: RankedList, own: PersonalRanking) -> dict[str, Any]:
    lines = ranking_lines(own.ids)
    shown = published_ranking_for(voter, ranked_list.pk)
    return {
        "lines": lines,
        "total": sum(line.place is not None for line in lines),
        "compared": compare_with_list(lines),
        "published": shown,
        "typed_name": shown.name if shown else voter.name,
        "account": voter.account,
    }


def _search_text(request: HttpRequest) -> str:
    """What is searched for: of the address, or of the form that came from a page with a search."""
    return (request.GET.get("q") or request.POST.get("q") or "").replace("\x00", "")[:SEARCH_LENGTH_MAX]


def _page_address(request: HttpRequest, ranked_list: RankedList, item_id: int = 0, anchor: str = "") -> str:
    query = {"q": asked} if (asked := _search_text(request).strip()) else {}
    return reverse("ballots:personal_ranking", args=[ranked_list.slug], query=query) + (
        f"#mine-{item_id}" if item_id else anchor
    )
