"""A vote from the list page or the item page."""

from collections.abc import Sequence
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ranklore.ballots.actions.votes import cast_vote
from ranklore.ballots.ballot import VoteResult
from ranklore.ballots.exposure import exposure_of_vote, items_shown
from ranklore.ballots.forms import VoteForm, VoteRequest
from ranklore.ballots.messages import vote_message
from ranklore.ballots.queries.standings import page_of_item
from ranklore.core.rate_limit.limiter import RateLimitExceeded
from ranklore.core.responses import see_other
from ranklore.core.translation import translated
from ranklore.lists.access import get_item_on, get_list_for
from ranklore.lists.models import Item, RankedList
from ranklore.people.access import get_voter
from ranklore.people.rate_limits import rate_limit_voter
from ranklore.site.queries.contexts import is_page_current, item_context, list_context, voted_row_context
from ranklore.text.errors import Refused

ROW_HEADER = "Ranklore-Row"
"""The id of the row that the response replaces, for core/htmx_responses.js."""


@require_POST
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """Cast or take back a vote, then show the page it came from. htmx gets only what changed on it."""
    voter = get_voter(request)
    ranked_list = get_list_for(voter, slug)
    form = VoteForm(request.POST)
    try:
        asked = form.checked()
        chosen, item = asked.word, get_item_on(ranked_list, asked.word.item)
        on_page = items_shown(asked.exposure, list_id=ranked_list.pk, item_id=item.pk)
        exposure = exposure_of_vote(on_page, asked.seen, item_id=item.pk, kind=chosen.kind)
        limit = partial(rate_limit_voter, request, "votes")
        result = cast_vote(voter=voter, item=item, kind=chosen.kind, on=chosen.on, shown=exposure, limit=limit)
    except RateLimitExceeded:
        raise
    except Refused as refused:
        rate_limit_voter(request, "votes")  # nothing was written with which it could have been counted
        messages.error(request, translated(refused.sentence))
        return _respond_to_refusal(request, form, ranked_list)
    message = vote_message(item.name, result, kind=chosen.kind, on=chosen.on)
    if asked.back:
        messages.success(request, message)
        return _item_response(request, item, is_counted=result.is_counted)
    if not _is_htmx(request):
        messages.success(request, message)
        return see_other(_item_place_address(item))
    return _rows_response(request, item, asked, on_page, result, message)


def _rows_response(
    request: HttpRequest, item: Item, asked: VoteRequest, on_page: Sequence[int], result: VoteResult, message: str
) -> HttpResponse:
    """What htmx replaces on the list page: the row of the item, or all rows if their order has changed."""
    page, voter = asked.page or 1, get_voter(request, anew=True)
    context = voted_row_context(item, voter, result, str(page))
    if context["row"] is None:  # htmx stays on its page, but the item has left it, so link to it
        link = format_html('{} <a href="{}">{}</a>', message, _item_place_address(item), _("Show it"))
        messages.success(request, link, extra_tags="shown")
    else:
        messages.success(request, message)
    follow = {}
    if not result.is_counted:
        follow = _follow(_list_page_address(item.list, page), target="ranking", part="rows", swap="innerHTML")
    # Before the count only the row changes. All rows follow.
    is_one_row = context["row"] and (
        not result.is_counted or is_page_current(context["page_ids"], context["ranks"], on_page, asked.ranks)
    )
    if not is_one_row:
        return render(request, "lists/ranking/_vote_response.html", list_context(item.list, voter, str(page)) | follow)
    response = render(request, "lists/ranking/_voted_row.html", context | follow)
    response[ROW_HEADER] = f"item-{item.pk}"
    return response


def _follow(address: str, *, target: str, part: str, swap: str) -> dict[str, str]:
    """Context for a vote that is not counted yet: the page from which its place is loaded a little later."""
    return {"follow_address": address, "follow_target": target, "follow_part": part, "follow_swap": swap}


def _respond_to_refusal(request: HttpRequest, form: VoteForm, ranked_list: RankedList) -> HttpResponse:
    """Show the page that a refused vote came from, if the form still says which one that was."""
    fields = form.cleaned_data
    if fields.get("back") and "word" in fields:
        item = ranked_list.items.filter(pk=fields["word"].item).first()
        if item is not None:
            return _item_response(request, item)
    page = fields.get("page") or 1
    if not _is_htmx(request):
        return see_other(_list_page_address(ranked_list, page))
    context = list_context(ranked_list, get_voter(request, anew=True), str(page))
    return render(request, "lists/ranking/_vote_response.html", context)


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _item_response(request: HttpRequest, item: Item, *, is_counted: bool = True) -> HttpResponse:
    address = item.get_absolute_url()
    if not _is_htmx(request) or item.removed_at:
        return see_other(address)
    context = item_context(item, get_voter(request, anew=True))
    if not is_counted:
        context |= _follow(address, target="item-head", part="item-head", swap="outerHTML")
    return render(request, "site/_item_vote_response.html", context)


def _item_place_address(item: Item) -> str:
    return f"{_list_page_address(item.list, page_of_item(item))}#item-{item.pk}"


def _list_page_address(ranked_list: RankedList, page: int) -> str:
    return f"{ranked_list.get_absolute_url()}{f'?page={page}' if page > 1 else ''}"
