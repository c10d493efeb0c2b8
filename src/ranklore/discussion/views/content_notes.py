"""Suggest content notes for a comment."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ranklore.core.responses import see_other
from ranklore.core.translation import translated
from ranklore.discussion.access import IsPublished, get_live_comment_for, is_own
from ranklore.discussion.actions.content_notes import comment_notes_by, set_comment_notes
from ranklore.discussion.queries.permalinks import comment_permalink
from ranklore.discussion.views.comment_form import FORM_METHODS
from ranklore.lists.content_notes import NOTE_READERS_MIN
from ranklore.lists.forms import ContentNotesForm
from ranklore.people.access import get_voter
from ranklore.people.rate_limits import rate_limit_voter
from ranklore.text.errors import Refused


@require_http_methods(FORM_METHODS)
def content_notes(request: HttpRequest, comment_id: int, is_published: IsPublished) -> HttpResponse:
    """Show or save this voter's content notes on a comment. The form always sends all of them."""
    voter = get_voter(request)
    comment = get_live_comment_for(voter, comment_id, is_published)
    is_mine, back = is_own(voter, comment), comment_permalink(comment, voter)
    if request.method != "POST":
        form = ContentNotesForm(initial={"notes": comment_notes_by(voter, comment)})
        context = {
            "comment": comment,
            "form": form,
            "is_mine": is_mine,
            "readers_min": NOTE_READERS_MIN,
            "back": back,
        }
        return render(request, "discussion/content_notes.html", context)
    rate_limit_voter(request, "notes")
    form = ContentNotesForm(request.POST)
    form.is_valid()
    try:
        set_comment_notes(voter=voter, comment=comment, notes=form.cleaned_data["notes"])
    except Refused as refused:
        messages.error(request, translated(refused.sentence))
    else:
        messages.success(request, _saved_message(is_mine))
    return see_other(back)


def _saved_message(is_mine: bool) -> str:
    if is_mine:
        return _("The content notes of your comment are saved.")
    return ngettext(
        "Thank you. A note appears when %(count)d reader suggests it.",
        "Thank you. A note appears when %(count)d readers suggest it.",
        NOTE_READERS_MIN,
    ) % {"count": NOTE_READERS_MIN}
