from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from ranklore.ballots.actions import cast
from ranklore.ballots.exposure import shown_down_to
from ranklore.ballots.forms import VoteForm
from ranklore.ballots.queries import page_of
from ranklore.ballots.wording import said_of
from ranklore.lists.access import get_item_for, get_list_for
from ranklore.lists.models import Item, RankedList
from ranklore.people.access import voter_of
from ranklore.shell.pages import whole_number
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
        item = get_item_for(voter, slug, asked.item)
        shown = shown_down_to(asked.exposure, list_id=ranked_list.pk, item_id=item.pk)
        moved = cast(voter=voter, item=item, on=asked.on, shown=shown)
    except Refused as refused:
        messages.error(request, str(refused))
        return see_other(_where_from(request, ranked_list))
    said = said_of(item.name, moved, on=asked.on)
    if asked.back == "item":
        messages.success(request, said)
        return see_other(item.get_absolute_url())
    return _to_the_list(request, item, said, came_from=asked.page or 1)


def _where_from(request: HttpRequest, ranked_list: RankedList) -> str:
    """The page that a refused vote came from, as far as the form can be trusted to know it."""
    item_id, page = whole_number(request.POST.get("item")), whole_number(request.POST.get("page"))
    if request.POST.get("back") == "item" and item_id and ranked_list.items.filter(pk=item_id).exists():
        return reverse("site:item", args=[ranked_list.slug, item_id])
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
