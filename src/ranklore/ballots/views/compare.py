"""The Compare page: which of two items belongs higher?"""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from ranklore.ballots.actions.matchups import MatchupChoice, record_choice
from ranklore.ballots.forms import MatchupForm
from ranklore.ballots.queries.compare.matchups import (
    last_answer,
    matchup_state_of,
    next_matchup,
    read_matchup_token,
    reopened_matchup,
    requested_matchup,
)
from ranklore.core.responses import see_other
from ranklore.core.translation import translated
from ranklore.lists.access import get_item_on, get_list_for
from ranklore.people.access import get_voter
from ranklore.people.rate_limits import rate_limit_voter
from ranklore.text.errors import Refused


@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Two items to choose from. After an answer, htmx follows the redirect to this page and gets only the next pair."""
    voter = get_voter(request)
    ranked_list = get_list_for(voter, slug)
    state = matchup_state_of(voter, ranked_list.pk)
    reopened = reopened_matchup(voter, ranked_list.pk, request.GET.get("pair", ""), state)
    requested = None if reopened else requested_matchup(voter, ranked_list.pk, request.GET.get("of", ""), state)
    context = {
        "head": ranked_list,
        "matchup": reopened or requested or next_matchup(voter, ranked_list.pk, state),
        "last_answer": last_answer(voter, ranked_list.pk, state),
        "answers": state.ballot.answers,
    }
    is_update = request.headers.get("HX-Target") == "compare"
    template = "ballots/compare/_matchup_update.html" if is_update else "ballots/compare/compare.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Target"])
    return response


@require_POST
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer a matchup and go on to the next one, or undo an answer and see the same matchup again."""
    rate_limit_voter(request, "votes")
    voter = get_voter(request)
    ranked_list = get_list_for(voter, slug)
    address = reverse("ballots:compare", args=[slug])
    try:
        submission = MatchupForm(request.POST).checked()
        first, second = read_matchup_token(voter, ranked_list.pk, submission.pair)
        pair = (get_item_on(ranked_list, first), get_item_on(ranked_list, second))
        messages.success(request, record_choice(voter=voter, pair=pair, choice=submission.reply))
    except Refused as refused:
        messages.error(request, translated(refused.sentence))
        return see_other(address)
    if submission.reply == MatchupChoice.UNDO:
        address += "?" + urlencode({"pair": submission.pair})
    return see_other(address)
