from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from ranklore.ballots.actions import cast_pick
from ranklore.ballots.exposure import shown_down_to
from ranklore.ballots.forms import VoteForm
from ranklore.ballots.wording import said_of
from ranklore.lists.access import get_item_for, get_list_for
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
        item = get_item_for(voter, slug, asked.item)
        shown = shown_down_to(asked.exposure, list_id=ranked_list.pk, item_id=item.pk)
        moved = cast_pick(voter=voter, item=item, on=asked.on, shown=shown)
    except Refused as refused:
        messages.error(request, str(refused))
        return see_other(ranked_list.get_absolute_url())
    messages.success(request, said_of(item.name, moved, on=asked.on))
    if asked.back == "item":
        return see_other(item.get_absolute_url())
    page = f"?page={asked.page}" if asked.page else ""
    return see_other(f"{reverse('site:list', args=[slug])}{page}#item-{item.pk}")
