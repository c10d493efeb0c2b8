"""The pages for the content notes of an item, and for the notes for which a reader collapses comments."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ranklore.core.responses import see_other
from ranklore.core.translation import translated
from ranklore.lists.access import get_item_for
from ranklore.lists.actions.content_notes import set_folded_notes, set_item_notes
from ranklore.lists.content_notes import NOTE_READERS_MIN
from ranklore.lists.forms import ContentNotesForm
from ranklore.lists.queries.content_notes import folded_notes_for, item_notes_by
from ranklore.people.access import get_voter
from ranklore.people.rate_limits import rate_limit_voter
from ranklore.text.errors import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def item_notes(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    """Show and save the content notes that this voter puts on an item."""
    voter = get_voter(request)
    item = get_item_for(voter, slug, item_id)
    is_mine = voter.pk is not None and item.added_by_id == voter.pk
    if request.method != "POST":
        form = ContentNotesForm(initial={"notes": item_notes_by(voter, item)})
        return render(
            request,
            "lists/content_notes/item_notes.html",
            {"list": item.list, "item": item, "form": form, "is_mine": is_mine},
        )
    rate_limit_voter(request, "notes")
    form = ContentNotesForm(request.POST)
    form.is_valid()
    try:
        set_item_notes(voter=voter, item=item, notes=form.cleaned_data["notes"])
    except Refused as refused:
        messages.error(request, translated(refused.sentence))
    else:
        messages.success(request, _("Content notes saved.") if is_mine else _thanks())
    return see_other(item.get_absolute_url())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def folded_notes(request: HttpRequest) -> HttpResponse:
    """Show and save the content notes for which this reader wants comments collapsed."""
    voter = get_voter(request)
    if request.method != "POST":
        return render(
            request,
            "lists/content_notes/folded_notes.html",
            {"form": ContentNotesForm(initial={"notes": list(folded_notes_for(voter))})},
        )
    rate_limit_voter(request, "notes")
    form = ContentNotesForm(request.POST)
    form.is_valid()
    set_folded_notes(voter=voter, notes=form.cleaned_data["notes"])
    messages.success(request, _("Saved. Comments with these notes are now collapsed for you."))
    return see_other(reverse("lists:my_notes"))


def _thanks() -> str:
    sentence = ngettext(
        "Thank you. A note shows when %(count)s reader suggests it.",
        "Thank you. A note shows when %(count)s readers suggest it.",
        NOTE_READERS_MIN,
    )
    return sentence % {"count": NOTE_READERS_MIN}
