"""My votes: what the voter behind the request has said, to see, change, take away and erase. Never kept by a cache."""

import json
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ranklore.ballots.actions import erase_votes
from ranklore.ballots.export import votes_as_csv, votes_as_json
from ranklore.ballots.otherwise import SayOtherwiseForm, say_otherwise
from ranklore.ballots.recount import weight_of
from ranklore.ballots.said import extent_of, lists_said_on, order_opening, words_on
from ranklore.lists.access import get_list_for
from ranklore.people.access import voter_of
from ranklore.people.limits import count
from ranklore.people.models import Voter
from ranklore.shell.pages import whole_number
from ranklore.shell.refused import Refused
from ranklore.shell.responses import see_other
from ranklore.shell.words import quoted


@never_cache
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    voter = voter_of(request)
    extent = extent_of(voter)
    lists, pages = lists_said_on(voter, extent.lists, request.GET.get("page"))
    budget = round(settings.VOTER_BUDGET)
    context = {"extent": extent, "lists": lists, "pages": pages, "budget": budget, "number": voter.pk}
    return render(request, "ballots/me.html", context | _trusted(voter))


@never_cache
@require_safe
def me_list(request: HttpRequest, slug: str) -> HttpResponse:
    voter = voter_of(request)
    ranked_list = get_list_for(voter, slug)
    words, pages = words_on(voter, ranked_list, request.GET.get("page"))
    weight = weight_of(ranked_list.pk, voter)
    context = {
        "list": ranked_list,
        "words": words,
        "pages": pages,
        "order": order_opening(voter, ranked_list),
        "weight": round(weight),
        "budget": round(settings.VOTER_BUDGET),
        "is_over": weight > settings.VOTER_BUDGET,
        "share": round(100 * settings.VOTER_BUDGET / weight) if weight > settings.VOTER_BUDGET else 100,
    }
    return render(request, "ballots/me_list.html", context | _trusted(voter))


@never_cache
@require_POST
def say(request: HttpRequest, slug: str) -> HttpResponse:
    """Change one word, and back to where it stands."""
    count(request, "votes")
    voter = voter_of(request)
    ranked_list = get_list_for(voter, slug)
    page = reverse("ballots:me_list", args=[slug])
    try:
        asked = SayOtherwiseForm(request.POST).checked()
        messages.success(request, say_otherwise(voter=voter, ranked_list=ranked_list, asked=asked))
    except Refused as refused:
        messages.error(request, str(refused))
        return see_other(f"{page}?page={whole_number(request.POST.get('page')) or 1}")
    return see_other(f"{page}?page={asked.page}#about-{quote(asked.about)}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Say what would go, and erase it when told to."""
    voter = voter_of(request)
    if request.method == "POST":
        lists = erase_votes(voter=voter)
        messages.success(request, f"All your votes are erased{_on_lists(lists)}." if lists else NOTHING_LEFT)
        return see_other(reverse("ballots:me"))
    return render(request, "ballots/erase.html", {"extent": extent_of(voter)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase_on_list(request: HttpRequest, slug: str) -> HttpResponse:
    voter = voter_of(request)
    ranked_list = get_list_for(voter, slug)
    if request.method == "POST":
        gone = erase_votes(voter=voter, list_id=ranked_list.pk)
        messages.success(request, f"Your votes on {quoted(ranked_list.title)} are erased." if gone else NOTHING_LEFT)
        return see_other(reverse("ballots:me"))
    extent = extent_of(voter, ranked_list.pk)
    return render(request, "ballots/erase.html", {"extent": extent, "list": ranked_list})


@never_cache
@require_safe
def as_json(request: HttpRequest) -> HttpResponse:
    text = json.dumps(votes_as_json(voter_of(request)), ensure_ascii=False, indent=1)
    return _file(text + "\n", "application/json", "my-votes.json")


@never_cache
@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    return _file(votes_as_csv(voter_of(request)), "text/csv; charset=utf-8", "my-votes.csv")


NOTHING_LEFT = "There was nothing left to erase."


def _trusted(voter: Voter) -> dict[str, Any]:
    """How much of what the voter says counts, for the sentence that says so."""
    return {"is_set_aside": voter.trust == 0, "in_part": f"{100 * voter.trust:.3g}%" if 0 < voter.trust < 1 else ""}


def _on_lists(lists: int) -> str:
    return f", on {intcomma(lists)} lists" if lists > 1 else ""


def _file(text: str, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        text, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
