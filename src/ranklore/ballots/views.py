from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from ranklore.ballots.comparing import ids_asked, last_answer, next_pair, pair_again, pair_wanted, told_by
from ranklore.ballots.forms import ReplyForm
from ranklore.ballots.replying import Reply, reply_to
from ranklore.lists.access import get_item_on, get_list_for
from ranklore.people.access import voter_of
from ranklore.people.limits import count
from ranklore.shell.refused import Refused
from ranklore.shell.responses import see_other


@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Two items to choose from. After an answer, htmx follows the redirect to here and gets the next pair alone."""
    voter = voter_of(request)
    ranked_list = get_list_for(voter, slug)
    told = told_by(voter, ranked_list.pk)
    again = pair_again(voter, ranked_list.pk, request.GET.get("pair", ""), told)
    wanted = None if again else pair_wanted(voter, ranked_list.pk, request.GET.get("of", ""), told)
    context = {
        "head": ranked_list,
        "pair": again or wanted or next_pair(voter, ranked_list.pk, told),
        "last": last_answer(voter, ranked_list.pk, told),
        "answers": told.said.answers,
    }
    is_answer = request.headers.get("HX-Target") == "compare"
    response = render(request, "ballots/_pair_answer.html" if is_answer else "ballots/compare.html", context)
    patch_vary_headers(response, ["HX-Target"])
    return response


@require_POST
def reply(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer a pair and go on to the next, or take the answer back and see the pair again."""
    count(request, "votes")
    voter = voter_of(request)
    ranked_list = get_list_for(voter, slug)
    there = reverse("ballots:compare", args=[slug])
    form = ReplyForm(request.POST)
    try:
        replied = form.checked()
        first, second = ids_asked(voter, ranked_list.pk, replied.pair)
        pair = (get_item_on(ranked_list, first), get_item_on(ranked_list, second))
        messages.success(request, reply_to(voter=voter, pair=pair, reply=replied.reply))
    except Refused as refused:
        messages.error(request, str(refused))
        return see_other(there)
    if replied.reply == Reply.UNDO:
        there += "?" + urlencode({"pair": replied.pair})
    return see_other(there)
