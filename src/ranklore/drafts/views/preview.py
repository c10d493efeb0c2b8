"""The preview page: check, edit and publish a draft."""

import uuid
from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect, reselect, retarget

from ranklore.core.pagination import parse_whole_number
from ranklore.core.responses import see_other
from ranklore.drafts.access import get_draft_for
from ranklore.drafts.actions.edit import StaleDraft, edit_draft
from ranklore.drafts.actions.publish import publish_draft
from ranklore.drafts.editor.commands import CommandResult
from ranklore.drafts.editor.fields import InvalidFields, PreviewState, error_text, unsaved_values
from ranklore.drafts.forms import PreviewSubmission, details_form_for, parse_submission
from ranklore.drafts.models import Draft
from ranklore.drafts.queries.drafts import can_undo
from ranklore.drafts.queries.preview import FOCUS_ELEMENT_IDS, preview_for
from ranklore.people.access import get_voter
from ranklore.people.models import Voter
from ranklore.people.rate_limits import rate_limit_voter
from ranklore.text.errors import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def preview_draft(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Show a draft, or run the command of a button. Every button saves what was typed first."""
    voter = get_voter(request)
    draft = get_draft_for(voter, draft_id)
    if request.method != "POST":
        item = parse_whole_number(request.GET.get("at")) or None
        state = PreviewState(request.GET.get("page", ""), item, request.GET.get("focus", ""))
        return _render_preview(request, draft, state)
    submission = parse_submission(request.POST)
    rate_limit_voter(request, "lists" if submission.button == "publish" else "drafts")
    try:
        if submission.button == "publish":
            return _publish_response(request, draft, submission)
        result = edit_draft(draft, version=submission.version, typed=submission.typed, button=submission.button)
    except Refused as refused:
        return _refused_response(request, voter, draft, submission, refused)
    messages.success(request, result.message)
    return see_other(_preview_url(draft, submission, result))


def _publish_response(request: HttpRequest, draft: Draft, submission: PreviewSubmission) -> HttpResponse:
    ranked_list = publish_draft(
        draft,
        version=submission.version,
        typed=submission.typed,
        acknowledged_untitled=submission.acknowledged_untitled,
        seen_lists=submission.seen_lists,
    )
    messages.success(request, _("The list is published. Send its address to the people who should vote."))
    address = ranked_list.get_absolute_url()
    # The list is another page, so htmx has to go there instead of replacing the preview.
    return HttpResponseClientRedirect(address) if "HX-Request" in request.headers else see_other(address)


def _refused_response(
    request: HttpRequest, voter: Voter, draft: Draft, submission: PreviewSubmission, refused: Refused
) -> HttpResponse:
    draft = get_draft_for(voter, draft.pk)  # another request may have changed it
    errors: Mapping[str, str] = {refused.field: error_text(refused)}
    if isinstance(refused, InvalidFields):
        errors = refused.by_field
    if isinstance(refused, StaleDraft) or draft.published:
        unsaved = unsaved_values(draft.get_page(), submission.typed)
        state = PreviewState(submission.page, errors=errors, unsaved=unsaved)
    else:
        state = PreviewState(submission.page, typed=submission.typed, errors=errors)
    return _render_preview(request, draft, state, status=422)


def _render_preview(request: HttpRequest, draft: Draft, state: PreviewState, status: int = 200) -> HttpResponse:
    if draft.published:
        response = render(request, "drafts/published.html", {"list": draft.published, "state": state}, status=status)
        return reselect(retarget(response, "#main"), "#main")  # htmx asked for a preview, but there is none any more
    page = draft.get_page()
    context = {
        "draft": draft,
        "details_form": details_form_for(page, state),
        "preview": preview_for(page, state),
        "can_undo": can_undo(draft),
    }
    return render(request, "drafts/preview.html", context, status=status)


def _preview_url(draft: Draft, submission: PreviewSubmission, result: CommandResult) -> str:
    """The address of the preview after a command, at the part that it changed."""
    if result.item is not None:
        query, anchor = {"at": str(result.item + 1), "focus": result.focus}, f"item-{result.item + 1}"
    elif result.page:
        query, anchor = {"page": str(result.page), "focus": "items"}, "items"
    else:
        query, anchor = {"page": submission.page, "focus": result.focus}, FOCUS_ELEMENT_IDS.get(result.focus, "")
    query_string = urlencode({key: value for key, value in query.items() if value})
    address = reverse("drafts:preview", args=[draft.pk])
    return f"{address}{'?' if query_string else ''}{query_string}{'#' if anchor else ''}{anchor}"
