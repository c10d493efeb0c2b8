"""Suggest content notes for a comment."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from ranklore.core.responses import see_other
from ranklore.discussion.access import get_live_comment_for, is_own
from ranklore.discussion.actions.content_notes import comment_notes_by, set_comment_notes
from ranklore.discussion.queries.permalinks import comment_permalink
from ranklore.discussion.views.comment_form import FORM_METHODS
from ranklore.lists.content_notes import NOTE_READERS_MIN
from ranklore.lists.forms import ContentNotesForm
from ranklore.people.access import get_voter
from ranklore.people.rate_limits import rate_limit_voter
from ranklore.text.errors import Refused


@require_http_methods(FORM_METHODS)
def content_notes(request: HttpRequest, comment_id: int) -> HttpResponse:
    """The content notes that this voter puts on a comment: tick boxes, sent as a whole."""
    voter = get_voter(request)
    comment = get_live_comment_for(voter, comment_id)
    is_mine, back = is_own(voter, comment), comment_permalink(comment, voter)
    if request.method != "POST":
        form = ContentNotesForm(initial={"notes": comment_notes_by(voter, comment)})
        context = {"comment": comment, "form": form, "is_mine": is_mine, "back": back}
        return render(request, "discussion/content_notes.html", context)
    rate_limit_voter(request, "notes")
    form = ContentNotesForm(request.POST)
    form.is_valid()
    try:
        set_comment_notes(voter=voter, comment=comment, notes=form.cleaned_data["notes"])
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        told = "The content notes are on your comment." if is_mine else NOTE_SUGGESTED_MESSAGE
        messages.success(request, told)
    return see_other(back)


NOTE_SUGGESTED_MESSAGE = f"Thank you. A note shows as soon as {NOTE_READERS_MIN} readers suggest it."
