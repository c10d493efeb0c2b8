"""The page My votes: see, change, download and erase your own votes. Never cached."""

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

from ranklore.ballots.actions.erasure import erase_votes
from ranklore.ballots.actions.revise_vote import revise_vote
from ranklore.ballots.forms import ReviseVoteForm
from ranklore.ballots.queries.my_votes import page_of_lists, page_of_votes, ranking_preview, vote_totals_of
from ranklore.ballots.queries.vote_export import votes_as_csv, votes_as_json
from ranklore.ballots.recount.evidence import ballot_weight
from ranklore.core.pagination import parse_whole_number
from ranklore.core.responses import see_other
from ranklore.lists.access import get_list_for
from ranklore.people.access import get_voter
from ranklore.people.models import Voter
from ranklore.people.rate_limits import rate_limit_voter
from ranklore.text.bidi import quoted
from ranklore.text.errors import Refused


@never_cache
@require_safe
def my_votes(request: HttpRequest) -> HttpResponse:
    voter = get_voter(request)
    extent = vote_totals_of(voter)
    lists, pages = page_of_lists(voter, extent.lists, request.GET.get("page"))
    budget = round(settings.VOTER_BUDGET)
    context = {"extent": extent, "lists": lists, "pages": pages, "budget": budget, "number": voter.pk}
    return render(request, "ballots/my_votes/my_votes.html", context | _trust_context(voter))


@never_cache
@require_safe
def my_votes_on_list(request: HttpRequest, slug: str) -> HttpResponse:
    voter = get_voter(request)
    ranked_list = get_list_for(voter, slug)
    words, pages = page_of_votes(voter, ranked_list, request.GET.get("page"))
    weight = ballot_weight(ranked_list.pk, voter)
    context = {
        "list": ranked_list,
        "words": words,
        "pages": pages,
        "order": ranking_preview(voter, ranked_list),
        "weight": round(weight),
        "budget": round(settings.VOTER_BUDGET),
        "is_over": weight > settings.VOTER_BUDGET,
        "share": round(100 * settings.VOTER_BUDGET / weight) if weight > settings.VOTER_BUDGET else 100,
    }
    return render(request, "ballots/my_votes/my_votes_on_list.html", context | _trust_context(voter))


@never_cache
@require_POST
def revise(request: HttpRequest, slug: str) -> HttpResponse:
    """Change one word, and back to where it stands."""
    rate_limit_voter(request, "votes")
    voter = get_voter(request)
    ranked_list = get_list_for(voter, slug)
    page = reverse("ballots:my_votes_on_list", args=[slug])
    try:
        asked = ReviseVoteForm(request.POST).checked()
        messages.success(request, revise_vote(voter=voter, ranked_list=ranked_list, asked=asked))
    except Refused as refused:
        messages.error(request, str(refused))
        return see_other(f"{page}?page={parse_whole_number(request.POST.get('page')) or 1}")
    return see_other(f"{page}?page={asked.page}#about-{quote(asked.about)}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase_all(request: HttpRequest) -> HttpResponse:
    """Say what would go, and erase it when told to."""
    voter = get_voter(request)
    if request.method == "POST":
        lists = erase_votes(voter=voter)
        messages.success(request, f"All your votes are erased{_lists_phrase(lists)}." if lists else NOTHING_TO_ERASE)
        return see_other(reverse("ballots:my_votes"))
    return render(request, "ballots/my_votes/erase.html", {"extent": vote_totals_of(voter)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase_on_list(request: HttpRequest, slug: str) -> HttpResponse:
    voter = get_voter(request)
    ranked_list = get_list_for(voter, slug)
    if request.method == "POST":
        gone = erase_votes(voter=voter, list_id=ranked_list.pk)
        messages.success(
            request, f"Your votes on {quoted(ranked_list.title)} are erased." if gone else NOTHING_TO_ERASE
        )
        return see_other(reverse("ballots:my_votes"))
    extent = vote_totals_of(voter, ranked_list.pk)
    return render(request, "ballots/my_votes/erase.html", {"extent": extent, "list": ranked_list})


@never_cache
@require_safe
def download_json(request: HttpRequest) -> HttpResponse:
    text = json.dumps(votes_as_json(get_voter(request)), ensure_ascii=False, indent=1)
    return _file_response(text + "\n", "application/json", "my-votes.json")


@never_cache
@require_safe
def download_csv(request: HttpRequest) -> HttpResponse:
    return _file_response(votes_as_csv(get_voter(request)), "text/csv; charset=utf-8", "my-votes.csv")


NOTHING_TO_ERASE = "There was nothing left to erase."


def _trust_context(voter: Voter) -> dict[str, Any]:
    """How much of what the voter says counts, for the sentence that says so."""
    return {"is_set_aside": voter.trust == 0, "in_part": f"{100 * voter.trust:.3g}%" if 0 < voter.trust < 1 else ""}


def _lists_phrase(lists: int) -> str:
    return f", on {intcomma(lists)} lists" if lists > 1 else ""


def _file_response(text: str, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        text, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
