from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from ranklore.ballots.actions import cast
from ranklore.ballots.comparing import ids_asked, last_answer, next_pair, pair_again, told_by
from ranklore.ballots.exposure import shown_with
from ranklore.ballots.forms import ReplyForm, VoteForm
from ranklore.ballots.queries import page_of
from ranklore.ballots.replying import Reply, reply_to
from ranklore.ballots.wording import said_of
from ranklore.lists.access import get_item_on, get_list_for
from ranklore.lists.models import Item, RankedList
from ranklore.people.access import voter_of
from ranklore.shell.refused import Refused
from ranklore.shell.responses import see_other


@require_POST
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """Cast or take back a vote, then show the page it came from: the same way with and without JavaScript."""
    voter = voter_of(request)
    ranked_list = get_list_for(voter, slug)
    form = VoteForm(request.POST)
    try:
        asked = form.checked()
        word = asked.word
        item = get_item_on(ranked_list, word.item)
        shown = shown_with(asked.exposure, asked.seen, list_id=ranked_list.pk, item_id=item.pk, kind=word.kind)
        moved = cast(voter=voter, item=item, kind=word.kind, on=word.on, shown=shown)
    except Refused as refused:
        messages.error(request, str(refused))
        return see_other(_where_from(form, ranked_list))
    said = said_of(item.name, moved, kind=word.kind, on=word.on)
    if asked.back == "item":
        messages.success(request, said)
        return see_other(item.get_absolute_url())
    return _to_the_list(request, item, said, came_from=asked.page or 1)


@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Two items to choose from. After an answer, htmx follows the redirect to here and gets the next pair alone."""
    voter = voter_of(request)
    ranked_list = get_list_for(voter, slug)
    told = told_by(voter, ranked_list.pk)
    again = pair_again(voter, ranked_list.pk, request.GET.get("pair", ""), told)
    context = {
        "head": ranked_list,
        "pair": again or next_pair(voter, ranked_list.pk, told),
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


def _where_from(form: VoteForm, ranked_list: RankedList) -> str:
    """The page that a refused vote came from, as far as the form can be trusted to know it."""
    told = form.cleaned_data
    if told.get("back") and "word" in told and ranked_list.items.filter(pk=told["word"].item).exists():
        return reverse("site:item", args=[ranked_list.slug, told["word"].item])
    page = told.get("page")
    return f"{ranked_list.get_absolute_url()}{f'?page={page}' if page else ''}"


def _to_the_list(request: HttpRequest, item: Item, said: str, *, came_from: int) -> HttpResponse:
    """To the item where it stands now. htmx stays on its page, and is given the way there if the item left it."""
    address, page = item.list.get_absolute_url(), page_of(item)
    there = f"{address}?page={page}#item-{item.pk}" if page > 1 else f"{address}#item-{item.pk}"
    if page == came_from or "HX-Request" not in request.headers:
        messages.success(request, said)
        return see_other(there)
    messages.success(request, format_html('{} <a href="{}">Show it</a>', said, there), extra_tags="shown")
    return see_other(f"{address}?page={came_from}")
