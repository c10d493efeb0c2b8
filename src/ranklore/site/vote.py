"""A vote from the list page or from an item's own page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from ranklore.ballots.actions import cast
from ranklore.ballots.exposure import shown_with
from ranklore.ballots.forms import VoteForm
from ranklore.ballots.queries import page_of
from ranklore.ballots.wording import said_of
from ranklore.lists.access import get_item_on, get_list_for
from ranklore.lists.models import Item, RankedList
from ranklore.people.access import voter_of
from ranklore.people.limits import count
from ranklore.shell.refused import Refused
from ranklore.shell.responses import see_other
from ranklore.site.pages import item_shown, list_shown


@require_POST
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """Cast or take back a vote, then show the page it came from; htmx gets at once what changed on it."""
    count(request, "votes")
    voter = voter_of(request)
    ranked_list = get_list_for(voter, slug)
    form = VoteForm(request.POST)
    try:
        asked = form.checked()
        word, item = asked.word, get_item_on(ranked_list, asked.word.item)
        shown = shown_with(asked.exposure, asked.seen, list_id=ranked_list.pk, item_id=item.pk, kind=word.kind)
        moved = cast(voter=voter, item=item, kind=word.kind, on=word.on, shown=shown)
    except Refused as refused:
        messages.error(request, str(refused))
        return _refused(request, form, ranked_list)
    said = said_of(item.name, moved, kind=word.kind, on=word.on)
    if asked.back:
        messages.success(request, said)
        return _item_page(request, item)
    came_from, page = asked.page or 1, page_of(item)
    there = f"{_address(ranked_list, page)}#item-{item.pk}"
    if not _in_place(request):
        messages.success(request, said)
        return see_other(there)
    if page == came_from:
        messages.success(request, said)
    else:  # htmx stays on its page: the way to the item, which left it
        messages.success(request, format_html('{} <a href="{}">Show it</a>', said, there), extra_tags="shown")
    return _list_page(request, ranked_list, came_from)


def _refused(request: HttpRequest, form: VoteForm, ranked_list: RankedList) -> HttpResponse:
    """The page that a refused vote came from, as far as the form can be trusted to know it."""
    told = form.cleaned_data
    if told.get("back") and "word" in told:
        item = ranked_list.items.filter(pk=told["word"].item).first()
        if item is not None:
            return _item_page(request, item)
    return _list_page(request, ranked_list, told.get("page") or 1)


def _in_place(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _list_page(request: HttpRequest, ranked_list: RankedList, page: int) -> HttpResponse:
    if not _in_place(request):
        return see_other(_address(ranked_list, page))
    return render(request, "lists/_vote_answer.html", list_shown(ranked_list, voter_of(request, anew=True), str(page)))


def _item_page(request: HttpRequest, item: Item) -> HttpResponse:
    if not _in_place(request) or item.removed_at:
        return see_other(item.get_absolute_url())
    return render(request, "site/_item_answer.html", item_shown(item, voter_of(request, anew=True)))


def _address(ranked_list: RankedList, page: int) -> str:
    return f"{ranked_list.get_absolute_url()}{f'?page={page}' if page > 1 else ''}"
