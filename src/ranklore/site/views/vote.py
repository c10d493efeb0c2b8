"""A vote from the list page or the item page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from ranklore.ballots.actions.votes import cast_vote
from ranklore.ballots.exposure import exposure_of_vote
from ranklore.ballots.forms import VoteForm
from ranklore.ballots.messages import vote_message
from ranklore.ballots.queries.standings import page_of_item
from ranklore.core.responses import see_other
from ranklore.lists.access import get_item_on, get_list_for
from ranklore.lists.models import Item, RankedList
from ranklore.people.access import get_voter
from ranklore.people.rate_limits import rate_limit_voter
from ranklore.site.queries.contexts import item_context, list_context
from ranklore.text.errors import Refused


@require_POST
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """Cast or take back a vote, then show the page it came from; htmx gets at once what changed on it."""
    rate_limit_voter(request, "votes")
    voter = get_voter(request)
    ranked_list = get_list_for(voter, slug)
    form = VoteForm(request.POST)
    try:
        asked = form.checked()
        word, item = asked.word, get_item_on(ranked_list, asked.word.item)
        shown = exposure_of_vote(asked.exposure, asked.seen, list_id=ranked_list.pk, item_id=item.pk, kind=word.kind)
        moved = cast_vote(voter=voter, item=item, kind=word.kind, on=word.on, shown=shown)
    except Refused as refused:
        messages.error(request, str(refused))
        return _answer_refusal(request, form, ranked_list)
    said = vote_message(item.name, moved, kind=word.kind, on=word.on)
    if asked.back:
        messages.success(request, said)
        return _answer_with_item(request, item)
    came_from, page = asked.page or 1, page_of_item(item)
    there = f"{_list_page_address(ranked_list, page)}#item-{item.pk}"
    if not _is_htmx(request):
        messages.success(request, said)
        return see_other(there)
    if page == came_from:
        messages.success(request, said)
    else:  # htmx stays on its page: the way to the item, which left it
        messages.success(request, format_html('{} <a href="{}">Show it</a>', said, there), extra_tags="shown")
    return _answer_with_list(request, ranked_list, came_from)


def _answer_refusal(request: HttpRequest, form: VoteForm, ranked_list: RankedList) -> HttpResponse:
    """The page that a refused vote came from, as far as the form can be trusted to know it."""
    told = form.cleaned_data
    if told.get("back") and "word" in told:
        item = ranked_list.items.filter(pk=told["word"].item).first()
        if item is not None:
            return _answer_with_item(request, item)
    return _answer_with_list(request, ranked_list, told.get("page") or 1)


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _answer_with_list(request: HttpRequest, ranked_list: RankedList, page: int) -> HttpResponse:
    if not _is_htmx(request):
        return see_other(_list_page_address(ranked_list, page))
    return render(
        request,
        "lists/ranking/_vote_response.html",
        list_context(ranked_list, get_voter(request, anew=True), str(page)),
    )


def _answer_with_item(request: HttpRequest, item: Item) -> HttpResponse:
    if not _is_htmx(request) or item.removed_at:
        return see_other(item.get_absolute_url())
    return render(request, "site/_item_vote_response.html", item_context(item, get_voter(request, anew=True)))


def _list_page_address(ranked_list: RankedList, page: int) -> str:
    return f"{ranked_list.get_absolute_url()}{f'?page={page}' if page > 1 else ''}"
