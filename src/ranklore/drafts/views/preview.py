"""The preview page: check, edit and publish a draft."""

import uuid
from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect, reselect, retarget

from ranklore.core.pagination import parse_whole_number
from ranklore.core.responses import see_other
from ranklore.drafts.access import get_draft_for
from ranklore.drafts.actions.edit import StaleDraft, edit_draft
from ranklore.drafts.actions.publish import publish_draft
from ranklore.drafts.editor.commands import CommandResult
from ranklore.drafts.editor.fields import InvalidFields, PreviewState, unsaved_values
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
    """What was understood, to be mended and published. Every button saves what was typed first."""
    voter = get_voter(request)
    mine = get_draft_for(voter, draft_id)
    if request.method != "POST":
        at = parse_whole_number(request.GET.get("at")) or None
        shown = PreviewState(request.GET.get("page", ""), at, request.GET.get("focus", ""))
        return _render_preview(request, mine, shown)
    asked = parse_submission(request.POST)
    rate_limit_voter(request, "lists" if asked.button == "publish" else "drafts")
    try:
        if asked.button == "publish":
            return _publish_response(request, mine, asked)
        pressed = edit_draft(mine, version=asked.version, typed=asked.typed, button=asked.button)
    except Refused as refused:
        return _refused_response(request, voter, mine, asked, refused)
    messages.success(request, pressed.said)
    return see_other(_preview_url(mine, asked, pressed))


def _publish_response(request: HttpRequest, mine: Draft, asked: PreviewSubmission) -> HttpResponse:
    ranked_list = publish_draft(
        mine,
        version=asked.version,
        typed=asked.typed,
        acknowledged_untitled=asked.acknowledged_untitled,
        seen=asked.seen,
    )
    messages.success(request, "The list is published. Send its address to the people who should vote.")
    address = ranked_list.get_absolute_url()
    # The list is a page of its own: htmx has to go there, not put it in the place of the preview.
    return HttpResponseClientRedirect(address) if "HX-Request" in request.headers else see_other(address)


def _refused_response(
    request: HttpRequest, voter: Voter, mine: Draft, asked: PreviewSubmission, refused: Refused
) -> HttpResponse:
    mine = get_draft_for(voter, mine.pk)  # as it is now
    by_field: Mapping[str, str] = {refused.field: str(refused)}
    if isinstance(refused, InvalidFields):
        by_field = refused.by_field
    if isinstance(refused, StaleDraft) or mine.published:
        shown = PreviewState(asked.page, errors=by_field, lost=unsaved_values(mine.get_page(), asked.typed))
    else:
        shown = PreviewState(asked.page, typed=asked.typed, errors=by_field)
    return _render_preview(request, mine, shown, status=422)


def _render_preview(request: HttpRequest, mine: Draft, shown: PreviewState, status: int = 200) -> HttpResponse:
    if mine.published:
        answer = render(request, "drafts/published.html", {"list": mine.published, "shown": shown}, status=status)
        return reselect(retarget(answer, "#main"), "#main")  # htmx asked for a preview, which is no more
    page = mine.get_page()
    context = {
        "draft": mine,
        "details_form": details_form_for(page, shown),
        "preview": preview_for(page, shown),
        "can_undo": can_undo(mine),
    }
    return render(request, "drafts/preview.html", context, status=status)


def _preview_url(mine: Draft, asked: PreviewSubmission, pressed: CommandResult) -> str:
    """The page of the preview to look at after a button, at the thing it changed."""
    if pressed.at is not None:
        query, anchor = {"at": str(pressed.at + 1), "focus": pressed.focus}, f"item-{pressed.at + 1}"
    elif pressed.page:
        query, anchor = {"page": str(pressed.page), "focus": "items"}, "items"
    else:
        query, anchor = {"page": asked.page, "focus": pressed.focus}, FOCUS_ELEMENT_IDS.get(pressed.focus, "")
    kept = urlencode({key: value for key, value in query.items() if value})
    address = reverse("drafts:preview", args=[mine.pk])
    return f"{address}{'?' if kept else ''}{kept}{'#' if anchor else ''}{anchor}"
