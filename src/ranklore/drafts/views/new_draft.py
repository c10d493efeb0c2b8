"""The page where you paste a list, choose a file, or start with a title."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ranklore.core.forms import new_form
from ranklore.core.responses import see_other
from ranklore.drafts.actions.lifecycle import start_draft
from ranklore.drafts.forms import NewDraftForm
from ranklore.drafts.queries.drafts import unfinished_drafts_for
from ranklore.drafts.queries.similar_lists import similar_lists_for
from ranklore.parsing.limits import TITLE_MAX
from ranklore.people.access import get_voter, sender_of
from ranklore.people.rate_limits import rate_limit_voter
from ranklore.text.clean import clean_line


@require_http_methods(["GET", "HEAD", "POST"])
def new_draft(request: HttpRequest) -> HttpResponse:
    """The paste box. A valid form becomes a draft, which is not public. A link may fill in the title (`?title=`)."""
    voter = get_voter(request)
    is_post = request.method == "POST"
    if is_post:
        rate_limit_voter(request, "drafts")
    title = (request.POST if is_post else request.GET).get("title", "")[: 2 * TITLE_MAX]
    if is_post:
        form = NewDraftForm(request.POST, request.FILES, sender=sender_of(request, voter))
    else:
        form = new_form(NewDraftForm, title=clean_line(title))
    if is_post and form.is_valid():
        draft = start_draft(voter=voter, **form.draft)
        return see_other(reverse("drafts:preview", args=[draft.pk]))
    context = {"form": form, "unfinished": unfinished_drafts_for(voter), "similar_lists": similar_lists_for(title)}
    return render(request, "drafts/new.html", context, status=422 if is_post else 200)
