import uuid
from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect, reselect, retarget

from ranklore.exchange.access import get_draft_for
from ranklore.exchange.actions import Stale, change_draft, publish_draft, start_draft
from ranklore.exchange.alike import like
from ranklore.exchange.buttons import Pressed
from ranklore.exchange.forms import Asked, NewForm, read_asked
from ranklore.exchange.models import Draft
from ranklore.exchange.preview import FOCUS_IDS, Shown, preview_of
from ranklore.exchange.queries import can_undo, unfinished_drafts
from ranklore.exchange.typed import Mistakes, unsaved
from ranklore.lists.rules import TITLE_MAX
from ranklore.lists.rules.clean import clean_line
from ranklore.people.access import voter_of
from ranklore.people.limits import count
from ranklore.people.models import Voter
from ranklore.shell.forms import fresh
from ranklore.shell.pages import whole_number
from ranklore.shell.refused import Refused
from ranklore.shell.responses import see_other


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The paste box. What is sent becomes a draft to look at; nothing is public yet. A link may bring a title along."""
    voter = voter_of(request)
    is_sent = request.method == "POST"
    if is_sent:
        count(request, "drafts")
    title = (request.POST if is_sent else request.GET).get("title", "")[: 2 * TITLE_MAX]
    form = NewForm(request.POST, request.FILES) if is_sent else fresh(NewForm, title=clean_line(title))
    if is_sent and form.is_valid():
        draft = start_draft(voter=voter, **form.draft)
        return see_other(reverse("exchange:draft", args=[draft.pk]))
    context = {"form": form, "unfinished": unfinished_drafts(voter), "alike": like(title)}
    return render(request, "exchange/new.html", context, status=422 if is_sent else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """What was understood, to be mended and published. Every button saves what was typed first."""
    voter = voter_of(request)
    mine = get_draft_for(voter, draft_id)
    if request.method != "POST":
        at = whole_number(request.GET.get("at")) or None
        shown = Shown(request.GET.get("page", ""), at, request.GET.get("focus", ""))
        return _show(request, mine, shown)
    asked = read_asked(request.POST)
    count(request, "lists" if asked.button == "publish" else "drafts")
    try:
        if asked.button == "publish":
            return _publish(request, mine, asked)
        pressed = change_draft(mine, version=asked.version, typed=asked.typed, button=asked.button)
    except Refused as refused:
        return _refuse(request, voter, mine, asked, refused)
    messages.success(request, pressed.said)
    return see_other(_address(mine, asked, pressed))


def _publish(request: HttpRequest, mine: Draft, asked: Asked) -> HttpResponse:
    ranked_list = publish_draft(
        mine, version=asked.version, typed=asked.typed, told_untitled=asked.told_untitled, seen=asked.seen
    )
    messages.success(request, "The list is published. Send its address to the people who should vote.")
    address = ranked_list.get_absolute_url()
    # The list is a page of its own: htmx has to go there, not put it in the place of the preview.
    return HttpResponseClientRedirect(address) if "HX-Request" in request.headers else see_other(address)


def _refuse(request: HttpRequest, voter: Voter, mine: Draft, asked: Asked, refused: Refused) -> HttpResponse:
    mine = get_draft_for(voter, mine.pk)  # as it is now
    by_field: Mapping[str, str] = {refused.field: str(refused)}
    if isinstance(refused, Mistakes):
        by_field = refused.by_field
    if isinstance(refused, Stale) or mine.published:
        shown = Shown(asked.page, errors=by_field, lost=unsaved(mine.understood(), asked.typed))
    else:
        shown = Shown(asked.page, typed=asked.typed, errors=by_field)
    return _show(request, mine, shown, status=422)


def _show(request: HttpRequest, mine: Draft, shown: Shown, status: int = 200) -> HttpResponse:
    if mine.published:
        page = render(request, "exchange/published.html", {"list": mine.published, "shown": shown}, status=status)
        return reselect(retarget(page, "#main"), "#main")  # htmx asked for a preview, which is no more
    context = {"draft": mine, "preview": preview_of(mine.understood(), shown), "can_undo": can_undo(mine)}
    return render(request, "exchange/draft.html", context, status=status)


def _address(mine: Draft, asked: Asked, pressed: Pressed) -> str:
    """The page of the preview to look at after a button, at the thing it changed."""
    if pressed.at is not None:
        query, anchor = {"at": str(pressed.at + 1), "focus": pressed.focus}, f"item-{pressed.at + 1}"
    elif pressed.page:
        query, anchor = {"page": str(pressed.page), "focus": "items"}, "items"
    else:
        query, anchor = {"page": asked.page, "focus": pressed.focus}, FOCUS_IDS.get(pressed.focus, "")
    kept = urlencode({key: value for key, value in query.items() if value})
    address = reverse("exchange:draft", args=[mine.pk])
    return f"{address}{'?' if kept else ''}{kept}{'#' if anchor else ''}{anchor}"
