"""The page My votes: see, change, download and erase your own votes. It is never cached."""

import json
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ranklore.ballots.actions.erasure import erase_votes
from ranklore.ballots.actions.revise_vote import revise_vote
from ranklore.ballots.forms import ReviseVoteForm
from ranklore.ballots.queries.incidents import own_incidents
from ranklore.ballots.queries.my_votes import page_of_lists, page_of_votes, ranking_preview, vote_totals_of
from ranklore.ballots.queries.vote_export import votes_as_csv, votes_as_json
from ranklore.ballots.recount.evidence import ballot_weight
from ranklore.core.pagination import parse_whole_number
from ranklore.core.responses import see_other
from ranklore.core.translation import translated
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
    totals = vote_totals_of(voter)
    lists, pages = page_of_lists(voter, totals.lists, request.GET.get("page"))
    budget = round(settings.VOTER_BUDGET)
    context = {"totals": totals, "lists": lists, "pages": pages, "budget": budget, "voter_number": voter.pk}
    return render(request, "ballots/my_votes/my_votes.html", context | _trust_context(voter))


@never_cache
@require_safe
def my_votes_on_list(request: HttpRequest, slug: str) -> HttpResponse:
    voter = get_voter(request)
    ranked_list = get_list_for(voter, slug)
    votes, pages = page_of_votes(voter, ranked_list, request.GET.get("page"))
    weight = ballot_weight(ranked_list.pk, voter)
    context = {
        "list": ranked_list,
        "votes": votes,
        "pages": pages,
        "ranking": ranking_preview(voter, ranked_list),
        "weight": round(weight),
        "budget": round(settings.VOTER_BUDGET),
        "is_over_budget": weight > settings.VOTER_BUDGET,
        "incidents": own_incidents(voter, ranked_list.pk),
        "share": round(100 * settings.VOTER_BUDGET / weight) if weight > settings.VOTER_BUDGET else 100,
    }
    return render(request, "ballots/my_votes/my_votes_on_list.html", context | _trust_context(voter))


@never_cache
@require_POST
def revise(request: HttpRequest, slug: str) -> HttpResponse:
    """Change one vote, then show it on its page."""
    rate_limit_voter(request, "votes")
    voter = get_voter(request)
    ranked_list = get_list_for(voter, slug)
    page = reverse("ballots:my_votes_on_list", args=[slug])
    try:
        revision = ReviseVoteForm(request.POST).checked()
        messages.success(request, revise_vote(voter=voter, ranked_list=ranked_list, request=revision))
    except Refused as refused:
        messages.error(request, translated(refused.sentence))
        return see_other(f"{page}?page={parse_whole_number(request.POST.get('page')) or 1}")
    return see_other(f"{page}?page={revision.page}#vote-on-{quote(revision.subject)}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase_all(request: HttpRequest) -> HttpResponse:
    """Say what will be erased, and erase it after confirmation."""
    voter = get_voter(request)
    if request.method == "POST":
        lists = erase_votes(voter=voter)
        messages.success(request, _erased_message(lists) if lists else _("You have no votes to erase."))
        return see_other(reverse("ballots:my_votes"))
    return render(request, "ballots/my_votes/erase.html", {"totals": vote_totals_of(voter)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase_on_list(request: HttpRequest, slug: str) -> HttpResponse:
    voter = get_voter(request)
    ranked_list = get_list_for(voter, slug)
    if request.method == "POST":
        if erase_votes(voter=voter, list_id=ranked_list.pk):
            title = quoted(ranked_list.title)
            messages.success(request, _("Your votes on %(list)s were erased.") % {"list": title})
        else:
            messages.success(request, _("You have no votes to erase."))
        return see_other(reverse("ballots:my_votes"))
    totals = vote_totals_of(voter, ranked_list.pk)
    return render(request, "ballots/my_votes/erase.html", {"totals": totals, "list": ranked_list})


@never_cache
@require_safe
def download_json(request: HttpRequest) -> HttpResponse:
    text = json.dumps(votes_as_json(get_voter(request)), ensure_ascii=False, indent=1)
    return _file_response(text + "\n", "application/json", "my-votes.json")


@never_cache
@require_safe
def download_csv(request: HttpRequest) -> HttpResponse:
    return _file_response(votes_as_csv(get_voter(request)), "text/csv; charset=utf-8", "my-votes.csv")


def _trust_context(voter: Voter) -> dict[str, Any]:
    """How much of the voter's votes counts, for `_trust.html`."""
    return {
        "is_set_aside": voter.trust == 0,
        "trust_percent": f"{100 * voter.trust:.3g}%" if 0 < voter.trust < 1 else "",
    }


def _erased_message(lists: int) -> str:
    pattern = ngettext(
        "All your votes on %(count)s list were erased.", "All your votes on %(count)s lists were erased.", lists
    )
    return pattern % {"count": intcomma(lists)}


def _file_response(text: str, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        text, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
