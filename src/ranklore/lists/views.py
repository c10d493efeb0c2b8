from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ranklore.lists.access import get_item_for, get_own_list, may_name
from ranklore.lists.actions import fold_notes, note_item
from ranklore.lists.browsing import tags_of
from ranklore.lists.forms import FilingForm, NamesForm
from ranklore.lists.naming import Renamed, name_item
from ranklore.lists.notes import ENOUGH, NotesForm
from ranklore.lists.queries import folds_of, notes_on_item_by
from ranklore.lists.tagging import file_list
from ranklore.people.access import voter_of
from ranklore.people.limits import count
from ranklore.shell.refused import Refused
from ranklore.shell.responses import see_other
from ranklore.shell.words import isolated


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tags(request: HttpRequest, slug: str) -> HttpResponse:
    """The category and the tags of a list, for whoever made it."""
    if request.method == "POST":
        count(request, "drafts")
    ranked_list = get_own_list(voter_of(request), slug)
    if request.method != "POST":
        names = (tag.name for tag in tags_of([ranked_list.pk]).get(ranked_list.pk, ()))
        form = FilingForm(initial={"category": ranked_list.category, "tags": ", ".join(names)})
        return render(request, "lists/tags.html", {"list": ranked_list, "form": form})
    form = FilingForm(request.POST)
    if form.is_valid():
        try:
            file_list(ranked_list, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The category and the tags are saved.")
            return see_other(ranked_list.get_absolute_url())
    return render(request, "lists/tags.html", {"list": ranked_list, "form": form}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    """The content notes that this voter puts on an item: tick boxes, sent as a whole."""
    voter = voter_of(request)
    item = get_item_for(voter, slug, item_id)
    is_mine = voter.pk is not None and item.added_by_id == voter.pk
    if request.method != "POST":
        form = NotesForm(initial={"notes": notes_on_item_by(voter, item)})
        return render(request, "lists/note.html", {"list": item.list, "item": item, "form": form, "is_mine": is_mine})
    count(request, "notes")
    form = NotesForm(request.POST)
    form.is_valid()
    try:
        note_item(voter=voter, item=item, notes=form.cleaned_data["notes"])
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, NOTED if is_mine else SUGGESTED)
    return see_other(item.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def names(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    """What else an item is called."""
    voter = voter_of(request)
    item = get_item_for(voter, slug, item_id)
    context = {"list": item.list, "item": item, "may_name": may_name(voter, item)}
    if request.method != "POST":
        return render(request, "lists/names.html", context | {"form": NamesForm(item=item)})
    count(request, "notes")
    form = NamesForm(request.POST, item=item)
    if form.is_valid():
        try:
            named = name_item(voter=voter, item=item, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field or None, str(refused))
            if isinstance(refused, Renamed):
                form.now_from(refused.item)
                context["item"] = refused.item
        else:
            if named.name != item.name:
                said = f"It is called {isolated(named.name)} now. Mentions and searches find it."
            else:
                said = "The other names are saved. Mentions and searches find them."
            messages.success(request, said)
            return see_other(item.get_absolute_url())
    return render(request, "lists/names.html", context | {"form": form}, status=422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_notes(request: HttpRequest) -> HttpResponse:
    """Which content notes to fold away for this reader."""
    voter = voter_of(request)
    if request.method != "POST":
        return render(request, "lists/my_notes.html", {"form": NotesForm(initial={"notes": list(folds_of(voter))})})
    count(request, "notes")
    form = NotesForm(request.POST)
    form.is_valid()
    fold_notes(voter=voter, notes=form.cleaned_data["notes"])
    messages.success(request, "Saved. What carries one of these notes is folded away for you.")
    return see_other(reverse("lists:my_notes"))


NOTED = "The content notes are on the page."
SUGGESTED = f"Thank you. A note shows as soon as {ENOUGH} readers suggest it."
